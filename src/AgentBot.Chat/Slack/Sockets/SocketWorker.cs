using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Receiving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Slack.Sockets;

/// <summary>
/// Holds the connections of Socket Mode: as many as the settings say, each replaced before it ends where Slack announces it, after a
/// growing pause where it does not come to be.
/// </summary>
public sealed class SocketWorker(
    SlackWorkspace workspace, ISlackReceiver receiver, IOptions<SlackOptions> options, SocketState state, SocketClock clock, ILogger<SocketWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseWhenOff = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Connections).Select(_ => HoldAsync(stoppingToken)));

    /// <summary>Keeps one place filled: the next connection is opened as soon as the present one is announced to end.</summary>
    private async Task HoldAsync(CancellationToken ct)
    {
        List<Task> draining = [];
        int failures = 0;
        while (!ct.IsCancellationRequested)
        {
            var next = new TaskCompletionSource<SocketEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
            bool greeted = false;
            Task serving = ServeAsync(next, () => greeted = true, ct);
            SocketEnd end = await next.Task;
            draining.RemoveAll(task => task.IsCompleted);
            draining.Add(serving);
            failures = greeted ? 0 : failures + 1;
            if (end is SocketEnd.Stopped || !await PauseAsync(end, failures, ct))
            {
                break;
            }
        }

        await Task.WhenAll(draining);
    }

    /// <summary>Serves one connection to its very end; <paramref name="next"/> is told as soon as another one is wanted.</summary>
    private async Task ServeAsync(TaskCompletionSource<SocketEnd> next, Action greeted, CancellationToken ct)
    {
        try
        {
            SlackResult<Uri?> opened = await workspace.OpenConnectionAsync(ct);
            if (opened.Value is not { } address)
            {
                next.TrySetResult(Unmendable(opened.Answer) ? SocketEnd.SwitchedOff : SocketEnd.Lost);
                return;
            }

            var connection = new SocketConnection(receiver, clock.Time, logger);
            int counted = 0;
            connection.Greeted += () =>
            {
                greeted();
                if (Interlocked.Exchange(ref counted, 1) == 0)
                {
                    state.Opened();
                }
            };
            connection.Leaving += () => next.TrySetResult(SocketEnd.Refreshed);
            try
            {
                next.TrySetResult(await connection.ServeAsync(address, ct));
            }
            finally
            {
                if (counted == 1)
                {
                    state.Closed();
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            next.TrySetResult(SocketEnd.Stopped);
        }
        finally
        {
            next.TrySetResult(SocketEnd.Lost);
        }
    }

    private static bool Unmendable(SlackAnswer answer) => answer is SlackAnswer.Refused refused && (SlackHealth.IsTokenError(refused.Error) || refused.Error is "missing_scope" or "not_allowed_token_type" or "link_disabled");

    /// <returns>False when AgentBot stops.</returns>
    private async ValueTask<bool> PauseAsync(SocketEnd end, int failures, CancellationToken ct)
    {
        TimeSpan pause = end switch
        {
            SocketEnd.Refreshed => TimeSpan.Zero,
            SocketEnd.SwitchedOff => PauseWhenOff,
            SocketEnd.TooMany => LongestPause,
            _ => Spread(FirstPause * Math.Pow(2, Math.Clamp(failures - 1, 0, 6))),
        };
        if (end == SocketEnd.SwitchedOff)
        {
            SlackLog.SocketsOff(logger);
        }
        else if (pause > TimeSpan.Zero)
        {
            SlackLog.SocketLost(logger, end, pause.TotalSeconds);
        }

        try
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause < PauseWhenOff && pause > LongestPause ? LongestPause : pause, clock.Time, ct);
            }

            return !ct.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Up to a quarter more or less, so that many do not come back in the same moment.</summary>
    private TimeSpan Spread(TimeSpan pause) => pause * (0.75 + (clock.Chance() * 0.5));
}

/// <param name="Chance">A number from 0 to 1, another one each time.</param>
public sealed record SocketClock(TimeProvider Time, Func<double> Chance);

/// <summary>How many connections Slack has greeted, for health and doctor.</summary>
public sealed class SocketState
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    internal void Opened() => Interlocked.Increment(ref _open);

    internal void Closed() => Interlocked.Decrement(ref _open);
}
