using AgentBot.Agents.Models;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Models;

public sealed class ModelOptionsTests
{
    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        Pots pots = Ask.Rich();
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<ICommitter>(pots)
            .AddSingleton<IAgentLog>(pots)
            .AddSingleton<ICrashPoints, NoCrashPoints>()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IdSource>()
            .AddSingleton<IProviderSecrets>(new Providers.PlantedSecrets())
            .AddAgents(configuration)
            .BuildServiceProvider();
    }

    private static string Mistakes(params (string Key, string Value)[] settings)
    {
        using ServiceProvider services = Services(settings);
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<ModelOptions>>().Value).Message;
    }

    [Theory]
    [InlineData("default")]
    [InlineData("small")]
    [InlineData("anything")]
    public async Task Without_settings_the_offline_model_serves_every_alias(string alias)
    {
        await using ServiceProvider services = Services();
        var task = Ask.Rows(Ask.Agent("else: yes", Ask.Choice("answer", "no", "yes")) with { Model = alias }, Ask.T("x"));
        AgentOutcome.Answered outcome = await services.GetRequiredService<AgentRunner>().AnsweredAsync(task);
        Assert.Equal("yes", outcome.Said("answer"));
        Assert.Equal(("offline", "offline", 0L, true), (outcome.Usage.Calls[0].Provider, outcome.Usage.Calls[0].Model, outcome.Usage.CostMicros, outcome.Usage.Calls[0].PriceKnown));
    }

    [Theory]
    [InlineData("magic")]
    [InlineData("claude")]
    public void A_kind_that_this_version_has_not_refuses_the_start(string kind)
    {
        string sentence = Mistakes(("Models:Providers:main:Kind", kind), ("Models:Aliases:default:0", "main"), ("Models:Aliases:small:0", "main"));
        Assert.Contains($"Models:Providers:main:Kind is “{kind}”. This version has these kinds: anthropic, offline, openai.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_aliases_that_templates_rely_on_must_be_named() =>
        Assert.Contains("Models:Aliases:small is missing", Mistakes(("Models:Aliases:default:0", "offline")), StringComparison.Ordinal);

    [Fact]
    public void An_alias_must_name_providers_that_are_set() =>
        Assert.Contains("names the provider “big”, which is not set. Known: offline.", Mistakes(("Models:Aliases:default:0", "big"), ("Models:Aliases:small:0", "offline")), StringComparison.Ordinal);

    [Fact]
    public void Half_a_price_is_a_mistake() =>
        Assert.Contains(
            "only one of its two prices",
            Mistakes(("Models:Providers:o:Kind", "offline"), ("Models:Providers:o:InputPricePerMillion", "3"), ("Models:Aliases:default:0", "o"), ("Models:Aliases:small:0", "o")),
            StringComparison.Ordinal);

    [Fact]
    public void An_unknown_price_counts_as_the_dearest_that_is_set()
    {
        ModelOptions options = Ask.Options(2);
        options.Providers["p2"].InputPricePerMillion = options.Providers["p2"].OutputPricePerMillion = null;
        using var router = new ModelRouter(Options.Create(options), [new OfflineClientFactory(), new NullFactory()]);
        Assert.Equal(new Price(3, 15, Known: false), router.Route("default").Value[1].Price);
        options.Providers["p1"].InputPricePerMillion = options.Providers["p1"].OutputPricePerMillion = null;
        using var unpriced = new ModelRouter(Options.Create(options), [new OfflineClientFactory(), new NullFactory()]);
        Assert.Equal(Price.Dear, unpriced.Route("default").Value[0].Price);
    }

    [Fact]
    public void An_alias_that_is_not_set_is_refused_in_a_sentence()
    {
        using var router = new ModelRouter(Options.Create(Ask.Options(1)), [new OfflineClientFactory(), new NullFactory()]);
        Assert.Contains("“clever”", router.Route("clever").Refusal!.ToString(), StringComparison.Ordinal);
    }

    private sealed class NullFactory : IChatClientFactory
    {
        public string Kind => "fake";

        public bool IsFree => false;

        public string? Check(string name, ProviderOptions provider) => null;

        public Microsoft.Extensions.AI.IChatClient Create(ProviderOptions provider) => new AgentBot.Testing.FakeChatClient();
    }
}
