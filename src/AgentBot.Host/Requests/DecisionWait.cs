using System.Collections.Concurrent;
using AgentBot.Core;
using AgentBot.Core.Requests;
using AgentBot.Core.Storing;
using AgentBot.Host.Workers;

namespace AgentBot.Host.Requests;

/// <summary>Holds the answer to a program that asks for a decision until there is one, for a bounded time and a bounded number of callers.</summary>
internal sealed class DecisionWait(RequestStatuses statuses, ICommitSignal signal, TimeProvider time)
{
    private const int MostOfOneSystem = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<PersonKey, SemaphoreSlim> _places = new();

    public async ValueTask<RequestStatus> ForAsync(AskerTerms terms, RequestRow row, TimeSpan wanted, CancellationToken ct)
    {
        SemaphoreSlim places = _places.GetOrAdd(terms.Key, _ => new SemaphoreSlim(MostOfOneSystem));
        if (!await places.WaitAsync(0, ct))
        {
            return await statuses.OfAsync(row, ct);
        }

        try
        {
            DateTimeOffset until = time.GetUtcNow() + (wanted < Longest ? wanted : Longest);
            using var wake = new WakeUp(signal, commit => commit.Changes.Any(change => change is Change.UpdateRun update && update.Row.Id == row.Run), time);
            while (true)
            {
                // Looked at after the waking was set up, so that nothing can happen between the two.
                RequestStatus status = await statuses.OfAsync(row, ct);
                if (status.State != RequestState.Open || time.GetUtcNow() >= until)
                {
                    return status;
                }

                await wake.SleepUntilAsync(until, ct);
            }
        }
        finally
        {
            places.Release();
        }
    }
}
