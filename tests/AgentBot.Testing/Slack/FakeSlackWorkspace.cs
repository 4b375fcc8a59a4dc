using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>What the fake Slack knows. Ids are told by whoever adds something, so that tests can name them.</summary>
public sealed class FakeSlackWorkspace(TimeProvider time)
{
    public const string BotUser = "U0BOT";
    public const string BotId = "B0BOT";

    private long _ticks;
    private int _ids;

    public string Team { get; init; } = "T0AAA1";

    public string Domain { get; init; } = "acme";

    public string Url => $"https://{Domain}.slack.com/";

    public Dictionary<string, FakeSlackUser> Users { get; } = [];

    public Dictionary<string, FakeSlackChannel> Channels { get; } = [];

    public Dictionary<string, FakeSlackUserGroup> UserGroups { get; } = [];

    /// <summary>Everything that is in a channel or thread now, in the order of posting.</summary>
    public List<FakeSlackMessage> Messages { get; } = [];

    public List<FakeSlackMessage> Ephemerals { get; } = [];

    public Dictionary<string, FakeSlackView> Views { get; } = [];

    /// <summary>Home tabs by user.</summary>
    public Dictionary<string, FakeSlackView> Homes { get; } = [];

    public Dictionary<string, FakeSlackStoredFile> Files { get; } = [];

    /// <summary>How many entries a page of a list holds, whatever was asked for.</summary>
    public int PageSize { get; set; } = 100;

    public FakeSlackUser AddUser(string id, string name, string email = "") =>
        Users[id] = new FakeSlackUser(id, name, email.Length > 0 ? email : $"{id.ToLowerInvariant()}@acme.example", Team);

    /// <param name="members">Users in it; name the bot too where it is in.</param>
    public FakeSlackChannel AddChannel(string id, string name, bool isPrivate, params string[] members)
    {
        var channel = new FakeSlackChannel(id, name, isPrivate);
        channel.Members.UnionWith(members);
        return Channels[id] = channel;
    }

    public FakeSlackUserGroup AddUserGroup(string id, string handle, params string[] members) => UserGroups[id] = new FakeSlackUserGroup(id, handle, [.. members]);

    /// <summary>The direct message between the bot and a user; made when it is first needed.</summary>
    public FakeSlackChannel Direct(string user) =>
        Channels.GetValueOrDefault("D" + user[1..]) ?? (Channels["D" + user[1..]] = new FakeSlackChannel("D" + user[1..], "", true) { IsDirect = true, Members = { user, BotUser } });

    /// <summary>A message that a person wrote.</summary>
    public FakeSlackMessage Say(string user, string channel, string text, string thread = "")
    {
        var message = new FakeSlackMessage(channel, NextTs()) { User = user, Text = text, Thread = thread };
        Messages.Add(message);
        return message;
    }

    public IReadOnlyList<FakeSlackMessage> In(string channel, string thread = "") =>
        [.. Messages.Where(message => message.Channel == channel && message.Thread == thread)];

    public string NextTs()
    {
        long micros = Math.Max(_ticks + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        _ticks = micros;
        return string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:D6}");
    }

    public string NextId(string letter) => string.Create(CultureInfo.InvariantCulture, $"{letter}0{++_ids:D6}");
}

public sealed record FakeSlackUser(string Id, string Name, string Email, string Team)
{
    public bool IsDeleted { get; set; }

    public bool IsBot { get; set; }

    /// <summary>A guest.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>Somebody of another organisation, seen through a shared channel.</summary>
    public bool IsStranger { get; set; }

    public string TimeZone { get; set; } = "Europe/Berlin";
}

public sealed record FakeSlackChannel(string Id, string Name, bool IsPrivate)
{
    public HashSet<string> Members { get; init; } = [];

    public bool IsArchived { get; set; }

    public bool IsDirect { get; init; }

    public bool IsShared { get; set; }
}

public sealed record FakeSlackUserGroup(string Id, string Handle, List<string> Members)
{
    public bool IsDisabled { get; set; }
}

public sealed class FakeSlackMessage(string channel, string ts)
{
    public string Channel => channel;

    public string Ts => ts;

    public string Thread { get; init; } = "";

    public string User { get; init; } = FakeSlackWorkspace.BotUser;

    public string Bot { get; init; } = "";

    public string Text { get; set; } = "";

    public JsonArray? Blocks { get; set; }

    public JsonObject? Metadata { get; set; }

    public List<string> Files { get; } = [];

    public bool UnfurlLinks { get; init; } = true;

    public bool UnfurlMedia { get; init; } = true;

    public int Edits { get; set; }

    /// <summary>AgentBot's key; empty where none travels with it.</summary>
    public string Key => (string?)Metadata?["event_payload"]?["key"] ?? "";
}

public sealed class FakeSlackView(string id, JsonObject content)
{
    public string Id { get; } = id;

    public JsonObject Content { get; set; } = content;

    public string Hash { get; set; } = "";

    public string Root { get; init; } = id;

    public int Depth { get; init; } = 1;
}

public sealed record FakeSlackStoredFile(string Id, string Name)
{
    public string Title { get; set; } = "";

    public string MediaType { get; set; } = "text/plain";

    public byte[] Bytes { get; set; } = [];

    public bool HasArrived { get; set; }

    /// <summary>Where it was shared; empty before.</summary>
    public string Channel { get; set; } = "";

    public string Thread { get; set; } = "";
}
