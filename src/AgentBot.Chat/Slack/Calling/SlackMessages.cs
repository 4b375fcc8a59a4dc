using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>What a message holds. Text is always given: notifications and clients that draw no blocks show it.</summary>
/// <param name="Blocks">Null for plain text.</param>
/// <param name="Key">Travels as metadata, so that the message can be found again; empty for none.</param>
public sealed record SlackContent(string Text, JsonArray? Blocks, string Key);

/// <summary>Posts, edits, removes and finds messages.</summary>
public sealed class SlackMessages(SlackApi api)
{
    /// <summary>Name under which AgentBot's own key travels with a message.</summary>
    public const string EventType = "agentbot_message";

    /// <summary>Slack refuses an edit with a longer text, and cuts a longer post off.</summary>
    public const int LongestText = 4000;

    private const int Page = 200;

    /// <param name="channel">A channel, or a direct message's own id.</param>
    /// <param name="thread">Message at the thread's root; empty for the channel itself.</param>
    /// <returns>The message's id (ts) and where it really is.</returns>
    public async ValueTask<SlackResult<PostedMessage>> PostAsync(string channel, string thread, SlackContent content, CancellationToken ct)
    {
        SlackForm form = Content(new SlackForm().With("channel", channel).With("thread_ts", thread), content, alsoEmptyBlocks: false)
            .With("unfurl_links", false).With("unfurl_media", false);
        return SlackResult.Of<PostedMessage>(
            await api.CallAsync(SlackMethods.PostMessage, form.Arguments, ct),
            body => new PostedMessage(body.Text("channel"), body.Text("ts")));
    }

    /// <summary>Only that person sees it, until they reload. It cannot be edited and is in no history.</summary>
    public async ValueTask<SlackResult<PostedMessage>> PostForAsync(string user, string channel, string thread, SlackContent content, CancellationToken ct)
    {
        SlackForm form = Content(new SlackForm().With("channel", channel).With("user", user).With("thread_ts", thread), content with { Key = "" }, alsoEmptyBlocks: false);
        return SlackResult.Of<PostedMessage>(
            await api.CallAsync(SlackMethods.PostEphemeral, form.Arguments, ct),
            body => new PostedMessage(channel, body.Text("message_ts")));
    }

    public ValueTask<SlackAnswer> UpdateAsync(string channel, string ts, SlackContent content, CancellationToken ct) =>
        api.CallAsync(
            SlackMethods.UpdateMessage,
            Content(new SlackForm().With("channel", channel).With("ts", ts), content, alsoEmptyBlocks: true).Arguments,
            ct);

    public ValueTask<SlackAnswer> DeleteAsync(string channel, string ts, CancellationToken ct) =>
        api.CallAsync(SlackMethods.DeleteMessage, SlackForm.Of(("channel", channel), ("ts", ts)), ct);

    public async ValueTask<SlackResult<string>> PermalinkAsync(string channel, string ts, CancellationToken ct) =>
        SlackResult.Of<string>(
            await api.CallAsync(SlackMethods.Permalink, SlackForm.Of(("channel", channel), ("message_ts", ts)), ct),
            body => body.Text("permalink"));

    /// <summary>One page of a channel, newest first, or of a thread, oldest first, with the metadata of its messages.</summary>
    /// <param name="thread">Empty for the channel itself.</param>
    public async ValueTask<SlackResult<MessagePage>> ReadAsync(string channel, string thread, string cursor, CancellationToken ct)
    {
        SlackMethod method = thread.Length > 0 ? SlackMethods.Replies : SlackMethods.History;
        SlackForm form = new SlackForm().With("channel", channel).With("ts", thread).With("limit", Page).With("include_all_metadata", true).With("cursor", cursor);
        return SlackResult.Of<MessagePage>(await api.CallAsync(method, form.Arguments, ct), MessagePage.Of);
    }

    private static SlackForm Content(SlackForm form, SlackContent content, bool alsoEmptyBlocks)
    {
        form.With("text", content.Text.Length <= LongestText ? content.Text : content.Text[..(LongestText - 1)] + "…");
        if (content.Blocks is { Count: > 0 } blocks)
        {
            form.With("blocks", blocks);
        }
        else if (alsoEmptyBlocks)
        {
            // A card that became plain text loses its old blocks.
            form.With("blocks", "[]");
        }

        return content.Key.Length == 0
            ? form
            : form.With("metadata", new JsonObject { ["event_type"] = EventType, ["event_payload"] = new JsonObject { ["key"] = content.Key } });
    }
}

/// <param name="Channel">Where it is; for a direct message its own id, which edits need.</param>
/// <param name="Ts">Its id there.</param>
public sealed record PostedMessage(string Channel, string Ts);

/// <param name="Next">Empty at the end.</param>
public sealed record MessagePage(IReadOnlyList<ReadMessage> Messages, string Next)
{
    internal static MessagePage Of(JsonElement body) => new([.. body.Part("messages").Items().Select(ReadMessage.Of)], body.NextCursor());
}

/// <param name="Key">AgentBot's key from the metadata; empty where there is none.</param>
/// <param name="Bot">The bot that wrote it; empty for people.</param>
/// <param name="Files">Titles of its files.</param>
public sealed record ReadMessage(string Ts, string Bot, string User, string Key, IReadOnlyList<string> Files)
{
    internal static ReadMessage Of(JsonElement message)
    {
        JsonElement metadata = message.Part("metadata");
        string key = metadata.Text("event_type") == SlackMessages.EventType ? metadata.Part("event_payload").Text("key") : "";
        return new ReadMessage(message.Text("ts"), message.Text("bot_id"), message.Text("user"), key, [.. message.Part("files").Items().Select(file => file.Text("title"))]);
    }
}
