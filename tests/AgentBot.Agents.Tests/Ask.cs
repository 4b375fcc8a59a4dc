using System.Collections.Immutable;
using AgentBot.Agents.Looping;
using AgentBot.Agents.Models;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests;

/// <summary>Builds agents, questions and the runner that answers them.</summary>
internal static class Ask
{
    public const string Pot = "run:r1";

    public static readonly WorkspaceKey Workspace = new("console");

    public static readonly ChannelKey Channel = ChannelKey.Of("console", Workspace, "ops");

    public static AgentSpec Agent(string instructions, params OutputField[] output) => new()
    {
        Name = "test/step",
        Purpose = "Test.",
        Instructions = instructions,
        Output = [.. output],
    };

    public static OutputField Field(string name, FieldType type, bool required = true) => new(name, type, required, null);

    public static OutputField Choice(string name, params string[] options) => Field(name, new FieldType.Choice([.. options]));

    public static OutputField Text(string name, int? max = null, bool required = true) => Field(name, new FieldType.Text(max), required);

    public static Value.Record Row(params (string Name, Value Value)[] fields) => new([.. fields.Select(field => new Field(field.Name, field.Value))]);

    public static Value T(string text) => new Value.Text(text);

    public static Value M(decimal amount, string currency = "EUR") => new Value.Money(amount, currency);

    public static AgentTask Rows(AgentSpec agent, params Value[] rows) => Task(agent, [.. rows.Select((row, index) => new AgentItem($"key-{index + 1}", index + 1, row, null))]);

    public static AgentTask One(AgentSpec agent, Value input) => Task(agent, [new AgentItem("", 0, input, null)]);

    public static AgentTask Task(AgentSpec agent, ImmutableArray<AgentItem> items) => new()
    {
        Step = new StepKey(new RunId("r1"), "step", 1, "", 1),
        Workspace = Workspace,
        Channel = Channel,
        Agent = agent,
        Pots = [Pot],
        Items = items,
        Today = new DateOnly(2026, 11, 19),
    };

    public static Pots Rich() => new Pots().With(Pot, 10_000_000_000, 100_000_000);

    public static AgentRunner Offline(Pots? pots = null) => Runner(new ModelOptions(), [], pots ?? Rich(), new FakeClock());

    /// <summary>One provider a client, in this order behind the alias default.</summary>
    public static AgentRunner Scripted(Pots pots, TimeProvider clock, params FakeChatClient[] clients) => Runner(Options(clients.Length), clients, pots, clock);

    public static ModelOptions Options(int providers)
    {
        var options = new ModelOptions();
        for (int i = 0; i < providers; i++)
        {
            options.Providers[$"p{i + 1}"] = new ProviderOptions { Kind = "fake", Model = $"{i}", InputPricePerMillion = 3, OutputPricePerMillion = 15 };
        }

        options.Aliases["default"] = [.. Enumerable.Range(1, providers).Select(i => $"p{i}")];
        options.Aliases["small"] = ["p1"];
        return options;
    }

    /// <summary>One model with these tools.</summary>
    public static AgentRunner WithTools(Pots pots, TimeProvider clock, IToolBox box, FakeChatClient client, ICrashPoints? crashPoints = null) => Runner(Options(1), [client], pots, clock, box, crashPoints);

    public static AgentLoop Loop(Pots pots, TimeProvider clock, IToolBox? box = null, ICrashPoints? crashPoints = null) =>
        new(box ?? new NoTools(), pots, pots, crashPoints ?? NoCrashPoints.Instance, clock);

    public static AgentRunner Runner(ModelOptions options, FakeChatClient[] clients, Pots pots, TimeProvider clock, IToolBox? box = null, ICrashPoints? crashPoints = null)
    {
        var router = new ModelRouter(new OptionsWrapper<ModelOptions>(options), [new OfflineClientFactory(), new FakeFactory(clients)]);
        return new AgentRunner(router, new ModelCaller(pots, new IdSource(clock), clock, NullLogger<ModelCaller>.Instance), Loop(pots, clock, box, crashPoints));
    }

    public static async Task<AgentOutcome> RunAsync(this IAgentRunner runner, AgentTask task) => await runner.RunAsync(task, null, CancellationToken.None);

    public static async Task<AgentOutcome.Answered> AnsweredAsync(this IAgentRunner runner, AgentTask task) =>
        Assert.IsType<AgentOutcome.Answered>(await runner.RunAsync(task));

    public static async Task<AgentOutcome.Failed> FailedAsync(this IAgentRunner runner, AgentTask task) =>
        Assert.IsType<AgentOutcome.Failed>(await runner.RunAsync(task));

    /// <summary>The text of one field of one answer; money and dates as people write them.</summary>
    public static string Said(this AgentOutcome.Answered outcome, string field, int answer = 0) =>
        outcome.Answers[answer].Output![field] switch
        {
            Value.Choice choice => choice.Option,
            Value.User user => user.Person.Value,
            Value other => AgentBot.Agents.Offline.Reading.PlainValue.Text(other),
        };

    private sealed class FakeFactory(FakeChatClient[] clients) : IChatClientFactory
    {
        public string Kind => "fake";

        public bool IsFree => false;

        public string? Check(string name, ProviderOptions provider) => null;

        public IChatClient Create(ProviderOptions provider) => clients[int.Parse(provider.Model, System.Globalization.CultureInfo.InvariantCulture)];
    }
}
