using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Home;

/// <summary>Publishes Home tabs: at each opening, and again a moment after something changed that may stand on them.</summary>
public sealed class HomeWorker(HomeVisitors visitors, HomeReader reader, SlackViews views, SlackVisits visits, HomeSignals signals, ILogger<HomeWorker> logger) : BackgroundService
{
    /// <summary>Several changes of a moment are drawn once.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        visitors.Changed += Wake;
        signals.Commits.Committed += Note;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _wake.WaitAsync(stoppingToken);
                foreach (string account in visitors.Take())
                {
                    await PublishAsync(account, stoppingToken);
                }

                await Task.Delay(Gather, signals.Time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            visitors.Changed -= Wake;
            signals.Commits.Committed -= Note;
        }
    }

    private async ValueTask PublishAsync(string account, CancellationToken ct)
    {
        if (visits.Identity is not { } identity)
        {
            return;
        }

        try
        {
            await views.PublishAsync(account, await reader.DrawAsync(SlackVisits.HomeOf(identity), account, ct), "", ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            SlackLog.HomeNotDrawn(logger, fault, account);
        }
    }

    private void Note(Commit commit)
    {
        if (commit.Changes.Any(change => change is Change.InsertRun or Change.InsertReview or Change.UpdateReview or Change.UpdateRun or Change.UpdateSchedule))
        {
            visitors.AllStale();
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}

/// <param name="Commits">Tells of changes.</param>
public sealed record HomeSignals(ICommitSignal Commits, TimeProvider Time);
