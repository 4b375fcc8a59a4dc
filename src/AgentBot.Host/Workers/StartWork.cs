namespace AgentBot.Host.Workers;

/// <summary>Something that is done once, beside the start and not before it. Unlike a background service's, its end is no fault: <see cref="Health.Readiness"/> counts those.</summary>
public abstract class StartWork : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = BeginAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <param name="stoppingToken">The host stops.</param>
    protected abstract Task DoAsync(CancellationToken stoppingToken);

    private async Task BeginAsync()
    {
        // Listening does not wait for this.
        await Task.Yield();
        await DoAsync(_stopping.Token);
    }
}
