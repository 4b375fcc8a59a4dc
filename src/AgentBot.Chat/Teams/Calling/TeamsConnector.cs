using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>A conversation and where it is reached.</summary>
/// <param name="ServiceUrl">As it came with a verified activity; nothing else may be put here.</param>
/// <param name="Conversation">With its thread where it is one of a channel: "19:…@thread.tacv2;messageid=1700000000000".</param>
public sealed record TeamsPlace(Uri ServiceUrl, string Tenant, string Conversation)
{
    private const string ThreadMark = ";messageid=";

    /// <summary>The channel without its thread; the limits are counted by it.</summary>
    public string Channel => Conversation.Split(ThreadMark)[0];

    /// <summary>The thread that begins with this message; the place itself for an empty one.</summary>
    public TeamsPlace InThread(string root) => root.Length == 0 ? this : this with { Conversation = Channel + ThreadMark + root };

    /// <summary>The message at the root of the thread that a conversation id names; empty where it names none.</summary>
    public static string ThreadOf(string conversation) => conversation.Split(ThreadMark) is [_, var root, ..] ? root : "";
}

/// <summary>Typed calls of a connector. Teams: "Bot Connector service".</summary>
public sealed class TeamsConnector(TeamsApi api)
{
    private const int PageSize = 200;

    /// <returns>The message's id.</returns>
    public async ValueTask<TeamsResult<string>> SendAsync(TeamsPlace place, JsonObject activity, CancellationToken ct) =>
        Id(await api.CallAsync(Activities(HttpMethod.Post, place, "", activity, mayRepeat: false), ct));

    /// <summary>A sign of work in a one-to-one chat: "is typing", or a part of a stream.</summary>
    /// <returns>The stream's name where Teams gives one; empty otherwise.</returns>
    public async ValueTask<TeamsResult<string>> SignalAsync(TeamsPlace place, JsonObject activity, CancellationToken ct) =>
        TeamsResult.Of(await api.CallAsync(Activities(HttpMethod.Post, place, "", activity, mayRepeat: false), ct), body => body.Text("id"));

    /// <summary>A message that one member of a group or channel alone sees, for a day.</summary>
    /// <param name="account">"29:…" of the member.</param>
    public async ValueTask<TeamsResult<string>> SendForAsync(TeamsPlace place, string account, JsonObject activity, CancellationToken ct)
    {
        var to = (JsonObject)activity.DeepClone();
        to["recipient"] = new JsonObject { ["id"] = account, ["isTargeted"] = true };
        return Id(await api.CallAsync(Activities(HttpMethod.Post, place, "", to, mayRepeat: false, isTargeted: true), ct));
    }

    /// <param name="isTargeted">It was sent by <see cref="SendForAsync"/>.</param>
    public ValueTask<TeamsAnswer> UpdateAsync(TeamsPlace place, string id, JsonObject activity, bool isTargeted, CancellationToken ct)
    {
        var whole = (JsonObject)activity.DeepClone();
        whole["id"] = id;
        return api.CallAsync(Activities(HttpMethod.Put, place, id, whole, mayRepeat: true, isTargeted), ct);
    }

    public ValueTask<TeamsAnswer> DeleteAsync(TeamsPlace place, string id, bool isTargeted, CancellationToken ct) =>
        api.CallAsync(Activities(HttpMethod.Delete, place, id, null, mayRepeat: true, isTargeted), ct);

    /// <summary>The chat with one person; the same one each time.</summary>
    /// <param name="account">"29:…", or the person's id in Entra.</param>
    public async ValueTask<TeamsResult<string>> CreateDirectAsync(Uri serviceUrl, string tenant, string bot, string account, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["bot"] = new JsonObject { ["id"] = bot },
            ["isGroup"] = false,
            ["members"] = new JsonArray(new JsonObject { ["id"] = account }),
            ["tenantId"] = tenant,
            ["channelData"] = Tenant(tenant),
        };
        return Id(await api.CallAsync(new TeamsRequest(HttpMethod.Post, serviceUrl, tenant, "v3/conversations", body, TeamsRate.Create, account, "", MayRepeat: true), ct));
    }

    /// <summary>A new post in a channel, which begins a thread.</summary>
    public async ValueTask<TeamsResult<TeamsThread>> BeginThreadAsync(TeamsPlace channel, string bot, JsonObject activity, CancellationToken ct)
    {
        JsonObject data = Tenant(channel.Tenant);
        data["channel"] = new JsonObject { ["id"] = channel.Channel };
        var body = new JsonObject
        {
            ["bot"] = new JsonObject { ["id"] = bot },
            ["isGroup"] = true,
            ["tenantId"] = channel.Tenant,
            ["channelData"] = data,
            ["activity"] = activity.DeepClone(),
        };
        TeamsAnswer answer = await api.CallAsync(
            new TeamsRequest(HttpMethod.Post, channel.ServiceUrl, channel.Tenant, "v3/conversations", body, TeamsRate.Send, channel.Channel, "", MayRepeat: false), ct);
        if (answer is not TeamsAnswer.Ok ok)
        {
            return new TeamsResult<TeamsThread>(answer, null);
        }

        string conversation = ok.Body.Text("id");
        string root = ok.Body.Text("activityId") is { Length: > 0 } activityId ? activityId : TeamsPlace.ThreadOf(conversation);
        return root.Length > 0 ? new TeamsResult<TeamsThread>(ok, new TeamsThread(conversation, root)) : new TeamsResult<TeamsThread>(NoId, null);
    }

    /// <param name="account">"29:…", the id in Entra, or the name used to sign in.</param>
    public async ValueTask<TeamsResult<TeamsMember>> MemberAsync(TeamsPlace place, string account, CancellationToken ct) => TeamsResult.Of<TeamsMember>(
        await api.CallAsync(Reading(place, $"v3/conversations/{Escape(place.Channel)}/members/{Escape(account)}", TeamsRate.Members), ct), TeamsMember.Of);

    /// <summary>Members of a chat, or of the team where the place is a team.</summary>
    /// <param name="continuation">Empty for the first page.</param>
    public async ValueTask<TeamsResult<TeamsMemberPage>> MembersAsync(TeamsPlace place, string continuation, CancellationToken ct)
    {
        string next = continuation.Length == 0 ? "" : $"&continuationToken={Escape(continuation)}";
        string path = string.Create(CultureInfo.InvariantCulture, $"v3/conversations/{Escape(place.Channel)}/pagedmembers?pageSize={PageSize}{next}");
        return TeamsResult.Of<TeamsMemberPage>(
            await api.CallAsync(Reading(place, path, TeamsRate.Members), ct),
            body => new TeamsMemberPage([.. body.Part("members").Items().Select(TeamsMember.Of)], body.Text("continuationToken")));
    }

    /// <param name="team">"19:…@thread.tacv2" of the team.</param>
    public async ValueTask<TeamsResult<TeamsTeam>> TeamAsync(TeamsPlace place, string team, CancellationToken ct) => TeamsResult.Of<TeamsTeam>(
        await api.CallAsync(Reading(place, $"v3/teams/{Escape(team)}", TeamsRate.Conversations), ct),
        body => new TeamsTeam(body.Text("id"), body.Text("name"), body.Text("aadGroupId")));

    /// <summary>Channels of a team; the first one, which Teams leaves nameless, is "General".</summary>
    public async ValueTask<TeamsResult<ImmutableArray<TeamsChannel>>> ChannelsAsync(TeamsPlace place, string team, CancellationToken ct) => TeamsResult.Of<ImmutableArray<TeamsChannel>>(
        await api.CallAsync(Reading(place, $"v3/teams/{Escape(team)}/conversations", TeamsRate.Conversations), ct),
        body => [.. body.Part("conversations").Items().Select(channel => new TeamsChannel(channel.Text("id"), channel.Text("name") is { Length: > 0 } name ? name : "General", channel.Text("type")))]);

    private static readonly TeamsAnswer NoId = new TeamsAnswer.Unclear("Teams did not say what became of it, so nobody knows whether it took effect.");

    private static TeamsResult<string> Id(TeamsAnswer answer) => answer switch
    {
        TeamsAnswer.Ok ok when ok.Body.Text("id") is { Length: > 0 } id => new TeamsResult<string>(ok, id),
        TeamsAnswer.Ok => new TeamsResult<string>(NoId, null),
        _ => new TeamsResult<string>(answer, null),
    };

    private static TeamsRequest Activities(HttpMethod method, TeamsPlace place, string id, JsonObject? body, bool mayRepeat, bool isTargeted = false)
    {
        string path = $"v3/conversations/{Escape(place.Conversation)}/activities{(id.Length == 0 ? "" : "/" + Escape(id))}{(isTargeted ? "?isTargetedActivity=true" : "")}";
        string edited = method == HttpMethod.Put ? $"{place.Channel} {id}" : "";
        return new TeamsRequest(method, place.ServiceUrl, place.Tenant, path, body, TeamsRate.Send, place.Channel, edited, mayRepeat);
    }

    private static TeamsRequest Reading(TeamsPlace place, string path, TeamsRate rate) =>
        new(HttpMethod.Get, place.ServiceUrl, place.Tenant, path, null, rate, place.Channel, "", MayRepeat: true);

    private static JsonObject Tenant(string tenant) => new() { ["tenant"] = new JsonObject { ["id"] = tenant } };

    private static string Escape(string id) => Uri.EscapeDataString(id);
}

/// <param name="Conversation">The thread's own conversation id.</param>
/// <param name="Root">The message at its root.</param>
public sealed record TeamsThread(string Conversation, string Root);

/// <summary>A person in a conversation.</summary>
/// <param name="Id">"29:…", good for this bot only.</param>
/// <param name="Account">The id in Entra; empty for anonymous guests of a meeting.</param>
/// <param name="Role">"user", "guest" or "anonymous"; empty where Teams does not say.</param>
public sealed record TeamsMember(string Id, string Account, string Name, string Email, string Role, string Tenant)
{
    internal static TeamsMember Of(JsonElement member) => new(
        member.Text("id"),
        member.Text("aadObjectId") is { Length: > 0 } account ? account : member.Text("objectId"),
        member.Text("name"),
        member.Text("email"),
        member.Text("userRole"),
        member.Text("tenantId"));
}

/// <param name="Next">Empty at the end.</param>
public sealed record TeamsMemberPage(IReadOnlyList<TeamsMember> Members, string Next);

/// <param name="Group">The id of its group in Entra.</param>
public sealed record TeamsTeam(string Id, string Name, string Group);

/// <param name="Type">"standard", "private" or "shared"; empty where Teams does not say.</param>
public sealed record TeamsChannel(string Id, string Name, string Type);
