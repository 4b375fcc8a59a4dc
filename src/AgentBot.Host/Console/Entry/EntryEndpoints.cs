using AgentBot.Core.People;
using AgentBot.Host.Doors;

namespace AgentBot.Host.WebConsole;

/// <summary>Doors of the session: style and script, signing in and out, acting as somebody.</summary>
public static class EntryEndpoints
{
    /// <summary>What needs no session.</summary>
    public static void MapOpen(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(ConsoleAssets.Style.Url, ["GET", "HEAD"], ConsoleAssets.Style.WriteAsync).Through(Door.PublicAsset);
        routes.MapMethods(ConsoleAssets.Script.Url, ["GET", "HEAD"], ConsoleAssets.Script.WriteAsync).Through(Door.PublicAsset);
        routes.MapPost($"{ConsolePaths.Open}/signin", SignInAsync).Through(Door.ConsoleEntry);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/console/signout", SignOut);
        routes.MapPost("/console/as", ActAsAsync);
    }

    private static async Task SignInAsync(HttpContext context, EntryKey key, ConsoleFaults faults, TimeProvider time)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!key.Matches(form["key"].ToString()))
        {
            await faults.AskForKeyAsync(context, wrong: true);
            return;
        }

        ConsoleSession.New(time.GetUtcNow()).Write(context, key);
        SeeOther(context, "/");
    }

    private static void SignOut(HttpContext context)
    {
        ConsoleSession.Forget(context);
        SeeOther(context, "/");
    }

    private static async Task ActAsAsync(HttpContext context, EntryKey key, ConsoleFaults faults)
    {
        ConsoleVisit visit = ConsoleVisit.Of(context);
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!visit.Viewer.MayActAs || !visit.Viewer.Directory.People.TryGetValue(form["as"].ToString(), out Person? person))
        {
            await faults.WriteAsync(context, StatusCodes.Status403Forbidden, "You stay who you are.", "Acting as somebody else is only possible while no platform is connected.");
            return;
        }

        (visit.Session with { Person = person.Key.Value }).Write(context, key);
        SeeOther(context, ActEndpoint.Back(form, "/"));
    }

    private static void SeeOther(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }
}
