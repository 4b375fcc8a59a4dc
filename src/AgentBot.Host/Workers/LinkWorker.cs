using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Reads at the start which accounts are one person, so that nobody who comes in is taken for somebody else.</summary>
public sealed class LinkWorker(LinkBook links, Opening opening, ILogger<LinkWorker> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _reading = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reading = ReadAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _reading.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task ReadAsync(CancellationToken ct)
    {
        try
        {
            // Listening does not wait for this.
            await Task.Yield();
            await links.ReadAsync(ct);
        }
        catch (StoreUnavailableException fault)
        {
            // Whoever decides reads them again and is refused as long as that fails.
            Log.LinksNotRead(logger, fault);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            opening.LinksAreThere();
        }
    }
}
