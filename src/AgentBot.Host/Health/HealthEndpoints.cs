using AgentBot.Core.Storing;
using AgentBot.Host.Doors;
using AgentBot.Host.Workers;

namespace AgentBot.Host.Health;

/// <summary>For supervisors and load balancers: alive means that the process answers, ready that it can keep and do work.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("/health").Through(Door.PublicHealth);
        health.MapGet("/live", () => Results.Text("alive\n"));
        health.MapGet("/ready", async (Readiness readiness, CancellationToken ct) =>
            await readiness.ProblemAsync(ct) is { } problem
                ? Results.Text(problem + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready\n"));
    }
}

/// <summary>Ready: the templates are known, the store is healthy and no worker has ended.</summary>
public sealed class Readiness(IEnumerable<IHostedService> workers, IStoreUpkeep store, Opening opening)
{
    /// <summary>What is wrong, without details that only operators may know; null when ready.</summary>
    public async ValueTask<string?> ProblemAsync(CancellationToken ct)
    {
        if (!opening.IsOver)
        {
            return "not ready: the templates are being read";
        }

        if (workers.OfType<BackgroundService>().Any(worker => worker.ExecuteTask is null or { IsCompleted: true }))
        {
            return "not ready: a worker has stopped";
        }

        StoreHealth health = await store.CheckAsync(thorough: false, ct);
        return health.IsHealthy ? null : "not ready: the store is not healthy";
    }
}
