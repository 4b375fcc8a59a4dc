using System.Collections.Immutable;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Delivery;

/// <summary>
/// Brings one chat message up to date. A view may be redrawn at any time, so a failure costs nothing but a later look; only a
/// post whose reference was never learnt is looked for before it is posted again.
/// </summary>
public sealed class ViewSender(ViewDrawer drawer, Gateways gateways, IDeliveryReader delivery, ICommitter committer, ViewClock clock)
{
    private const int MostAttempts = 12;

    public async ValueTask SendAsync(ViewRow view, CancellationToken ct)
    {
        (ChannelKey channel, string thread) = Conversations.Parse(view.Conversation);
        if (gateways.For(channel) is not { } gateway)
        {
            await KeepAsync(view with { Sent = view.Wanted, Failure = $"No platform serves {channel.Platform}." }, ct);
            return;
        }

        if (await RootReferenceAsync(channel, thread, ct) is not { } root)
        {
            await KeepAsync(view with { DueAt = clock.Now + TimeSpan.FromMilliseconds(200) }, ct);
            return;
        }

        if (await drawer.DrawAsync(view, ct) is not { } drawn)
        {
            await KeepAsync(view with { Sent = view.Wanted }, ct);
            return;
        }

        var post = new ChatPost(channel, root, $"view:{view.Conversation}:{view.Purpose}", drawn.Text, drawn.Card, drawn.OnlyFor, view.Purpose);
        PostOutcome outcome = view.Message.Length > 0 ? await gateway.UpdateAsync(view.Message, post, ct) : await PostAsync(gateway, view, post, ct);
        clock.CrashPoints.Reach(Runs.CrashPoint.ViewPosted);
        await KeepAsync(After(view, outcome), outcome is PostOutcome.Posted posted ? posted.Along : [], Durability.ProcessEnd, ct);
    }

    private async ValueTask<PostOutcome> PostAsync(IChatGateway gateway, ViewRow view, ChatPost post, CancellationToken ct)
    {
        if (view.Posting && await gateway.FindPostedAsync(post, ct) is { } found)
        {
            return new PostOutcome.Posted(found);
        }

        if (!gateway.PostsWithItsRecord)
        {
            await KeepAsync(view with { Posting = true }, [], Durability.PowerLoss, ct);
        }

        return await gateway.PostAsync(post, ct);
    }

    /// <summary>The platform's reference of the thread's root; "" for the channel itself; null while the root is not posted yet.</summary>
    private async ValueTask<string?> RootReferenceAsync(ChannelKey channel, string thread, CancellationToken ct)
    {
        if (!thread.StartsWith("run:", StringComparison.Ordinal))
        {
            return thread;
        }

        ViewRow? root = await delivery.FindViewAsync(Conversations.InChannel(channel), thread, ct);
        return root is { Message.Length: > 0 } ? root.Message : null;
    }

    private ViewRow After(ViewRow view, PostOutcome outcome) => outcome switch
    {
        PostOutcome.Posted posted => view with { Sent = view.Wanted, Message = posted.Message, Posting = false, Attempts = 0, Failure = "" },
        PostOutcome.Later later => Later(view, later.Sentence, later.After),
        PostOutcome.Unclear unclear => Later(view with { Posting = true }, unclear.Sentence, null),
        PostOutcome.Impossible impossible => view with { Sent = view.Wanted, Posting = false, Failure = impossible.Sentence },
        _ => throw new InvalidOperationException("No rule for this outcome of a post."),
    };

    private ViewRow Later(ViewRow view, string sentence, TimeSpan? after) => view.Attempts + 1 >= MostAttempts
        ? view with { Sent = view.Wanted, Failure = sentence, Attempts = view.Attempts + 1 }
        : view with { DueAt = clock.Now + (after ?? ViewClock.Backoff(view.Attempts)), Attempts = view.Attempts + 1, Failure = sentence };

    private ValueTask KeepAsync(ViewRow view, CancellationToken ct) => KeepAsync(view, [], Durability.ProcessEnd, ct);

    // A drawing that is forgotten is drawn again; only the mark before a post must hold, or a second one could follow unseen.
    private async ValueTask KeepAsync(ViewRow view, ImmutableArray<Change> along, Durability durability, CancellationToken ct) =>
        await committer.CommitAsync(new Commit { Workspace = view.Workspace, Changes = [new Change.UpdateView(view), .. along], Durability = durability }, ct);
}

/// <summary>Time and crash points of the senders.</summary>
public sealed record ViewClock(TimeProvider Time, Runs.ICrashPoints CrashPoints)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public DateTimeOffset Now => Time.GetUtcNow();

    public static TimeSpan Backoff(int attempts)
    {
        TimeSpan wait = First * Math.Pow(2, Math.Min(attempts, 12));
        return wait < Longest ? wait : Longest;
    }
}

/// <summary>Which gateway serves a channel.</summary>
public sealed class Gateways(IEnumerable<IChatGateway> all)
{
    private readonly Dictionary<string, IChatGateway> _byPlatform = all.ToDictionary(gateway => gateway.Platform);

    public IChatGateway? For(ChannelKey channel) => _byPlatform.GetValueOrDefault(channel.Platform);

    public IChatGateway? For(string platform) => _byPlatform.GetValueOrDefault(platform);
}
