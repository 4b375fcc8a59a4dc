using AgentBot.Core.Storing;

namespace AgentBot.Host.Workers;

/// <summary>Lets a worker sleep until something was committed, something falls due, or a while has passed.</summary>
internal sealed class WakeUp : IDisposable
{
    // Sees work that another process or a clock change made due without a commit of this one.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);

    private readonly ICommitSignal _signal;
    private readonly Func<Commit, bool> _concerns;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _woken = new(0, 1);

    public WakeUp(ICommitSignal signal, Func<Commit, bool> concerns, TimeProvider time)
    {
        (_signal, _concerns, _time) = (signal, concerns, time);
        _signal.Committed += Wake;
    }

    public async Task SleepUntilAsync(DateTimeOffset? due, CancellationToken ct)
    {
        TimeSpan sleep = due is { } at ? at - _time.GetUtcNow() : LongestSleep;
        if (sleep <= TimeSpan.Zero)
        {
            return;
        }

        await using ITimer alarm = _time.CreateTimer(static state => ((WakeUp)state!).Wake(), this, sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
        await _woken.WaitAsync(ct);
    }

    public void Wake()
    {
        try
        {
            // Asked first, because being told of many commits while awake is usual, and an exception is dear.
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }
        catch (Exception ended) when (ended is SemaphoreFullException or ObjectDisposedException)
        {
            // Already awake, or nobody sleeps here any more.
        }
    }

    public void Dispose()
    {
        _signal.Committed -= Wake;
        _woken.Dispose();
    }

    private void Wake(Commit commit)
    {
        if (_concerns(commit))
        {
            Wake();
        }
    }
}
