using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AgentBot.Testing.Teams;

/// <summary>What the connector does with each call, by its own rules.</summary>
internal sealed class FakeTeamsConnector(FakeTeamsWorld world, string tenant)
{
    /// <summary>Teams: "whole payload ≤ 100 KB counted as UTF-16".</summary>
    private const int MostBytes = 100 * 1024;

    private const string ThreadMark = ";messageid=";

    /// <summary>Entries of one page of members, whatever was asked for.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>Messages for one reader are not known here.</summary>
    public bool KnowsTargeted { get; set; } = true;

    /// <summary>Streams are not offered here.</summary>
    public bool KnowsStreams { get; set; } = true;

    /// <param name="path">Below the service URL, unescaped piece by piece.</param>
    /// <exception cref="FakeTeamsRefusal">It is refused.</exception>
    public (int Status, JsonObject? Body) Serve(string name, string method, string[] path, IQueryCollection query, JsonObject? body, int size)
    {
        if (size > MostBytes)
        {
            throw new FakeTeamsRefusal(413, "MessageSizeTooBig");
        }

        return (name, path) switch
        {
            ("create", _) => (201, Create(body!)),
            ("begin", _) => (201, Begin(body!)),
            ("send", [_, _, var conversation, _, ..]) => (201, Send(conversation, body!, IsTargeted(query))),
            ("update", [_, _, var conversation, _, var id]) => (200, Update(conversation, id, body!, IsTargeted(query))),
            ("delete", [_, _, var conversation, _, var id]) => (200, Delete(conversation, id)),
            ("members", [_, _, var conversation, "pagedmembers"]) => (200, Page(conversation, query["continuationToken"].ToString())),
            ("members", [_, _, var conversation, "members", var id]) => (200, Member(conversation, id)),
            ("teams", [_, _, var team]) => (200, new JsonObject { ["id"] = team, ["name"] = "Finance", ["aadGroupId"] = "group-" + team }),
            ("teams", _) => (200, new JsonObject { ["conversations"] = new JsonArray([.. world.Conversations.Values.Where(one => one.Kind == "channel").Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["type"] = "standard" })]) }),
            _ => throw new FakeTeamsRefusal(405, "MethodNotAllowed"),
        };
    }

    public static string NameOf(string method, string[] path, JsonObject? body) => (method, path) switch
    {
        ("POST", ["v3", "conversations"]) => (bool?)body?["isGroup"] == true ? "begin" : "create",
        ("POST", ["v3", "conversations", _, "activities", ..]) => "send",
        ("PUT", ["v3", "conversations", _, "activities", _]) => "update",
        ("DELETE", ["v3", "conversations", _, "activities", _]) => "delete",
        ("GET", ["v3", "conversations", _, "pagedmembers"]) or ("GET", ["v3", "conversations", _, "members", _]) => "members",
        ("GET", ["v3", "teams", ..]) => "teams",
        _ => "unknown",
    };

    private static bool IsTargeted(IQueryCollection query) => query["isTargetedActivity"] == "true";

    private JsonObject Create(JsonObject body)
    {
        if ((string?)body["members"]?[0]?["id"] is not { } id || world.Find(id) is not { } person || (string?)body["tenantId"] != tenant)
        {
            throw new FakeTeamsRefusal(400, "BadArgument");
        }

        if (person.HasBlocked)
        {
            throw new FakeTeamsRefusal(403, "MessageWritesBlocked");
        }

        string conversation = "a:" + person.Account;
        if (!world.Conversations.ContainsKey(conversation))
        {
            world.AddConversation(conversation, "personal", person.Account);
        }

        return new JsonObject { ["id"] = conversation };
    }

    private JsonObject Begin(JsonObject body)
    {
        string channel = (string?)body["channelData"]?["channel"]?["id"] ?? "";
        FakeTeamsConversation place = Place(channel);
        if (place.Kind != "channel" || body["activity"] is not JsonObject activity)
        {
            throw new FakeTeamsRefusal(400, "BadSyntax");
        }

        string id = world.NextId();
        Keep(channel + ThreadMark + id, id, activity, onlyFor: "");
        return new JsonObject { ["id"] = channel + ThreadMark + id, ["activityId"] = id };
    }

    private JsonObject Send(string conversation, JsonObject activity, bool isTargeted)
    {
        FakeTeamsConversation place = Place(conversation);
        if ((string?)activity["type"] == "typing" || StreamOf(activity) is not null)
        {
            return Stream(place, activity);
        }

        string onlyFor = (string?)activity["recipient"]?["id"] ?? "";
        if (isTargeted && (!KnowsTargeted || place.Kind == "personal" || (bool?)activity["recipient"]?["isTargeted"] != true || world.Find(onlyFor) is not { } person))
        {
            throw new FakeTeamsRefusal(400, "BadArgument");
        }
        else if (isTargeted && !place.Accounts.Contains(world.Find(onlyFor)!.Account))
        {
            throw new FakeTeamsRefusal(403, "NotEnoughPermissions");
        }

        string id = world.NextId();
        // A post into the channel itself begins a thread.
        string where = place.Kind == "channel" && !conversation.Contains(ThreadMark, StringComparison.Ordinal) ? conversation + ThreadMark + id : conversation;
        Keep(where, id, activity, isTargeted ? onlyFor : "");
        return new JsonObject { ["id"] = id };
    }

    private static JsonNode? StreamOf(JsonObject activity) => (activity["entities"] as JsonArray)?.FirstOrDefault(entity => (string?)entity!["type"] == "streaminfo");

    /// <summary>Teams: in one-to-one chats, one at a time, parts in rising order, the end without a number.</summary>
    private JsonObject Stream(FakeTeamsConversation place, JsonObject activity)
    {
        if (StreamOf(activity) is not { } info)
        {
            world.Typings.Add(place.Id);
            return [];
        }

        string text = (string?)activity["text"] ?? "", type = (string?)info["streamType"] ?? "", id = (string?)info["streamId"] ?? "";
        FakeTeamsStream? open = world.Streams.Find(stream => stream.Conversation == place.Id && !stream.IsEnded);
        bool isFinal = type == "final";
        if (!KnowsStreams || place.Kind != "personal" || (open?.Id ?? "") != id || (isFinal ? open is null || info["streamSequence"] is not null : (string?)activity["type"] != "typing" || text.Length is 0 or > 1_000))
        {
            throw new FakeTeamsRefusal(403, "ContentStreamNotAllowed");
        }

        if (open is null)
        {
            open = new FakeTeamsStream(place.Id, world.NextId());
            world.Streams.Add(open);
        }

        if (isFinal)
        {
            open.IsEnded = true;
            var whole = (JsonObject)activity.DeepClone();
            Keep(place.Id, open.Id, whole, onlyFor: "");
        }
        else if ((int?)info["streamSequence"] is { } sequence && sequence > open.Sequence)
        {
            open.Sequence = sequence;
            open.Parts.Add(text);
        }

        return new JsonObject { ["id"] = open.Id };
    }

    private JsonObject Update(string conversation, string id, JsonObject activity, bool isTargeted)
    {
        Place(conversation);
        FakeTeamsMessage message = Find(conversation, id);
        if (isTargeted != message.OnlyFor.Length > 0 || (isTargeted && activity.ContainsKey("recipient")))
        {
            throw new FakeTeamsRefusal(400, "BadArgument");
        }

        CheckContent(activity);
        message.Activity = (JsonObject)activity.DeepClone();
        message.Edits++;
        return new JsonObject { ["id"] = id };
    }

    private JsonObject Delete(string conversation, string id)
    {
        Place(conversation);
        Find(conversation, id).IsDeleted = true;
        return [];
    }

    private JsonObject Page(string conversation, string continuation)
    {
        FakeTeamsPerson[] all = [.. Place(conversation).Accounts.Order(StringComparer.Ordinal).Select(account => world.People[account])];
        int from = continuation.Length == 0 ? 0 : int.Parse(continuation["from ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var page = new JsonObject { ["members"] = new JsonArray([.. all.Skip(from).Take(PageSize).Select(person => (JsonNode)person.ToJson(tenant))]) };
        if (from + PageSize < all.Length)
        {
            page["continuationToken"] = $"from {from + PageSize}";
        }

        return page;
    }

    private JsonObject Member(string conversation, string id) =>
        world.Find(id) is { } person && Place(conversation).Accounts.Contains(person.Account) ? person.ToJson(tenant) : throw new FakeTeamsRefusal(404, "MemberNotFoundInConversation");

    private void Keep(string conversation, string id, JsonObject activity, string onlyFor)
    {
        CheckContent(activity);
        world.Messages.Add(new FakeTeamsMessage(conversation, id, onlyFor) { Activity = (JsonObject)activity.DeepClone() });
    }

    private static void CheckContent(JsonObject activity)
    {
        bool hasText = !string.IsNullOrEmpty((string?)activity["text"]);
        bool hasCard = activity["attachments"] is JsonArray { Count: > 0 };
        // Teams would split it into two messages whose ids nobody learns.
        if ((string?)activity["type"] != "message" || hasText == hasCard)
        {
            throw new FakeTeamsRefusal(400, "BadSyntax");
        }
    }

    private FakeTeamsConversation Place(string conversation)
    {
        if (!world.Conversations.TryGetValue(conversation.Split(ThreadMark)[0], out FakeTeamsConversation? place))
        {
            throw new FakeTeamsRefusal(404, "ConversationNotFound");
        }

        if (place.Kind == "personal" && place.Accounts.Any(account => world.People[account].HasBlocked))
        {
            throw new FakeTeamsRefusal(403, "MessageWritesBlocked");
        }

        return place.IsClosed ? throw new FakeTeamsRefusal(403, "BotNotInConversationRoster") : place;
    }

    private FakeTeamsMessage Find(string conversation, string id) =>
        world.Messages.Find(message => message.Conversation == conversation && message.Id == id && !message.IsDeleted) ?? throw new FakeTeamsRefusal(404, "ActivityNotFoundInConversation");
}

internal sealed class FakeTeamsRefusal(int status, string code) : Exception(code)
{
    public int Status => status;

    public string Code => Message;
}
