using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>
/// Keeps chat messages showing the latest state: conversations side by side, each in its own order, latest only. What a run
/// does in a moment is drawn once. Nothing is drawn before the templates are known, because some messages speak of them.
/// </summary>
public sealed class ViewWorker(IDeliveryReader delivery, ViewSender sender, ProgressHints hints, ICommitSignal signal, Opening opening, TimeProvider time, ILogger<ViewWorker> logger)
    : BackgroundService
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    /// <summary>The root message of a run changes with each step, one that lists runs with each of theirs, and nobody reads faster than this.</summary>
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<(string Conversation, string Purpose), DateTimeOffset> _redrawAt = [];

    /// <summary>Conversations in which a message waits: a later one must not overtake it.</summary>
    private readonly Dictionary<string, DateTimeOffset> _heldUntil = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await opening.WaitAsync(stoppingToken);
        using var wake = new WakeUp(signal, commit => commit.Changes.Any(change => change is Change.WantView), time);
        hints.Changed += wake.Wake;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                IReadOnlyList<ViewRow> due = await delivery.DueViewsAsync(time.GetUtcNow(), MostAtOnce, stoppingToken);
                List<ViewRow> ripe = Ripe([.. due, .. await HintedAsync(due, stoppingToken)]);
                foreach (var (conversation, until) in await Task.WhenAll(ripe.GroupBy(view => view.Conversation).Select(views => SendAsync(views, stoppingToken))))
                {
                    Hold(conversation, until);
                }

                Remember(ripe);
                if (ripe.Count == 0)
                {
                    DateTimeOffset? next = due.Count > 0 ? _redrawAt.Values.Min() : await delivery.NextDueAsync(stoppingToken);
                    await wake.SleepUntilAsync(hints.Next is { } hint && (next is null || hint < next) ? hint : next, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                hints.Changed -= wake.Wake;
                return;
            }
            catch (StoreUnavailableException fault)
            {
                Log.ViewsNotRead(logger, fault);
                await Task.Delay(AfterFault, time, stoppingToken);
            }
        }
    }

    /// <summary>Messages that show nothing new of the store, but how far answers have come that are being given.</summary>
    private async ValueTask<IReadOnlyList<ViewRow>> HintedAsync(IReadOnlyList<ViewRow> due, CancellationToken ct)
    {
        var hinted = new List<ViewRow>();
        foreach (var (conversation, purpose) in hints.Take())
        {
            if (!due.Any(view => view.Conversation == conversation && view.Purpose == purpose)
                && await delivery.FindViewAsync(conversation, purpose, ct) is { Message.Length: > 0, Roundup.Length: 0 } view
                && view.Sent == view.Wanted)
            {
                hinted.Add(view);
            }
        }

        return hinted;
    }

    /// <summary>Those that were not drawn a moment ago.</summary>
    private List<ViewRow> Ripe(IReadOnlyList<ViewRow> due)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string, string) view in _redrawAt.Where(drawn => drawn.Value <= now).Select(drawn => drawn.Key).ToList())
        {
            _redrawAt.Remove(view);
        }

        return [.. due.Where(view => !_redrawAt.ContainsKey((view.Conversation, view.Purpose)))];
    }

    private void Remember(List<ViewRow> drawn)
    {
        DateTimeOffset next = time.GetUtcNow() + RedrawEvery;
        foreach (ViewRow view in drawn.Where(view => view.Purpose.StartsWith("run:", StringComparison.Ordinal) || view.Purpose.StartsWith("roundup:", StringComparison.Ordinal)))
        {
            _redrawAt[(view.Conversation, view.Purpose)] = next;
        }
    }

    private void Hold(string conversation, DateTimeOffset? until)
    {
        if (until is { } time)
        {
            _heldUntil[conversation] = time;
        }
        else
        {
            _heldUntil.Remove(conversation);
        }
    }

    /// <returns>Until when the conversation is held, if it is.</returns>
    private async Task<(string Conversation, DateTimeOffset? Until)> SendAsync(IGrouping<string, ViewRow> views, CancellationToken ct)
    {
        DateTimeOffset? until = _heldUntil.TryGetValue(views.Key, out DateTimeOffset held) && held > time.GetUtcNow() ? held : null;
        List<ViewRow> behind = [];
        foreach (ViewRow view in views)
        {
            if (until is not null && view.Message.Length == 0)
            {
                behind.Add(view);
                continue;
            }

            try
            {
                until = await sender.SendAsync(view, ct) ?? until;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.ViewFailed(logger, fault, view.Purpose);
                await Task.Delay(AfterFault, time, ct);
            }
        }

        if (behind.Count > 0)
        {
            await sender.PostponeAsync(behind, until!.Value, ct);
        }

        return (views.Key, until);
    }
}
