using System.Collections.Immutable;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Delivery;

/// <summary>
/// Brings one chat message up to date. A view may be redrawn at any time, so a failure costs nothing but a later look; only a
/// post whose reference was never learnt is looked for before it is posted again.
/// </summary>
public sealed class ViewSender(ViewDrawer drawer, Gateways gateways, Roundups roundups, IDeliveryReader delivery, ICommitter committer, ViewClock clock)
{
    private const int MostAttempts = 12;

    /// <summary>A request whose answer was lost may still be on its way: looking at once could miss what it posts.</summary>
    private static readonly TimeSpan BeforeLooking = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WhileRootIsComing = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileRootIsRefused = TimeSpan.FromMinutes(1);

    /// <returns>Null, or until when nothing new may be posted in this conversation, so that its messages keep their order.</returns>
    public async ValueTask<DateTimeOffset?> SendAsync(ViewRow view, CancellationToken ct)
    {
        (ChannelKey channel, string thread) = Conversations.Parse(view.Conversation);
        if (gateways.For(channel) is not { } gateway)
        {
            await KeepAsync(view with { Sent = view.Wanted, Failure = $"No platform serves {channel.Platform}." }, ct);
            return null;
        }

        ViewRow? rootView = IsOfRun(thread) ? await delivery.FindViewAsync(Conversations.InChannel(channel), thread, ct) : null;
        if (IsOfRun(thread) && rootView is not { Message.Length: > 0 })
        {
            ViewRow waits = view with { DueAt = clock.Now + UntilRoot(rootView) };
            await KeepAsync(waits, ct);
            return waits.DueAt;
        }

        string root = rootView?.Message ?? thread;

        if (thread.Length == 0 && await roundups.TakesAsync(gateway, view, ct))
        {
            return null;
        }

        if (await drawer.DrawAsync(view, ct) is not { } drawn)
        {
            await KeepAsync(view with { Sent = view.Wanted }, ct);
            return null;
        }

        await committer.WhenOnDiskAsync(ct);
        var post = new ChatPost(channel, root, Conversations.PostOf(view.Conversation, view.Purpose), drawn.Text, drawn.Card, drawn.OnlyFor, view.Purpose) { Files = drawn.Files, Requester = drawn.Requester };
        PostOutcome outcome = view.Message.Length > 0 ? await gateway.UpdateAsync(view.Message, post, ct) : await PostAsync(gateway, view, post, ct);
        clock.CrashPoints.Reach(Runs.CrashPoint.ViewPosted);
        if (thread.Length == 0 && view.Message.Length == 0 && post.OnlyFor is null && outcome is PostOutcome.Posted or PostOutcome.Unclear)
        {
            roundups.Began(view);
        }

        ViewRow after = After(view, outcome);
        ImmutableArray<Change> along = outcome is PostOutcome.Posted posted ? posted.Along : [];
        if (rootView is { Roundup.Length: > 0 } && view.Message.Length == 0 && after.Message.Length > 0)
        {
            along = along.Add(roundups.LinkLater(rootView));
        }

        if (after != view || !along.IsEmpty)
        {
            await KeepAsync(after, along, Durability.ProcessEnd, ct);
        }

        return after.Sent < after.Wanted && after.Message.Length == 0 ? after.DueAt : null;
    }

    /// <summary>Leaves these for later without trying them, so that they stay behind an earlier one of their conversation.</summary>
    public async ValueTask PostponeAsync(IReadOnlyList<ViewRow> views, DateTimeOffset until, CancellationToken ct) => await committer.CommitAsync(
        new Commit
        {
            Workspace = views[0].Workspace,
            Changes = [.. views.Select(view => new Change.UpdateView(view with { DueAt = until }))],
            Durability = Durability.ProcessEnd,
        },
        ct);

    private async ValueTask<PostOutcome> PostAsync(IChatGateway gateway, ViewRow view, ChatPost post, CancellationToken ct)
    {
        if (view.Posting)
        {
            switch (await gateway.FindPostedAsync(post, ct))
            {
                case PostSearch.Found found:
                    return await gateway.UpdateAsync(found.Message, post, ct);
                case PostSearch.CannotLook { After: { } after } waits:
                    return new PostOutcome.Later(waits.Sentence, after);
            }
        }

        if (!gateway.PostsWithItsRecord)
        {
            await KeepAsync(view with { Posting = true }, [], Durability.PowerLoss, ct);
        }

        return await gateway.PostAsync(post, ct);
    }

    /// <summary>A thread is named by its run until the platform has given its root message a reference.</summary>
    private static bool IsOfRun(string thread) => thread.StartsWith("run:", StringComparison.Ordinal);

    private TimeSpan UntilRoot(ViewRow? root) => root switch
    {
        { Failure.Length: > 0 } when root.Sent == root.Wanted => WhileRootIsRefused,
        { } when root.DueAt > clock.Now => root.DueAt - clock.Now + WhileRootIsComing,
        _ => WhileRootIsComing,
    };

    private ViewRow After(ViewRow view, PostOutcome outcome) => outcome switch
    {
        PostOutcome.Posted posted => view with { Sent = view.Wanted, Message = posted.Message, Posting = false, Attempts = 0, Failure = "" },
        PostOutcome.Later { After: { } after } later => view with { DueAt = clock.Now + after, Attempts = Math.Max(1, view.Attempts), Failure = later.Sentence },
        PostOutcome.Later later => Later(view, later.Sentence, ViewClock.Backoff(view.Attempts)),
        PostOutcome.Unclear unclear => Later(view with { Posting = true }, unclear.Sentence, BeforeLooking + ViewClock.Backoff(view.Attempts)),
        PostOutcome.Impossible impossible => view with { Sent = view.Wanted, Posting = false, Failure = impossible.Sentence },
        _ => throw new InvalidOperationException("No rule for this outcome of a post."),
    };

    private ViewRow Later(ViewRow view, string sentence, TimeSpan after) => view.Attempts + 1 >= MostAttempts
        ? view with { Sent = view.Wanted, Failure = sentence, Attempts = view.Attempts + 1 }
        : view with { DueAt = clock.Now + after, Attempts = view.Attempts + 1, Failure = sentence };

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
