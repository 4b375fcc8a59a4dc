using System.Collections.Immutable;
using AgentBot.Agents.Models;
using AgentBot.Agents.Models.Wire;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Testing.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Models;

/// <summary>Real clients of both kinds against a provider on this computer.</summary>
internal sealed class Providers : IAsyncDisposable
{
    public const string Key = "sk-planted-key";

    private readonly List<ModelRouter> _routers = [];

    private Providers(FakeModelServer server)
    {
        Server = server;
    }

    public FakeModelServer Server { get; }

    public Pots Pots { get; } = Ask.Rich();

    public AgentBot.Testing.FakeToolBox Box { get; } = new();

    /// <summary>By the text in the settings.</summary>
    public PlantedSecrets Secrets { get; } = new();

    public static async Task<Providers> StartAsync(params FakeModelAnswer[] answers) =>
        new((await FakeModelServer.StartAsync(TimeProvider.System)).Then(answers));

    public ProviderOptions Settings(string kind) => new()
    {
        Kind = kind,
        Model = "some-model",
        ApiKey = "env:PLANTED",
        BaseUrl = kind == "openai" ? Server.Url + "v1" : Server.Url.TrimEnd('/'),
        InputPricePerMillion = 3,
        OutputPricePerMillion = 15,
    };

    /// <summary>The alias default leads to these, in this order, under the names of their kinds.</summary>
    public AgentRunner Runner(params string[] kinds) => Runner(TimeProvider.System, TimeSpan.FromMinutes(2), [.. kinds.Select(kind => (kind, Settings(kind)))]);

    public AgentRunner Runner(TimeProvider time, TimeSpan limit, params (string Name, ProviderOptions Settings)[] providers)
    {
        var options = new ModelOptions { CallTimeout = limit };
        foreach ((string name, ProviderOptions settings) in providers)
        {
            options.Providers[name] = settings;
        }

        options.Aliases["default"] = [.. providers.Select(provider => provider.Name)];
        options.Aliases["small"] = options.Aliases["default"];
        var http = new ProviderHttp(Secrets, time);
        var router = new ModelRouter(new OptionsWrapper<ModelOptions>(options), [new OfflineClientFactory(), new AnthropicClientFactory(http), new OpenAiClientFactory(http)]);
        _routers.Add(router);
        return new AgentRunner(router, new ModelCaller(Pots, new IdSource(time), time, NullLogger<ModelCaller>.Instance), Ask.Loop(Pots, time, Box));
    }

    public async ValueTask DisposeAsync()
    {
        _routers.ForEach(router => router.Dispose());
        await Server.DisposeAsync();
    }

    internal sealed class PlantedSecrets : IProviderSecrets
    {
        public ImmutableDictionary<string, string> Known { get; set; } = ImmutableDictionary<string, string>.Empty.Add("env:PLANTED", Key);

        public string? Read(string written) =>
            written.StartsWith("env:", StringComparison.Ordinal) ? Known.GetValueOrDefault(written) : written.Length == 0 ? null : written;
    }
}
