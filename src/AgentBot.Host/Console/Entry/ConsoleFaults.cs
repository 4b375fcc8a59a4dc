using AgentBot.Core;

namespace AgentBot.Host.WebConsole;

/// <summary>Pages for the case that no page can be shown: not signed in, not found, refused. A plain sentence and a way on, nothing else.</summary>
public sealed class ConsoleFaults(PageRenderer renderer)
{
    public async Task WriteAsync(HttpContext context, int status, string what, string next)
    {
        context.Response.StatusCode = status;
        if (ConsoleAnswer.WantsParts(context.Request))
        {
            await ConsoleAnswer.WriteAsync(context, new ConsoleAnswer { Toast = $"{what} {next}", Refused = true });
            return;
        }

        await WriteHtmlAsync(context, await renderer.RenderAsync<FaultPage>(new FaultModel(what, next, AsksForKey: false, WrongKey: false), null));
    }

    public Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, 404, "There is nothing here.", "It may have moved, or you may not see it.");

    public Task WriteAsync(HttpContext context, Refusal refusal) => WriteAsync(context, 422, refusal.What, $"{refusal.Why} {refusal.Next}".Trim());

    public async Task AskForKeyAsync(HttpContext context, bool wrong)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await WriteHtmlAsync(context, await renderer.RenderAsync<FaultPage>(new FaultModel("Sign in to the console", "", AsksForKey: true, WrongKey: wrong), null));
    }

    private static Task WriteHtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(html, context.RequestAborted);
    }
}

public sealed record FaultModel(string What, string Next, bool AsksForKey, bool WrongKey);
