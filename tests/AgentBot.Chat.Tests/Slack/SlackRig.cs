using System.Collections.Immutable;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Tests.Slack;

/// <summary>What goes out to Slack, as the host puts it together, against the fake server on a clock that does not make tests wait.</summary>
internal sealed class SlackRig : IAsyncDisposable
{
    private readonly HttpClient _http;

    private SlackRig(FakeSlackServer server, TimeProvider time)
    {
        Server = server;
        Time = time;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        Access = new SlackAccess(server.ApiUrl, () => BotToken, () => FakeSlackServer.AppToken);
        Health = new SlackHealth(time, Logs.For<SlackHealth>());
        Api = new SlackApi(new SlackWire(_http, Access, Logs.For<SlackWire>()), Access, new SlackPacing(time, Proof.Random()), Health, time);
        Messages = new SlackMessages(Api);
        Views = new SlackViews(Api);
        Conversations = new SlackConversations(Api);
        Workspace = new SlackWorkspace(Api);
        Files = new SlackFiles(Api, _http, Access);
        var accounts = new SlackAccounts(new SlackPeopleOfTests(time));
        var rooms = new SlackRooms(
            new SlackDestinations(Conversations, accounts, time),
            accounts,
            new SlackSearch(Messages, Workspace, Logs.For<SlackSearch>()),
            new SlackAttachments(Files, Messages, Logs.For<SlackAttachments>()));
        Gateway = new SlackGateway(rooms, Messages, Workspace, new SlackPostDrawer(accounts, new SlackLinks(""), Logs.For<SlackPostDrawer>()), Logs.For<SlackGateway>());
    }

    public FakeSlackServer Server { get; }

    public TimeProvider Time { get; }

    public string BotToken { get; set; } = FakeSlackServer.BotToken;

    public LogNotes Logs { get; } = new();

    public SlackAccess Access { get; }

    public SlackHealth Health { get; }

    public SlackApi Api { get; }

    public SlackMessages Messages { get; }

    public SlackViews Views { get; }

    public SlackConversations Conversations { get; }

    public SlackWorkspace Workspace { get; }

    public SlackFiles Files { get; }

    public SlackGateway Gateway { get; }

    /// <summary>A workspace with #finance, where the bot is, and Ana.</summary>
    public static async Task<SlackRig> StartAsync(TimeProvider? time = null)
    {
        TimeProvider clock = time ?? new EagerClock();
        FakeSlackServer server = await FakeSlackServer.StartAsync(clock);
        server.Workspace.AddUser("U0ANA", "Ana Duarte");
        server.Workspace.AddUser("U0BEN", "Ben Okafor");
        server.Workspace.AddChannel("C0FIN", "finance", isPrivate: false, "U0ANA", "U0BEN", FakeSlackWorkspace.BotUser);
        return new SlackRig(server, clock);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>Ana and Ben with their accounts, Cleo without one, and #finance.</summary>
internal sealed class SlackPeopleOfTests(TimeProvider time) : IDirectory
{
    public DirectorySnapshot Latest => new(
        new[] { Of("ana", "Ana Duarte", "U0ANA"), Of("ben", "Ben Okafor", "U0BEN"), Of("cleo", "Cleo Brandt", "") }.ToImmutableSortedDictionary(person => person.Key.Value, person => person),
        ImmutableSortedDictionary<string, Group>.Empty
            .Add("finance-leads", new Group("finance-leads", [new PersonKey("ben")]) { Accounts = ImmutableSortedDictionary<string, string>.Empty.Add("slack", "S0LEADS") })
            .Add("operations", new Group("operations", [new PersonKey("ana")])),
        [],
        [new ChannelInfo(new ChannelKey("slack/T0AAA1/C0FIN"), "finance", IsPrivate: false, [])],
        time.GetUtcNow());

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => new(Latest);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => new(Latest);

    private static Person Of(string key, string name, string account) => new(new PersonKey(key), name, "Europe/Lisbon", [])
    {
        Accounts = account.Length == 0 ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("slack", account),
    };
}

/// <summary>Everything that was logged, as text.</summary>
internal sealed class LogNotes
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger<T> For<T>() => new Notes<T>(_lines);

    private sealed class Notes<T>(System.Collections.Concurrent.ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
