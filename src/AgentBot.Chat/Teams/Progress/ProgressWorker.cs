using System.Collections.Concurrent;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Progress;

/// <summary>
/// Says in one-to-one chats that a run is worked on and how far it is, from its second second until it waits for people or has
/// ended. All of it stands on the run's own card too, so nothing is lost where nothing can be shown.
/// </summary>
public sealed class ProgressWorker(ProgressStreams streams, ITeamsReferences references, IRunReader runs, RunFactsReader facts, ProgressSignals signals, ILogger<ProgressWorker> logger) : BackgroundService
{
    /// <summary>A run of a moment needs no line, and several changes of a moment are one.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<RunId, byte> _watched = [];
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
                if (_watched.IsEmpty)
                {
                    await _wake.WaitAsync(stoppingToken);
                    await Task.Delay(Gather, signals.Time, stoppingToken);
                }
                else
                {
                    await Task.Delay(Tick, signals.Time, stoppingToken);
                }

                foreach (RunId id in _watched.Keys)
                {
                    await TellAsync(id, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; Teams ends its streams by itself.
        }
        finally
        {
            signals.Commits.Committed -= Note;
        }
    }

    private async ValueTask TellAsync(RunId id, CancellationToken ct)
    {
        try
        {
            if (await runs.FindAsync(id, ct) is not { } run
                || await references.FindAsync(run.Channel, ct) is not { Kind: TeamsRoomKind.Personal } chat
                || await facts.ReadAsync(id, ct) is not { } known)
            {
                _watched.TryRemove(id, out _);
                await streams.LeaveAsync(id, ct);
                return;
            }

            string line = $"Run {run.Number}: {Plain(ProgressCard.Line(known))}.";
            if (run is not { Status: RunStatus.Running or RunStatus.Publishing, Paused: false })
            {
                _watched.TryRemove(id, out _);
                await streams.EndAsync(id, line, ct);
            }
            else
            {
                // Watched on even where nothing more is shown, so that the chat is free for the next run once this one rests.
                await streams.TellAsync(chat.Place, id, line, ct);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _watched.TryRemove(id, out _);
            await streams.LeaveAsync(id, ct);
            TeamsOutLog.ProgressNotShown(logger, fault);
        }
    }

    // A stream is letter for letter; the line is made for cards.
    private static string Plain(string line) => line.Replace("**", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);

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
            if (run is { Parent: null, Status: RunStatus.Running or RunStatus.Publishing } && run.Channel.Platform == TeamsRoster.PlatformName && _watched.TryAdd(run.Id, 0))
            {
                Wake();
            }
        }
    }

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

/// <summary>What tells of changes, and the clock.</summary>
public sealed record ProgressSignals(ICommitSignal Commits, TimeProvider Time);
