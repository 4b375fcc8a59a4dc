using System.Collections.Concurrent;
using System.Text;
using AgentBot.Agents.Harness;
using AgentBot.Agents.Harness.Gateway;
using AgentBot.Agents.Models;
using AgentBot.Agents.Models.Wire;
using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Tests.Models;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Harness;

/// <summary>Programs in the real sandbox, with a provider of both wire formats behind their door.</summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>What a program must print, for a task with one field "verdict".</summary>
    public const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}""";

    private readonly Providers _providers;
    private readonly ModelRouter _router;
    private readonly GatewayProviders _gateway;

    private Bench(Providers providers, HarnessOptions harnesses, SandboxOptions sandbox)
    {
        _providers = providers;
        var http = new ProviderHttp(providers.Secrets, TimeProvider.System);
        IOptions<ModelOptions> models = new OptionsWrapper<ModelOptions>(Models());
        _router = new ModelRouter(models, [new OfflineClientFactory(), new AnthropicClientFactory(http), new OpenAiClientFactory(http)]);
        _gateway = new GatewayProviders(_router, models, http);
        Book = new HarnessBook(new OptionsWrapper<HarnessOptions>(harnesses));
        var settings = new OptionsWrapper<SandboxOptions>(sandbox);
        Places = new HarnessPlaces(Book, new Sandboxes([new Agents.Sandbox.Bubblewrap.BubblewrapSandbox(new ProgramPlaces(""), settings, TimeProvider.System)], settings), new ProgramPlaces(""));
        Doors = new GatewayDoors(_gateway, providers.Pots, new IdSource(TimeProvider.System), TimeProvider.System);
        Runner = new HarnessRunner(Places, Doors, new HarnessFiles(Artifacts), NullLogger<HarnessRunner>.Instance);
    }

    public HarnessBook Book { get; }

    public HarnessPlaces Places { get; }

    public GatewayDoors Doors { get; }

    public HarnessRunner Runner { get; }

    public FakeArtifacts Artifacts { get; } = new();

    public FakeModelServer Server => _providers.Server;

    public Pots Pots => _providers.Pots;

    public static async Task<Bench> StartAsync(HarnessOptions? harnesses = null, SandboxOptions? sandbox = null, params FakeModelAnswer[] answers) =>
        new(await Providers.StartAsync(answers), harnesses ?? new HarnessOptions(), sandbox ?? new SandboxOptions());

    /// <summary>A program that is a script of the shell.</summary>
    public static HarnessOptions Script(string script, Action<HarnessSettings>? change = null)
    {
        var settings = new HarnessSettings { Command = "/bin/bash", Args = ["-c", script], Wire = "anthropic", Env = { ["TOKEN"] = "{token}" }, Time = TimeSpan.FromSeconds(30) };
        change?.Invoke(settings);
        return new HarnessOptions { ByName = { ["script"] = settings } };
    }

    /// <summary>The shell's way of asking the model one thing through the door; prints what came.</summary>
    public static string Asks(string body = """{"model":"any","max_tokens":50,"messages":[{"role":"user","content":"hello"}]}""", string path = "/v1/messages", string token = "$TOKEN") =>
        $"ask() {{ body='{body}'; exec 3<>/dev/tcp/127.0.0.1/8080; printf 'POST {path} HTTP/1.1\\r\\nHost: x\\r\\nx-api-key: %s\\r\\nContent-Length: %d\\r\\nConnection: close\\r\\n\\r\\n%s' \"{token}\" ${{#body}} \"$body\" >&3; cat <&3; exec 3>&-; }}; ";

    public static AgentSpec Agent(string harness = "script") => Ask.Agent("Judge it.", Ask.Choice("verdict", "approve", "refuse")) with { Harness = harness };

    public async Task<AgentOutcome> RunAsync(AgentTask? task = null, CancellationToken ct = default)
    {
        AgentTask asked = task ?? Ask.One(Agent(), Ask.T("the input"));
        return await Runner.RunAsync(asked.Agent.Harness!, asked, ct);
    }

    public async Task<AgentOutcome.Answered> AnsweredAsync(AgentTask? task = null)
    {
        AgentOutcome outcome = await RunAsync(task);
        return Assert.IsType<AgentOutcome.Answered>(outcome is AgentOutcome.Failed failed ? throw new Xunit.Sdk.XunitException(failed.Sentence) : outcome);
    }

    public async Task<AgentOutcome.Failed> FailedAsync(AgentTask? task = null) => Assert.IsType<AgentOutcome.Failed>(await RunAsync(task));

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        _router.Dispose();
        await _providers.DisposeAsync();
    }

    private ModelOptions Models() => new()
    {
        Providers = { ["anthropic"] = _providers.Settings("anthropic"), ["openai"] = _providers.Settings("openai") },
        Aliases = { ["default"] = ["anthropic", "openai"], ["small"] = ["anthropic"], ["other"] = ["openai"] },
    };

    internal sealed class FakeArtifacts : IArtifactReader
    {
        private readonly ConcurrentDictionary<Digest, Artifact> _kept = new();

        public Value.File Put(string name, string text)
        {
            Artifact artifact = Artifact.Of(ArtifactType.File, Encoding.UTF8.GetBytes(text));
            _kept[artifact.Ref.Content] = artifact;
            return new Value.File(name, "text/plain", text.Length, artifact.Ref.Content);
        }

        public ValueTask<Artifact?> FindAsync(ChannelKey channel, Digest content, CancellationToken ct) =>
            ValueTask.FromResult(channel == Ask.Channel ? _kept.GetValueOrDefault(content) : null);
    }
}
