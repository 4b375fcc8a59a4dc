using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>chat.*</summary>
internal sealed class FakeSlackChat(FakeSlackServer server)
{
    private const int LongestEdit = 4000;
    private const int MostBlocks = 50;

    private static readonly HashSet<string> BlockTypes =
        ["section", "header", "divider", "context", "actions", "input", "image", "markdown", "rich_text", "table", "video", "file", "context_actions"];

    private FakeSlackWorkspace Workspace => server.Workspace;

    public IEnumerable<KeyValuePair<string, Func<FakeSlackCall, JsonObject>>> Methods =>
    [
        new("chat.postMessage", Post),
        new("chat.postEphemeral", PostEphemeral),
        new("chat.update", Update),
        new("chat.delete", Delete),
        new("chat.getPermalink", Permalink),
        new("assistant.threads.setStatus", _ => []),
    ];

    private JsonObject Post(FakeSlackCall call)
    {
        FakeSlackChannel channel = Open(call["channel"]);
        Content content = Read(call);
        if (call["thread_ts"].Length > 0 && !Workspace.Messages.Exists(message => message.Channel == channel.Id && message.Ts == call["thread_ts"]))
        {
            throw new FakeSlackRefusal("thread_not_found");
        }

        var message = new FakeSlackMessage(channel.Id, Workspace.NextTs())
        {
            Bot = FakeSlackWorkspace.BotId,
            Thread = call["thread_ts"],
            Text = content.Text,
            Blocks = content.Blocks,
            Metadata = Metadata(call),
            UnfurlLinks = !call.Arguments.ContainsKey("unfurl_links") || call.Flag("unfurl_links"),
            UnfurlMedia = !call.Arguments.ContainsKey("unfurl_media") || call.Flag("unfurl_media"),
        };
        Workspace.Messages.Add(message);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = FakeSlackConversations.Draw(message, withMetadata: false) };
    }

    private JsonObject PostEphemeral(FakeSlackCall call)
    {
        FakeSlackChannel channel = Open(call["channel"]);
        if (!channel.Members.Contains(call["user"]))
        {
            throw new FakeSlackRefusal("user_not_in_channel");
        }

        Content content = Read(call);
        var message = new FakeSlackMessage(channel.Id, Workspace.NextTs()) { User = call["user"], Thread = call["thread_ts"], Text = content.Text, Blocks = content.Blocks };
        Workspace.Ephemerals.Add(message);
        return new JsonObject { ["message_ts"] = message.Ts };
    }

    private JsonObject Update(FakeSlackCall call)
    {
        FakeSlackMessage message = Find(call);
        if (message.Bot != FakeSlackWorkspace.BotId)
        {
            throw new FakeSlackRefusal("cant_update_message");
        }

        if (call["text"].Length > LongestEdit)
        {
            throw new FakeSlackRefusal("msg_too_long");
        }

        Content content = Read(call);
        message.Text = content.Text;
        message.Blocks = call["blocks"].Length > 0 || call["text"].Length > 0 ? content.Blocks : message.Blocks;
        message.Metadata = Metadata(call) ?? message.Metadata;
        message.Edits++;
        return new JsonObject { ["channel"] = message.Channel, ["ts"] = message.Ts, ["text"] = message.Text };
    }

    private JsonObject Delete(FakeSlackCall call)
    {
        FakeSlackMessage message = Find(call);
        if (message.Bot != FakeSlackWorkspace.BotId)
        {
            throw new FakeSlackRefusal("cant_delete_message");
        }

        Workspace.Messages.Remove(message);
        return new JsonObject { ["channel"] = message.Channel, ["ts"] = message.Ts };
    }

    private JsonObject Permalink(FakeSlackCall call)
    {
        FakeSlackMessage message = Workspace.Messages.Find(message => message.Channel == call["channel"] && message.Ts == call["message_ts"])
            ?? throw new FakeSlackRefusal("message_not_found");
        string link = $"{Workspace.Url}archives/{message.Channel}/p{message.Ts.Replace(".", "", StringComparison.Ordinal)}";
        return new JsonObject { ["channel"] = message.Channel, ["permalink"] = message.Thread.Length == 0 ? link : $"{link}?thread_ts={message.Thread}&cid={message.Channel}" };
    }

    private FakeSlackMessage Find(FakeSlackCall call)
    {
        if (!Workspace.Channels.ContainsKey(call["channel"]))
        {
            throw new FakeSlackRefusal("channel_not_found");
        }

        return Workspace.Messages.Find(message => message.Channel == call["channel"] && message.Ts == call["ts"]) ?? throw new FakeSlackRefusal("message_not_found");
    }

    /// <summary>The channel that may be written to; a user's id stands for the direct message with them.</summary>
    private FakeSlackChannel Open(string id)
    {
        if (Workspace.Users.ContainsKey(id))
        {
            return Workspace.Direct(id);
        }

        if (!Workspace.Channels.TryGetValue(id, out FakeSlackChannel? channel) || (channel.IsPrivate && !channel.Members.Contains(FakeSlackWorkspace.BotUser)))
        {
            throw new FakeSlackRefusal("channel_not_found");
        }

        if (channel.IsArchived)
        {
            throw new FakeSlackRefusal("is_archived");
        }

        if (!channel.Members.Contains(FakeSlackWorkspace.BotUser) && !server.Scopes.Contains("chat:write.public"))
        {
            throw new FakeSlackRefusal("not_in_channel");
        }

        return channel;
    }

    private static Content Read(FakeSlackCall call)
    {
        JsonArray? blocks = Blocks(call);
        return call["text"].Length == 0 && blocks is not { Count: > 0 } ? throw new FakeSlackRefusal("no_text") : new Content(call["text"], blocks is { Count: 0 } ? null : blocks);
    }

    private static JsonArray? Blocks(FakeSlackCall call)
    {
        JsonNode? read;
        try
        {
            read = call.Json("blocks");
        }
        catch (JsonException)
        {
            throw new FakeSlackRefusal("invalid_blocks_format");
        }

        if (read is null)
        {
            return null;
        }

        JsonArray blocks = read as JsonArray ?? throw new FakeSlackRefusal("invalid_blocks_format");
        FakeSlackBlocks.Check(blocks, MostBlocks, BlockTypes);
        return (JsonArray)blocks.DeepClone();
    }

    private static JsonObject? Metadata(FakeSlackCall call)
    {
        if (call.Json("metadata") is not JsonObject metadata)
        {
            return null;
        }

        return metadata["event_type"] is JsonValue && metadata["event_payload"] is JsonObject
            ? metadata
            : throw new FakeSlackRefusal("invalid_metadata_format");
    }

    private sealed record Content(string Text, JsonArray? Blocks);
}

/// <summary>The limits of blocks that are counted most often; Slack names the place of the mistake.</summary>
internal static class FakeSlackBlocks
{
    public static void Check(JsonArray blocks, int most, HashSet<string> types)
    {
        List<string> mistakes = [];
        if (blocks.Count > most)
        {
            mistakes.Add($"[ERROR] no more than {most} items allowed [json-pointer:/blocks]");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        int tables = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            string at = $"[json-pointer:/blocks/{i}]";
            if (blocks[i] is not JsonObject block || (string?)block["type"] is not { } type || !types.Contains(type))
            {
                mistakes.Add($"[ERROR] unsupported type {at}");
                continue;
            }

            if ((string?)block["block_id"] is { } id && (!ids.Add(id) || id.Length > 255))
            {
                mistakes.Add($"[ERROR] block_id is not unique {at}");
            }

            int longest = type == "header" ? 150 : 3000;
            if ((string?)(block["text"] as JsonObject)?["text"] is { } text && text.Length is 0 || (string?)(block["text"] as JsonObject)?["text"] is { } long_ && long_.Length > longest)
            {
                mistakes.Add($"[ERROR] must be between 1 and {longest} characters {at}");
            }

            tables += type == "table" ? 1 : 0;
        }

        if (tables > 1)
        {
            throw new FakeSlackRefusal("invalid_attachments", "only_one_table_allowed");
        }

        if (mistakes.Count > 0)
        {
            throw new FakeSlackRefusal("invalid_blocks", [.. mistakes]);
        }
    }
}
