using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;
using AgentBot.Host.People;
using AgentBot.Storage;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentBot.Host.Tests.Faults;

/// <summary>
/// The whole host on a real SQLite file, with the people of the demo, a clock that moves when told and a sender that follows a
/// script. The loops of the workers are not started: a test does due work itself, so that it decides what happens when.
/// </summary>
internal sealed class FaultHost : IAsyncDisposable
{
    public const string Ana = "ana";
    public const string Ben = "ben";
    public const string Cleo = "cleo";

    /// <summary>Artifacts above this size are files of their own, where a test can damage them.</summary>
    private const int InlineBytes = 512;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;
    private int _receipts;

    private FaultHost(TempFolder? folder, FakeClock? clock, string[] settings, Action<IServiceCollection>? more = null)
    {
        (_folder, _ownsFolder) = folder is null ? (new TempFolder(), true) : (folder, false);
        Clock = clock ?? new FakeClock();
        App = TestHost.Build(_folder, settings, services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton<ConfiguredDirectory>();
            services.AddSingleton<AlteredDirectory>();
            services.AddSingleton<Core.People.IDirectory>(provider => provider.GetRequiredService<AlteredDirectory>());
            services.RemoveAll<IEffectSender>();
            more?.Invoke(services);
            services.AddSingleton<IEffectSender>(Sender);
            services.Configure<SqliteStoreOptions>(options => options.InlineArtifactBytes = InlineBytes);
        });
    }

    public static ChannelKey Finance { get; } = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance");

    public WebApplication App { get; }

    public FakeClock Clock { get; }

    /// <summary>Who is who, which a test may change.</summary>
    public AlteredDirectory People => Get<AlteredDirectory>();

    public ScriptedSender Sender { get; } = new();

    public string Folder => _folder.Path;

    public IRunReader Runs => Get<IRunReader>();

    public IReviewReader Reviews => Get<IReviewReader>();

    public static Task<FaultHost> WithAsync(params string[] templates) => WithAsync(null, null, templates);

    /// <param name="folder">A folder that outlives this host, for what comes after a crash.</param>
    public static async Task<FaultHost> WithAsync(TempFolder? folder, FakeClock? clock, params string[] templates)
    {
        var host = new FaultHost(folder, clock, []);
        await host.PutTemplatesAsync(templates);
        return host;
    }

    /// <param name="settings">As on the command line.</param>
    public static async Task<FaultHost> WithSettingsAsync(string[] settings, params string[] templates)
    {
        var host = new FaultHost(null, null, settings);
        await host.PutTemplatesAsync(templates);
        return host;
    }

    /// <summary>The same in a folder that outlives this host.</summary>
    public static async Task<FaultHost> WithSettingsInAsync(TempFolder folder, FakeClock clock, string[] settings, params string[] templates)
    {
        var host = new FaultHost(folder, clock, settings);
        await host.PutTemplatesAsync(templates);
        return host;
    }

    /// <summary>A host whose agents have these tools, and a model at the address in the settings.</summary>
    /// <param name="box">Null for the tools of the settings and of the files.</param>
    /// <param name="dies">Told of each crash point; what it throws ends the work there.</param>
    public static async Task<FaultHost> WithToolsAsync(TempFolder? folder, FakeClock? clock, FakeToolBox? box, string[] settings, Action<CrashPoint>? dies, params string[] templates)
    {
        var host = new FaultHost(folder, clock, settings, services =>
        {
            if (box is not null)
            {
                services.RemoveAll<IToolBox>();
                services.AddSingleton<IToolBox>(box);
            }

            services.AddSingleton<IEffectSender, ToolSender>();
            services.AddSingleton<ICrashPoints>(new Told(dies));
        });
        await host.PutTemplatesAsync(templates);
        return host;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Writes the files of these templates, each under its own name, and has them read.</summary>
    public async Task PutTemplatesAsync(params string[] templates)
    {
        string team = Directory.CreateDirectory(_folder.File(Path.Combine("templates", "finance"))).FullName;
        foreach (string template in templates)
        {
            string name = template.Split('\n').First(line => line.StartsWith("name:", StringComparison.Ordinal))["name:".Length..].Trim();
            await File.WriteAllTextAsync(Path.Combine(team, name + ".yaml"), template);
        }

        CatalogSnapshot read = await Get<TemplateCatalog>().ReloadAsync(CancellationToken.None);
        Assert.True(read.Broken.IsEmpty, string.Join('\n', read.Broken.SelectMany(broken => broken.Diagnostics).Select(found => $"{found.Line}: {found.Message} {found.Suggestion}")));
    }

    public Caller Caller(string person, string? receipt = null) => new(
        new PersonKey(person), Finance, "", receipt ?? $"test|local|delivery|{Interlocked.Increment(ref _receipts).ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():n}");

    public ValueTask<Reply> SayAsync(string text, string person = Ana, string? receipt = null, params Value.File[] files) =>
        Get<IConversation>().SayAsync(new CommandRequest(Caller(person, receipt), text, [.. files], []), CancellationToken.None);

    /// <summary>Starts a run and works on it until it rests.</summary>
    public async Task<RunRow> StartAsync(string text, params Value.File[] files)
    {
        Reply reply = await SayAsync(text, Ana, null, files);
        var started = Assert.IsType<Reply.Started>(reply);
        await WorkAsync();
        return await RunAsync(started.Run);
    }

    public async Task<RunRow> RunAsync(RunId id) => (await Runs.FindAsync(id, CancellationToken.None))!;

    public async Task<StepRow> StepAsync(RunRow run, string step) => (await Runs.LoadAsync(run.Id, CancellationToken.None))!.Step(step)!;

    /// <summary>The newest revision of the run's first review.</summary>
    public async Task<ReviewRow> ReviewAsync(RunRow run) => (await Reviews.OfRunAsync(run.Id, CancellationToken.None)).OrderBy(review => review.Revision).Last();

    public async Task<IReadOnlyList<DecisionRow>> DecisionsAsync(ReviewRow review) => await Reviews.DecisionsAsync(review.Id, CancellationToken.None);

    public async Task<IReadOnlyList<string>> AuditAsync(RunRow run) => [.. (await Get<IAuditStore>().OfRunAsync(run.Id, CancellationToken.None)).Select(line => line.Verb)];

    public async Task<EffectRow> EffectAsync(RunRow run) => (await Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None))[^1];

    public DecisionRequest Click(ReviewRow shown, string person, DecisionKind kind, string note = "", string? receipt = null) =>
        new(Caller(person, receipt), shown.Id, shown.Revision, shown.Artifact.Content.Value[..16], kind, note, [], null, false, []);

    public ValueTask<Reply> DecideAsync(DecisionRequest request) => Get<IConversation>().DecideAsync(request, CancellationToken.None);

    public ValueTask<Reply> DecideAsync(ReviewRow shown, string person, DecisionKind kind, string note = "", string? receipt = null) =>
        DecideAsync(Click(shown, person, kind, note, receipt));

    public ValueTask<Reply> SettleAsync(EffectRow effect, string person, SettleChoice choice) =>
        Get<IConversation>().SettleAsync(new SettleRequest(Caller(person), "effect", effect.Id.Value, choice, "", []), CancellationToken.None);

    public async Task CommitAsync(params Change[] changes) =>
        Assert.IsType<CommitResult.Done>(await Get<ICommitter>().CommitAsync(new Commit { Workspace = Finance.Workspace, Changes = [.. changes] }, CancellationToken.None));

    public ValueTask<IReadOnlyList<WorkRow>> ClaimAsync() => Get<IWorkStore>().ClaimAsync(16, Lease, Clock.GetUtcNow(), CancellationToken.None);

    /// <summary>Does what is due until nothing is.</summary>
    /// <param name="sends">False keeps effects back, as if their worker stood still.</param>
    public async Task WorkAsync(bool sends = true)
    {
        WorkHandler worker = Get<WorkHandler>();
        for (int round = 0; round < 2_000; round++)
        {
            IReadOnlyList<WorkRow> work = await ClaimAsync();
            foreach (WorkRow claimed in work)
            {
                await worker.HandleAsync(new HeldWork(claimed, Seen: null), lease: null, CancellationToken.None);
            }

            int sent = sends ? await SendAsync() : 0;
            if (work.Count + sent == 0)
            {
                return;
            }
        }

        Assert.Fail("The work never came to an end.");
    }

    /// <summary>Hands every due effect to its sender once.</summary>
    public async Task<int> SendAsync()
    {
        IReadOnlyList<EffectRow> effects = await Get<IDeliveryReader>().DueEffectsAsync(Clock.GetUtcNow(), 16, CancellationToken.None);
        foreach (EffectRow effect in effects)
        {
            await Get<EffectHandler>().HandleAsync(effect, CancellationToken.None);
        }

        return effects.Count;
    }

    /// <summary>A CSV file that somebody handed over in the channel.</summary>
    public async Task<Value.File> FileAsync(string name, string text)
    {
        Artifact artifact = Artifact.Of(ArtifactType.File, System.Text.Encoding.UTF8.GetBytes(text));
        await CommitAsync(new Change.PutArtifact(Finance, artifact, null, Clock.GetUtcNow()));
        return new Value.File(name, "text/csv", artifact.Ref.Length, artifact.Ref.Content);
    }

    /// <summary>The file in which the store keeps these bytes.</summary>
    public string PathOf(Digest content) => Directory.EnumerateFiles(_folder.Path, content.Value, SearchOption.AllDirectories).Single();

    private sealed class Told(Action<CrashPoint>? told) : ICrashPoints
    {
        public void Reach(CrashPoint point) => told?.Invoke(point);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}

/// <summary>Sends nothing; remembers what it was asked to send and answers as the test wants.</summary>
internal sealed class ScriptedSender : IEffectSender
{
    private readonly Lock _lock = new();
    private readonly List<Sending> _sendings = [];

    public Func<EffectTarget, ValueTask<SendOutcome>> Answer { get; set; } = _ => ValueTask.FromResult<SendOutcome>(new SendOutcome.Sent("there"));

    public ImmutableArray<Sending> Sendings
    {
        get
        {
            lock (_lock)
            {
                return [.. _sendings];
            }
        }
    }

    public bool Handles(EffectTarget target) => true;

    public bool MayRepeat(EffectTarget target) => false;

    public ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        lock (_lock)
        {
            _sendings.Add(new Sending(effect.Step, target, Digest.OfBytes(artifact.Bytes.Span)));
        }

        return Answer(target);
    }

    internal sealed record Sending(string Step, EffectTarget Target, Digest Content);
}
