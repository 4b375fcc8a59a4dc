using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>Reads at the start which accounts are one person and who is away, so that nobody who comes in is taken for somebody else.</summary>
public sealed class LinkWorker(LinkBook links, AbsenceBook absences, Opening opening, ILogger<LinkWorker> logger) : StartWork
{
    protected override async Task DoAsync(CancellationToken stoppingToken)
    {
        try
        {
            await links.ReadAsync(stoppingToken);
            await absences.ReadAsync(stoppingToken);
        }
        catch (StoreUnavailableException fault)
        {
            // Whoever decides reads them again and is refused as long as that fails.
            Log.LinksNotRead(logger, fault);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            opening.LinksAreThere();
        }
    }
}
