namespace AgentBot.Host.Doors;

/// <summary>
/// Lets a request through only where its route's door belongs to the listener it came in by: local routes on the local socket
/// alone, nothing else there. Routes that say nothing of themselves stay shut.
/// </summary>
public sealed class DoorKeeper(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        bool onSocket = context.Features.Get<ListenerFeature>() is { IsLocalSocket: true };
        bool allowed = endpoint.Metadata.GetMetadata<DoorMetadata>()?.Door switch
        {
            null => false,
            Door.LocalSocket => onSocket,
            Door.PublicHealth => true,
            _ => !onSocket,
        };

        if (allowed)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
