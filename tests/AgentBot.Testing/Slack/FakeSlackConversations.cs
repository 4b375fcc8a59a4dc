using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>conversations.*</summary>
internal sealed class FakeSlackConversations(FakeSlackWorkspace workspace)
{
    public IEnumerable<KeyValuePair<string, Func<FakeSlackCall, JsonObject>>> Methods =>
    [
        new("conversations.history", History),
        new("conversations.replies", Replies),
        new("conversations.list", List),
        new("conversations.info", call => new JsonObject { ["channel"] = Draw(Readable(call["channel"])) }),
        new("conversations.members", Members),
        new("conversations.open", Open),
        new("conversations.join", Join),
    ];

    public static JsonObject Draw(FakeSlackMessage message, bool withMetadata, IReadOnlyDictionary<string, FakeSlackStoredFile>? files = null)
    {
        var drawn = new JsonObject { ["type"] = "message", ["ts"] = message.Ts, ["user"] = message.User, ["text"] = message.Text };
        if (message.Bot.Length > 0)
        {
            drawn["bot_id"] = message.Bot;
            drawn["app_id"] = "A0AAA1";
        }

        if (message.Thread.Length > 0)
        {
            drawn["thread_ts"] = message.Thread;
        }

        if (message.Blocks is not null)
        {
            drawn["blocks"] = message.Blocks.DeepClone();
        }

        if (files is not null && message.Files.Count > 0)
        {
            drawn["files"] = new JsonArray([.. message.Files.Select(id => (JsonNode?)new JsonObject { ["id"] = id, ["name"] = files[id].Name, ["title"] = files[id].Title })]);
        }

        if (withMetadata && message.Metadata is not null)
        {
            drawn["metadata"] = message.Metadata.DeepClone();
        }

        return drawn;
    }

    /// <summary>One page of a list; the cursor is the place of the next entry, opaque to clients.</summary>
    public static (IReadOnlyList<T> Page, string Next) Cut<T>(IReadOnlyList<T> all, FakeSlackCall call, int largest)
    {
        int start = 0;
        if (call["cursor"].Length > 0 && (!call["cursor"].StartsWith("next:", StringComparison.Ordinal) || !int.TryParse(call["cursor"].AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out start)))
        {
            throw new FakeSlackRefusal("invalid_cursor");
        }

        int size = Math.Min(largest, Math.Max(1, call.Number("limit", 100)));
        int end = Math.Min(all.Count, start + size);
        return ([.. all.Skip(start).Take(size)], end < all.Count ? string.Create(CultureInfo.InvariantCulture, $"next:{end}") : "");
    }

    public static JsonObject Page(string name, IEnumerable<JsonNode?> items, string next) =>
        new() { [name] = new JsonArray([.. items]), ["response_metadata"] = new JsonObject { ["next_cursor"] = next } };

    private JsonObject History(FakeSlackCall call)
    {
        FakeSlackChannel channel = Joined(call["channel"]);
        List<FakeSlackMessage> all = [.. workspace.Messages.Where(message => message.Channel == channel.Id && message.Thread.Length == 0).Reverse()];
        var (page, next) = Cut(all, call, Math.Min(workspace.PageSize, 999));
        JsonObject body = Page("messages", page.Select(message => Draw(message, call.Flag("include_all_metadata"), workspace.Files)), next);
        body["has_more"] = next.Length > 0;
        return body;
    }

    private JsonObject Replies(FakeSlackCall call)
    {
        FakeSlackChannel channel = Joined(call["channel"]);
        List<FakeSlackMessage> all = [.. workspace.Messages.Where(message => message.Channel == channel.Id && (message.Ts == call["ts"] || message.Thread == call["ts"]))];
        if (all.Count == 0)
        {
            throw new FakeSlackRefusal("thread_not_found");
        }

        var (page, next) = Cut(all, call, Math.Min(workspace.PageSize, 1000));
        return Page("messages", page.Select(message => Draw(message, call.Flag("include_all_metadata"), workspace.Files)), next);
    }

    private JsonObject List(FakeSlackCall call)
    {
        string[] types = call["types"].Length == 0 ? ["public_channel"] : call["types"].Split(',');
        List<FakeSlackChannel> all =
        [
            .. workspace.Channels.Values
                .Where(channel => !channel.IsArchived || !call.Flag("exclude_archived"))
                .Where(channel => channel.IsDirect ? types.Contains("im") : channel.IsPrivate ? types.Contains("private_channel") && channel.Members.Contains(FakeSlackWorkspace.BotUser) : types.Contains("public_channel"))
                .OrderBy(channel => channel.Id, StringComparer.Ordinal),
        ];
        var (page, next) = Cut(all, call, Math.Min(workspace.PageSize, 1000));
        return Page("channels", page.Select(Draw), next);
    }

    private JsonObject Members(FakeSlackCall call)
    {
        List<string> all = [.. Readable(call["channel"]).Members.Order(StringComparer.Ordinal)];
        var (page, next) = Cut(all, call, workspace.PageSize);
        return Page("members", page.Select(member => (JsonNode?)JsonValue.Create(member)), next);
    }

    private JsonObject Open(FakeSlackCall call)
    {
        string user = call["users"];
        if (!workspace.Users.TryGetValue(user, out FakeSlackUser? found))
        {
            throw new FakeSlackRefusal("user_not_found");
        }

        if (found.IsDeleted || found.IsBot)
        {
            throw new FakeSlackRefusal(found.IsBot ? "cannot_dm_bot" : "user_disabled");
        }

        return new JsonObject { ["channel"] = new JsonObject { ["id"] = workspace.Direct(user).Id } };
    }

    private JsonObject Join(FakeSlackCall call)
    {
        FakeSlackChannel channel = workspace.Channels.GetValueOrDefault(call["channel"]) ?? throw new FakeSlackRefusal("channel_not_found");
        if (channel.IsPrivate)
        {
            throw new FakeSlackRefusal("method_not_supported_for_channel_type");
        }

        if (channel.IsArchived)
        {
            throw new FakeSlackRefusal("is_archived");
        }

        channel.Members.Add(FakeSlackWorkspace.BotUser);
        return new JsonObject { ["channel"] = Draw(channel) };
    }

    private FakeSlackChannel Readable(string id)
    {
        FakeSlackChannel channel = workspace.Channels.GetValueOrDefault(id) ?? throw new FakeSlackRefusal("channel_not_found");
        return channel.IsPrivate && !channel.Members.Contains(FakeSlackWorkspace.BotUser) ? throw new FakeSlackRefusal("channel_not_found") : channel;
    }

    private FakeSlackChannel Joined(string id)
    {
        FakeSlackChannel channel = Readable(id);
        return channel.Members.Contains(FakeSlackWorkspace.BotUser) ? channel : throw new FakeSlackRefusal("not_in_channel");
    }

    private static JsonObject Draw(FakeSlackChannel channel) => new()
    {
        ["id"] = channel.Id,
        ["name"] = channel.Name,
        ["is_channel"] = !channel.IsDirect,
        ["is_private"] = channel.IsPrivate,
        ["is_im"] = channel.IsDirect,
        ["is_archived"] = channel.IsArchived,
        ["is_member"] = channel.Members.Contains(FakeSlackWorkspace.BotUser),
        ["is_ext_shared"] = channel.IsShared,
        ["num_members"] = channel.Members.Count,
    };
}
