using System.Text.Json.Nodes;

namespace AgentBot.Testing.Teams;

/// <summary>People, conversations and messages of one tenant.</summary>
public sealed class FakeTeamsWorld
{
    private long _lastId = 1_763_540_040_000;

    public Dictionary<string, FakeTeamsConversation> Conversations { get; } = new(StringComparer.Ordinal);

    /// <summary>By their id in Entra.</summary>
    public Dictionary<string, FakeTeamsPerson> People { get; } = new(StringComparer.Ordinal);

    public List<FakeTeamsMessage> Messages { get; } = [];

    public List<FakeTeamsStream> Streams { get; } = [];

    /// <summary>Conversations in which AgentBot was seen typing, each time.</summary>
    public List<string> Typings { get; } = [];

    public FakeTeamsPerson AddPerson(string account, string name, string role = "user") =>
        People[account] = new FakeTeamsPerson("29:" + account, account, name, role);

    /// <param name="kind">"personal", "groupChat" or "channel".</param>
    /// <param name="accounts">Members by their id in Entra.</param>
    public FakeTeamsConversation AddConversation(string id, string kind, params string[] accounts) =>
        Conversations[id] = new FakeTeamsConversation(id, kind, [.. accounts]);

    /// <summary>What stands in a conversation or thread, without what was removed.</summary>
    public IReadOnlyList<FakeTeamsMessage> In(string conversation) => [.. Messages.Where(message => message.Conversation == conversation && !message.IsDeleted)];

    public FakeTeamsPerson? Find(string id) => People.Values.FirstOrDefault(person => person.Id == id || person.Account == id);

    internal string NextId() => (++_lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Id">"29:…".</param>
/// <param name="Account">The id in Entra.</param>
public sealed record FakeTeamsPerson(string Id, string Account, string Name, string Role)
{
    /// <summary>Has blocked the bot.</summary>
    public bool HasBlocked { get; set; }

    internal JsonObject ToJson(string tenant) => new()
    {
        ["id"] = Id,
        ["aadObjectId"] = Account,
        ["name"] = Name,
        ["email"] = $"{Account}@fernway.example",
        ["userPrincipalName"] = $"{Account}@fernway.example",
        ["userRole"] = Role,
        ["tenantId"] = tenant,
    };
}

public sealed record FakeTeamsConversation(string Id, string Kind, HashSet<string> Accounts)
{
    /// <summary>The bot was taken out.</summary>
    public bool IsClosed { get; set; }
}

/// <summary>Parts of a message that came one after the other; the message itself once it has ended.</summary>
public sealed record FakeTeamsStream(string Conversation, string Id)
{
    public List<string> Parts { get; } = [];

    public int Sequence { get; set; }

    public bool IsEnded { get; set; }
}

/// <param name="Conversation">With its thread where it is in a channel.</param>
/// <param name="OnlyFor">"29:…" of the one reader of a targeted message; empty otherwise.</param>
public sealed record FakeTeamsMessage(string Conversation, string Id, string OnlyFor)
{
    public required JsonObject Activity { get; set; }

    public int Edits { get; set; }

    public bool IsDeleted { get; set; }

    public string Text => (string?)Activity["text"] ?? "";

    public string Summary => (string?)Activity["summary"] ?? "";

    /// <summary>Null for plain text.</summary>
    public JsonObject? Card => Activity["attachments"]?[0]?["content"] as JsonObject;
}

/// <param name="Name">As in <see cref="FakeTeamsFaults"/>.</param>
/// <param name="Token">What the Authorization header held after "Bearer "; empty without one.</param>
/// <param name="Outcome">The status, or "cut".</param>
public sealed record FakeTeamsCall(string Name, string Path, string Token, DateTimeOffset At, string Outcome);
