using System.Collections.Concurrent;
using AgentBot.Chat.Slack.Home;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Progress;

/// <summary>
/// Says in direct messages, and in threads in which somebody asked, that a run is worked on: from its first step until it waits for
/// people or has ended. What is said stands in the run's own message too, so nothing is lost where Slack offers no such line.
/// </summary>
public sealed class ThreadStatusWorker(ThreadStatus status, IRunReader runs, IDeliveryReader delivery, HomeSignals signals, ILogger<ThreadStatusWorker> logger) : BackgroundService
{
    /// <summary>Slack takes the line away after two minutes.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(100);

    /// <summary>A run of a moment needs no line, and several changes of a moment are one.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RunId, byte> _changed = [];
    private readonly Dictionary<RunId, (string Channel, string Thread, DateTimeOffset RefreshAt)> _shown = [];
    private readonly SemaphoreSlim _wake = new(0, 1);

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.Commits.Committed += Note;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await WaitAsync(stoppingToken);
                DateTimeOffset now = signals.Time.GetUtcNow();
                foreach (RunId id in _changed.Keys.Concat(_shown.Where(shown => shown.Value.RefreshAt <= now).Select(shown => shown.Key)).Distinct().ToList())
                {
                    _changed.TryRemove(id, out _);
                    await TellAsync(id, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; Slack takes the lines away by itself.
        }
        finally
        {
            signals.Commits.Committed -= Note;
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        if (_shown.Count == 0)
        {
            await _wake.WaitAsync(ct);
        }
        else
        {
            TimeSpan left = _shown.Values.Min(shown => shown.RefreshAt) - signals.Time.GetUtcNow();
            await using ITimer alarm = signals.Time.CreateTimer(static worker => ((ThreadStatusWorker)worker!).Wake(), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            await _wake.WaitAsync(ct);
        }

        await Task.Delay(Gather, signals.Time, ct);
    }

    private async ValueTask TellAsync(RunId id, CancellationToken ct)
    {
        try
        {
            if (await runs.FindAsync(id, ct) is not { } run)
            {
                return;
            }

            bool works = run is { Status: RunStatus.Running or RunStatus.Publishing, Paused: false };
            if (works && await ThreadAsync(run, ct) is { Length: > 0 } thread)
            {
                if (await status.SetAsync(run.Channel.Channel, thread, $"is working on run {run.Number}", ct))
                {
                    _shown[id] = (run.Channel.Channel, thread, signals.Time.GetUtcNow() + Refresh);
                    return;
                }

                _shown.Remove(id);
            }
            else if (!works && _shown.Remove(id, out var shown))
            {
                await status.SetAsync(shown.Channel, shown.Thread, "", ct);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _shown.Remove(id);
            SlackLog.StatusNotShown(logger, fault);
        }
    }

    /// <summary>Empty where there is no thread to say it in yet.</summary>
    private async ValueTask<string> ThreadAsync(RunRow run, CancellationToken ct) =>
        !run.Thread.StartsWith("run:", StringComparison.Ordinal) ? run.Thread
        : await delivery.FindViewAsync(Conversations.InChannel(run.Channel), run.Thread, ct) is { Message.Length: > 0 } root ? SlackMessageRef.ThreadOf(run.Channel, root.Message)
        : "";

    private void Note(Commit commit)
    {
        foreach (Change change in commit.Changes)
        {
            RunRow? run = change switch
            {
                Change.InsertRun inserted => inserted.Row,
                Change.UpdateRun updated => updated.Row,
                _ => null,
            };
            if (run is not null && IsWatched(run))
            {
                _changed[run.Id] = 0;
                Wake();
            }
        }
    }

    private static bool IsWatched(RunRow run) =>
        run.Parent is null
        && run.Channel.Platform == SlackRoster.PlatformName
        && (run.Channel.Channel.StartsWith('D') || !run.Thread.StartsWith("run:", StringComparison.Ordinal));

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception ended) when (ended is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake already, or the host stops.
        }
    }
}
