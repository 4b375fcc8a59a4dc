using AgentBot.Core.Storing;

namespace AgentBot.Core.Delivery;

/// <summary>
/// Keeps a channel calm: where more begins there within a minute than its platform bears, the later runs and notices are listed
/// in one message, which is redrawn as they change and whose thread is theirs, until less comes again. Cards of reviews stand in
/// that thread and are decided on as ever. What is counted is forgotten with the process; what is listed where is a row.
/// </summary>
public sealed class Roundups(IDeliveryReader delivery, ICommitter committer, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>After this a message has been pushed up by others and a new one is begun.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RedrawAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LinksAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhileItIsComing = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Recent> _recent = [];

    /// <summary>A message of its own was begun in a channel.</summary>
    public void Began(ViewRow view)
    {
        lock (_lock)
        {
            RecentNeedsLock(view.Conversation).Begun.Enqueue(time.GetUtcNow());
        }
    }

    /// <summary>Something came into the thread of a listed run, to which the list may link: it is redrawn before long, once for many.</summary>
    public Change LinkLater(ViewRow listed) => new Change.WantView(listed.Conversation, listed.Roundup, time.GetUtcNow() + LinksAfter);

    /// <summary>Has the view listed with others where it is already, or where the channel has had enough messages of its own; false where it is to be posted.</summary>
    public async ValueTask<bool> TakesAsync(IChatGateway gateway, ViewRow view, CancellationToken ct)
    {
        if (view.Roundup.Length > 0)
        {
            await FollowAsync(view, ct);
            return true;
        }

        if (gateway.MostBegunInAMinute is not { } most || view.Message.Length > 0 || view.Posting || !IsListed(view.Purpose) || JoinIfFull(view, most) is not { } roundup)
        {
            return false;
        }

        DateTimeOffset now = time.GetUtcNow();
        await KeepAsync(view with { Roundup = roundup, DueAt = now + WhileItIsComing }, roundup, now, ct);
        return true;
    }

    private static bool IsListed(string purpose) =>
        purpose.StartsWith("run:", StringComparison.Ordinal) || purpose.StartsWith("notice:", StringComparison.Ordinal) || purpose.StartsWith("broken:", StringComparison.Ordinal);

    /// <summary>Shows the change of a listed view in the message that lists it, and learns that message's reference.</summary>
    private async ValueTask FollowAsync(ViewRow view, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        switch (await delivery.FindViewAsync(view.Conversation, view.Roundup, ct))
        {
            case { Message.Length: > 0 } there:
                await KeepAsync(view with { Sent = view.Wanted, Message = there.Message }, view.Roundup, now + RedrawAfter, ct);
                break;
            case { Failure.Length: > 0 } refused when refused.Sent == refused.Wanted:
                await KeepAsync(view with { Sent = view.Wanted, Failure = refused.Failure }, null, now, ct);
                break;
            case { } coming:
                await KeepAsync(view with { DueAt = (coming.DueAt > now ? coming.DueAt : now) + WhileItIsComing }, null, now, ct);
                break;
            default:
                await KeepAsync(view, view.Roundup, now, ct);
                break;
        }
    }

    /// <returns>The message that lists it; null where the channel is calm.</returns>
    private string? JoinIfFull(ViewRow view, int most)
    {
        lock (_lock)
        {
            Recent recent = RecentNeedsLock(view.Conversation);
            if (recent.Begun.Count < most)
            {
                return null;
            }

            DateTimeOffset now = time.GetUtcNow();
            recent.Begun.Enqueue(now);
            if (recent.Roundup.Length == 0 || now - recent.RoundupSince >= Longest)
            {
                (recent.Roundup, recent.RoundupSince) = (Purposes.Roundup(now), now);
            }

            return recent.Roundup;
        }
    }

    private Recent RecentNeedsLock(string conversation)
    {
        DateTimeOffset from = time.GetUtcNow() - Window;
        foreach (Recent known in _recent.Values)
        {
            while (known.Begun.TryPeek(out DateTimeOffset first) && first <= from)
            {
                known.Begun.Dequeue();
            }
        }

        foreach (string calm in _recent.Where(pair => pair.Value.Begun.Count == 0).Select(pair => pair.Key).ToList())
        {
            _recent.Remove(calm);
        }

        if (!_recent.TryGetValue(conversation, out Recent? recent))
        {
            _recent[conversation] = recent = new Recent();
        }

        return recent;
    }

    private async ValueTask KeepAsync(ViewRow view, string? redrawn, DateTimeOffset at, CancellationToken ct) => await committer.CommitAsync(
        new Commit
        {
            Workspace = view.Workspace,
            Changes = [new Change.UpdateView(view), .. redrawn is null ? Array.Empty<Change>() : [new Change.WantView(view.Conversation, redrawn, at)]],
            Durability = Durability.ProcessEnd,
        },
        ct);

    /// <summary>What came into one channel within the past minute.</summary>
    private sealed class Recent
    {
        public Queue<DateTimeOffset> Begun { get; } = [];

        public string Roundup { get; set; } = "";

        public DateTimeOffset RoundupSince { get; set; }
    }
}
