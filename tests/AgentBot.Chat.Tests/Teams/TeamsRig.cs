using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Chat.Tests.Slack;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams;

/// <summary>What goes out to Teams, as the host puts it together, against the fake server on a clock that does not make tests wait.</summary>
internal sealed class TeamsRig : IAsyncDisposable
{
    public const string FinanceId = "19:finance@thread.tacv2";
    public const string GroupId = "19:leads@thread.v2";

    public static readonly ChannelKey Finance = new($"teams/{FakeTeamsServer.Tenant}/{FinanceId}");
    public static readonly ChannelKey Leads = new($"teams/{FakeTeamsServer.Tenant}/{GroupId}");

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private TeamsRig(FakeTeamsServer server, TimeProvider time, bool showsTargeted)
    {
        Server = server;
        Time = time;
        Access = new TeamsAccess(FakeTeamsServer.AppId, FakeTeamsServer.Tenant, () => Secret)
        {
            TokenUrl = server.TokenUrl,
            Hosts = [server.Address.GetLeftPart(UriPartial.Authority)],
        };
        References = new ReferencesOfTests(server);
        Tokens = new TeamsTokens(_http, Access, time, Logs.For<TeamsTokens>());
        Connector = new TeamsConnector(new TeamsApi(new TeamsWire(_http, Access, Tokens, Logs.For<TeamsWire>()), new TeamsPacing(time, Proof.Random()), time));
        var accounts = new TeamsAccounts(new TeamsPeopleOfTests(time), References);
        Drawer = new TeamsPostDrawer(accounts, new TeamsLinks(""));
        var rooms = new TeamsRooms(new TeamsDestinations(Connector, References, accounts, Access, time), accounts, References, new TeamsSightings(time), showsTargeted);
        Gateway = new TeamsGateway(rooms, Connector, Drawer, Access, Logs.For<TeamsGateway>());
    }

    public FakeTeamsServer Server { get; }

    public TimeProvider Time { get; }

    public string Secret { get; set; } = FakeTeamsServer.Secret;

    public LogNotes Logs { get; } = new();

    public TeamsAccess Access { get; }

    public ReferencesOfTests References { get; }

    public TeamsTokens Tokens { get; }

    public TeamsConnector Connector { get; }

    public TeamsPostDrawer Drawer { get; }

    public TeamsGateway Gateway { get; }

    public TeamsPlace FinancePlace => new(Server.ServiceUrl, FakeTeamsServer.Tenant, FinanceId);

    /// <summary>A tenant with the channel Finance and a group chat, where the bot is, and Ana and Ben.</summary>
    public static async Task<TeamsRig> StartAsync(TimeProvider? time = null, bool showsTargeted = false)
    {
        TimeProvider clock = time ?? new EagerClock();
        FakeTeamsServer server = await FakeTeamsServer.StartAsync(clock);
        server.World.AddPerson("ana-aad", "Ana Duarte");
        server.World.AddPerson("ben-aad", "Ben Okafor");
        server.World.AddConversation(FinanceId, "channel", "ana-aad", "ben-aad");
        server.World.AddConversation(GroupId, "groupChat", "ana-aad", "ben-aad");
        return new TeamsRig(server, clock, showsTargeted);
    }

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>What verified activities would have told: every conversation of the fake server.</summary>
internal sealed class ReferencesOfTests(FakeTeamsServer server) : ITeamsReferences
{
    private readonly ConcurrentDictionary<string, TeamsReference> _direct = new(StringComparer.Ordinal);

    /// <summary>AgentBot was never written to.</summary>
    public bool KnowsNothing { get; set; }

    public ValueTask<TeamsReference?> FindAsync(ChannelKey channel, CancellationToken ct) => new(
        !KnowsNothing && server.Read(world => world.Conversations.GetValueOrDefault(channel.Channel)) is { } known
            ? new TeamsReference(PlaceOf(known.Id), known.Kind switch { "channel" => TeamsRoomKind.Channel, "groupChat" => TeamsRoomKind.GroupChat, _ => TeamsRoomKind.Personal })
            : null);

    public ValueTask<TeamsReference?> FindDirectAsync(WorkspaceKey tenant, string account, CancellationToken ct) => new(_direct.GetValueOrDefault(account));

    public ValueTask KeepDirectAsync(WorkspaceKey tenant, string account, TeamsReference reference, CancellationToken ct)
    {
        _direct[account] = reference;
        return ValueTask.CompletedTask;
    }

    public ValueTask<Uri?> FindServiceUrlAsync(WorkspaceKey tenant, CancellationToken ct) => new(KnowsNothing ? null : server.ServiceUrl);

    public string? MemberIdOf(WorkspaceKey tenant, string account) => server.Read(world => world.People.GetValueOrDefault(account))?.Id;

    private TeamsPlace PlaceOf(string conversation) => new(server.ServiceUrl, FakeTeamsServer.Tenant, conversation);
}

/// <summary>Ana and Ben with their accounts, Cleo without one, and Finance.</summary>
internal sealed class TeamsPeopleOfTests(TimeProvider time) : IDirectory
{
    public DirectorySnapshot Latest => new(
        new[] { Of("ana", "Ana Duarte", "ana-aad"), Of("ben", "Ben Okafor", "ben-aad"), Of("cleo", "Cleo Brandt", "") }.ToImmutableSortedDictionary(person => person.Key.Value, person => person),
        ImmutableSortedDictionary<string, Group>.Empty
            .Add("finance-leads", new Group("finance-leads", [new PersonKey("ana"), new PersonKey("ben")]))
            .Add("everybody", new Group("everybody", [.. Enumerable.Range(0, 70).Select(i => new PersonKey($"teams:p{i}"))])),
        [],
        [new ChannelInfo(TeamsRig.Finance, "Finance", IsPrivate: false, [])],
        time.GetUtcNow());

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => new(Latest);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => new(Latest);

    private static Person Of(string key, string name, string account) => new(new PersonKey(key), name, "Europe/Lisbon", [])
    {
        Accounts = account.Length == 0 ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("teams", account),
    };
}
