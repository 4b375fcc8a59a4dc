using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>The console's own way out: a post is a message row whose key is the post's key, so that posting twice writes once.</summary>
public sealed class ConsoleGateway(IChatLog log, TimeProvider time) : IChatGateway
{
    public const string PlatformName = "console";

    public string Platform => PlatformName;

    public bool PostsWithItsRecord => true;

    public async ValueTask<PostOutcome> PostAsync(ChatPost post, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        MessageRow? there = await log.FindAsync(post.Key, ct);
        return Posted(Row(post, post.Key, there?.At ?? now, there is null ? null : now));
    }

    public async ValueTask<PostOutcome> UpdateAsync(string message, ChatPost post, CancellationToken ct)
    {
        MessageRow? there = await log.FindAsync(message, ct);
        DateTimeOffset now = time.GetUtcNow();
        return Posted(Row(post, message, there?.At ?? now, now));
    }

    public async ValueTask<PostSearch> FindPostedAsync(ChatPost post, CancellationToken ct) =>
        await log.FindAsync(post.Key, ct) is { } there ? new PostSearch.Found(there.Key) : new PostSearch.Absent();

    public string LinkTo(ChannelKey channel, string message) => ConsolePaths.Message(channel, message);

    private static PostOutcome.Posted Posted(MessageRow row) => new(row.Key) { Along = [new Change.PutMessage(row)] };

    private static MessageRow Row(ChatPost post, string key, DateTimeOffset at, DateTimeOffset? editedAt) => new()
    {
        Key = key,
        Workspace = post.Channel.Workspace,
        Channel = post.Channel,
        Thread = post.Thread,
        OnlyFor = post.OnlyFor,
        Text = post.Text,
        Card = post.Card is null ? "" : JsonSerializer.Serialize(post.Card, StoreJson.Default.Card),
        Purpose = post.Purpose,
        At = at,
        EditedAt = editedAt,
    };
}
