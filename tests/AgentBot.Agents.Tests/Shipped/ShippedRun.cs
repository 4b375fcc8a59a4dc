using System.Collections.Immutable;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Actions;
using AgentBot.Core.Agents;
using AgentBot.Core.Channels;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Agents.Tests.Shipped;

/// <summary>Plays the steps of a shipped template in their order, up to its review, with the real actions and the offline model; nothing is stored.</summary>
internal sealed class ShippedRun : IActionResources
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "templates");

    private readonly Dictionary<Digest, (byte[] Bytes, FieldType.File Declaration)> _files = [];
    private readonly Dictionary<string, Value> _steps = [];
    private readonly AgentRunner _runner = Ask.Offline();
    private ImmutableArray<string> _facts = [];
    private ImmutableArray<MessageRow> _talk = [];

    private ShippedRun(Template template) => Template = template;

    public Template Template { get; }

    /// <summary>Remarks of the agents for people.</summary>
    public List<string> Notes { get; } = [];

    public Value this[string step] => _steps[step];

    public static string Sample(string file) => Path.Combine(Folder, file);

    /// <param name="files">By input, a path below the templates folder.</param>
    public static Task<ShippedRun> PlayAsync(string template, string? facts, params (string Input, string File)[] files) => PlayAsync(template, facts, [], files);

    /// <param name="talk">What was said in the channel.</param>
    public static Task<ShippedRun> PlayAsync(string template, ImmutableArray<MessageRow> talk) => PlayAsync(template, null, talk, []);

    private static async Task<ShippedRun> PlayAsync(string template, string? facts, ImmutableArray<MessageRow> talk, (string Input, string File)[] files)
    {
        using var catalog = new TemplateCatalog([Folder], ActionCatalog.Definitions, new FakeClock());
        CatalogSnapshot snapshot = await catalog.ReloadAsync(CancellationToken.None);
        var run = new ShippedRun(snapshot.Find(template)!) { _talk = talk };
        if (facts is not null)
        {
            run._facts = [.. (await File.ReadAllLinesAsync(Sample(facts))).Where(line => line.Length > 0 && !line.StartsWith("<!--", StringComparison.Ordinal))];
        }

        Value.Record inputs = run.Inputs(files);
        foreach (StepSpec step in run.Template.Workflow.Steps.TakeWhile(step => step is not StepSpec.Review))
        {
            run._steps[step.Id] = step switch
            {
                StepSpec.Action { ForEach: { } each } action => await run.ActOnEachAsync(action, each, inputs),
                StepSpec.Action action => await run.ActAsync(action, run.Scope(inputs, null)),
                StepSpec.Agent { ForEach: null } agent => await run.ThinkAsync(agent, inputs),
                StepSpec.Agent agent => await run.ThinkOfEachAsync(agent, inputs),
                _ => throw new InvalidOperationException($"{step.Id} is of a kind that is not played here."),
            };
        }

        return run;
    }

    public TableData Table(string step) => ((Value.Table)_steps[step]).Data;

    public ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(Value.File file, CancellationToken ct) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(_files[file.Content].Bytes);

    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(DateTimeOffset since, int take, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<MessageRow>>(_talk);

    public FieldType.File? DeclarationOf(Value.File file) => _files[file.Content].Declaration;

    public string NameOf(PersonKey person) => person.Value;

    private Value.Record Inputs((string Input, string File)[] files) => new(
    [
        .. Template.Workflow.Inputs.Select(input =>
        {
            string? file = files.FirstOrDefault(given => given.Input == input.Name).File;
            return new Field(input.Name, file is not null ? Upload(file, (FieldType.File)input.Type)
                : input.Type is FieldType.Month ? new Value.Month(2026, 10)
                : input.Default is null ? Value.Missing.Instance
                : ValueReader.Read(input.Default, input.Type, LocaleFormats.Unstated).Value);
        }),
    ]);

    private Value.File Upload(string file, FieldType.File declaration)
    {
        byte[] bytes = File.ReadAllBytes(Sample(file));
        Digest digest = Digest.OfBytes(bytes);
        _files[digest] = (bytes, declaration);
        return new Value.File(Path.GetFileName(file), "text/plain", bytes.Length, digest);
    }

    private ExpressionScope Scope(Value.Record inputs, Value? item) => new(inputs, _steps, item, new DateOnly(2026, 11, 19));

    private static Value Evaluate(Expr expression, ExpressionScope scope) =>
        Expressions.Evaluate(expression, scope).Match(value => value, refusal => throw new Xunit.Sdk.XunitException(refusal.ToString()));

    private async Task<Value> ActAsync(StepSpec.Action step, ExpressionScope scope)
    {
        Dictionary<string, Value> arguments = step.With.ToDictionary(argument => argument.Name, argument => Evaluate(argument.Value, scope));
        var call = new ActionCall(arguments, Ask.Channel, scope.Today, this) { Expected = step.Output };
        ActionOutcome outcome = await ActionCatalog.Find(step.Name)!.RunAsync(call, CancellationToken.None);
        return outcome is ActionOutcome.Done done ? done.Output : throw new Xunit.Sdk.XunitException($"{step.Id}: {((ActionOutcome.Failed)outcome).Sentence}");
    }

    private async Task<Value> ActOnEachAsync(StepSpec.Action step, ForEachSpec each, Value.Record inputs)
    {
        var results = ImmutableArray.CreateBuilder<Value>();
        foreach (Value.Record item in Items(Evaluate(each.List, Scope(inputs, null))))
        {
            results.Add(new Value.Record(item.Fields.AddRange(((Value.Record)await ActAsync(step, Scope(inputs, item))).Fields)));
        }

        return new Value.List(results.ToImmutable());
    }

    private static Value.Record[] Items(Value list) =>
        list is Value.Table table ? [.. table.Data.Rows.Select((_, row) => table.Data.RowAsRecord(row))] : [.. ((Value.List)list).Items.Cast<Value.Record>()];

    private async Task<Value> ThinkAsync(StepSpec.Agent step, Value.Record inputs)
    {
        AgentOutcome.Answered answered = await AskAsync(step, [new AgentItem("", 0, Evaluate(step.Input, Scope(inputs, null)), null)]);
        return answered.Answers.Single().Output!;
    }

    private async Task<Value> ThinkOfEachAsync(StepSpec.Agent step, Value.Record inputs)
    {
        Value.Record[] items = Items(Evaluate(step.ForEach!.List, Scope(inputs, null)));
        var results = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach ((int Index, Value.Record Item)[] batch in items.Index().Chunk(step.ForEach.Batch))
        {
            AgentOutcome.Answered answered = await AskAsync(
                step,
                [.. batch.Select(entry => new AgentItem($"k{entry.Index}", entry.Index + 1, Evaluate(step.Input, Scope(inputs, entry.Item)), null))]);
            foreach (((int index, Value.Record item), AgentAnswer answer) in batch.Zip(batch.Select(entry => answered.Answers.Single(answer => answer.Key == $"k{entry.Index}"))))
            {
                Assert.True(answer.Output is not null, $"Item {index}: {answer.Failure}");
                results.Add(new Value.Record(item.Fields.AddRange(answer.Output!.Fields)));
            }
        }

        return new Value.List(results.MoveToImmutable());
    }

    private async Task<AgentOutcome.Answered> AskAsync(StepSpec.Agent step, ImmutableArray<AgentItem> items)
    {
        AgentTask task = Ask.Task(step.Spec, items) with { Facts = step.Spec.Context.Contains(AgentContext.Facts) ? _facts : [] };
        AgentOutcome.Answered answered = await _runner.AnsweredAsync(task);
        Notes.AddRange(answered.Notes);
        return answered;
    }
}
