using AgentBot.Host.Workers;

namespace AgentBot.Host.Doors;

/// <summary>
/// Lets a request through only where its route's door belongs to the listener it came in by: local routes on the local socket
/// alone, nothing else there. Routes that say nothing of themselves stay shut. Until the templates are known, whoever comes to
/// read or to do something waits here.
/// </summary>
public sealed class DoorKeeper(RequestDelegate next, Opening opening)
{
    // No parameter beside the context: for one, the framework would compile a call at the start, which costs tens of milliseconds.
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        Door? door = endpoint.Metadata.GetMetadata<DoorMetadata>()?.Door;

        bool onSocket = context.Features.Get<ListenerFeature>() is { IsLocalSocket: true };
        bool allowed = door switch
        {
            null => false,
            Door.LocalSocket => onSocket,
            Door.PublicHealth => true,
            _ => !onSocket,
        };

        if (allowed)
        {
            return opening.IsOver || door is Door.PublicHealth or Door.PublicAsset or Door.ConsoleEntry ? next(context) : WaitAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task WaitAsync(HttpContext context)
    {
        await opening.WaitAsync(context.RequestAborted);
        await next(context);
    }
}
