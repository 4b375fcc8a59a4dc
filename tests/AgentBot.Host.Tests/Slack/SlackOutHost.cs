using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Workers;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Slack;

/// <summary>
/// The whole host with Slack as its way out, against the fake server, on a clock that does not make tests wait. The loops of the
/// workers are not started: a test does due work itself, and may let the host die at a place of its choice.
/// </summary>
internal sealed class SlackOutHost : IAsyncDisposable
{
    public static readonly ChannelKey Finance = new("slack/T0AAA1/C0FIN");

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly DeadlyPoints _points = new();
    private int _receipts;

    private SlackOutHost(TempFolder folder, FakeSlackServer server, EagerClock clock)
    {
        Clock = clock;
        App = TestHost.Build(folder, services: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<ICrashPoints>(_points);
            services.AddSingleton<IRoster>(new SlackRosterOfTests());
            services.AddSingleton(new SlackAccess(server.ApiUrl, () => FakeSlackServer.BotToken, () => FakeSlackServer.AppToken));
            services.AddSingleton(new SlackLinks(""));
            services.AddSlackOut();
        });
    }

    public WebApplication App { get; }

    public EagerClock Clock { get; }

    public IDeliveryReader Delivery => Get<IDeliveryReader>();

    /// <summary>A server with #finance, and the accounts of the demo's people.</summary>
    public static async Task<FakeSlackServer> ServerAsync(EagerClock clock)
    {
        FakeSlackServer server = await FakeSlackServer.StartAsync(clock);
        foreach ((string id, string name) in new[] { ("U0ANA", "Ana Duarte"), ("U0BEN", "Ben Okafor"), ("U0CLEO", "Cleo Brandt") })
        {
            server.Workspace.AddUser(id, name);
        }

        server.Workspace.AddChannel("C0FIN", "finance", isPrivate: false, "U0ANA", "U0BEN", "U0CLEO", FakeSlackWorkspace.BotUser);
        return server;
    }

    public static async Task<SlackOutHost> StartAsync(TempFolder folder, FakeSlackServer server, EagerClock clock, params string[] templates)
    {
        var host = new SlackOutHost(folder, server, clock);
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        foreach (string template in templates)
        {
            string name = template.Split('\n').First(line => line.StartsWith("name:", StringComparison.Ordinal))["name:".Length..].Trim();
            await File.WriteAllTextAsync(Path.Combine(team, name + ".yaml"), template);
        }

        await host.Get<TemplateCatalog>().ReloadAsync(CancellationToken.None);
        host.Get<Opening>().FactsAreThere();
        host.Get<Opening>().LinksAreThere();
        host.Get<Opening>().TemplatesAreThere();
        return host;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>From now on the host dies whenever it comes here, until told otherwise.</summary>
    public void DieAt(CrashPoint? point) => _points.Deadly = point;

    public async Task<RunId> StartRunAsync(string command)
    {
        Reply reply = await Get<IConversation>().SayAsync(new CommandRequest(Caller("ana"), command, [], []), CancellationToken.None);
        return Assert.IsType<Reply.Started>(reply).Run;
    }

    public async Task ApproveAsync(RunId run, string person)
    {
        ReviewRow review = (await Get<IReviewReader>().OfRunAsync(run, CancellationToken.None))[^1];
        var request = new DecisionRequest(Caller(person), review.Id, review.Revision, review.Artifact.Content.Value[..16], DecisionKind.Approve, "", [], null, false, []);
        Assert.IsType<Reply.Decided>(await Get<IConversation>().DecideAsync(request, CancellationToken.None));
    }

    /// <summary>Works on runs until they rest. Nothing is sent.</summary>
    public async Task WorkAsync()
    {
        while (await Get<IWorkStore>().ClaimAsync(16, Lease, Clock.GetUtcNow(), CancellationToken.None) is { Count: > 0 } work)
        {
            foreach (WorkRow claimed in work)
            {
                await Get<WorkHandler>().HandleAsync(new HeldWork(claimed, Seen: null), lease: null, CancellationToken.None);
            }
        }
    }

    /// <summary>Sends effects and views until nothing is left to send, letting time pass where something waits.</summary>
    public async Task DeliverAsync(int mostRounds = 5_000)
    {
        for (int round = 0; round < mostRounds; round++)
        {
            int done = await SendEffectsAsync() + await SendViewsAsync();
            await WorkAsync();
            if (done == 0)
            {
                if (await Delivery.NextDueAsync(CancellationToken.None) is not { } next)
                {
                    return;
                }

                Clock.Advance(TimeSpan.FromMilliseconds(Math.Max(1, (next - Clock.GetUtcNow()).TotalMilliseconds)));
            }
        }

        Assert.Fail("It never came to an end.");
    }

    public async Task<int> SendEffectsAsync()
    {
        IReadOnlyList<EffectRow> effects = await Delivery.DueEffectsAsync(Clock.GetUtcNow(), 16, CancellationToken.None);
        foreach (EffectRow effect in effects)
        {
            await SurviveAsync(async () => await Get<EffectHandler>().HandleAsync(effect, CancellationToken.None));
        }

        return effects.Count;
    }

    public async Task<int> SendViewsAsync()
    {
        IReadOnlyList<ViewRow> views = await Delivery.DueViewsAsync(Clock.GetUtcNow(), 16, CancellationToken.None);
        foreach (ViewRow view in views)
        {
            await SurviveAsync(async () => await Get<ViewSender>().SendAsync(view, CancellationToken.None));
        }

        return views.Count;
    }

    public Caller Caller(string person) =>
        new(new PersonKey(person), Finance, "", $"test|T0AAA1|delivery|{Interlocked.Increment(ref _receipts).ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():n}");

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    private static async Task SurviveAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (HostDiedException)
        {
            // What it did so far stands, as after kill -9; the rest never happens.
        }
    }

    private sealed class HostDiedException : Exception;

    private sealed class DeadlyPoints : ICrashPoints
    {
        public CrashPoint? Deadly { get; set; }

        public void Reach(CrashPoint point)
        {
            if (point == Deadly)
            {
                throw new HostDiedException();
            }
        }
    }

    private sealed class SlackRosterOfTests : IRoster
    {
        public string Platform => "slack";

        public RosterSnapshot Latest { get; } = RosterSnapshot.Empty with
        {
            Channels = ImmutableDictionary<ChannelKey, RosterChannel>.Empty.Add(Finance, new RosterChannel(Finance, "finance", false, [])),
            Version = 1,
        };

        public ValueTask<RosterSnapshot?> ReadAsync(TimeSpan maxAge, CancellationToken ct) => new(Latest);

        public ValueTask<bool> AskAsync(ChannelKey channel, string account, CancellationToken ct) => ValueTask.FromResult(true);
    }
}
