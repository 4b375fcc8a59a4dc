using System.Collections.Immutable;

namespace AgentBot.Host.WebConsole;

/// <summary>Opens pages and keeps open ones fresh. Nothing here changes any state.</summary>
public static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, PageDirectory pages)
    {
        foreach (string pattern in pages.Patterns)
        {
            routes.MapMethods("/" + pattern, ["GET", "HEAD"], OpenAsync);
        }

        routes.MapGet("/console/events", static (HttpContext context, LiveStream stream) => stream.ServeAsync(context));
        routes.MapFallback("/console/{**path}", static (HttpContext context, ConsoleFaults faults) => faults.NotFoundAsync(context));
    }

    private static async Task OpenAsync(HttpContext context, PageDirectory pages, PageRenderer renderer, ConsoleFaults faults, ConsoleSettings settings)
    {
        ConsoleVisit visit = ConsoleVisit.Of(context);
        if (context.Request.Query.ContainsKey("key"))
        {
            // Signed in already: the key must not stay in the address line.
            context.Response.Redirect(context.Request.Path.Value ?? "/");
            return;
        }

        string address = context.Request.Path.Value + context.Request.QueryString.Value;
        if (await pages.BuildAsync(visit.Viewer, address, context.RequestAborted) is not { } page)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        ImmutableArray<LivePart> shell = await pages.ShellAsync(visit.Viewer, context.RequestAborted);
        string toast = HttpMethods.IsGet(context.Request.Method) ? context.RequestServices.GetRequiredService<ToastBox>().Take(visit.Session.Id) : "";
        var document = new DocumentModel(page, settings.Place, (page.Model as ChatModel)?.Channel.Key, address, toast);
        string html = await renderer.RenderPageAsync(page, shell, document, visit.Viewer);
        context.Response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(html, context.RequestAborted);
        }
    }
}
