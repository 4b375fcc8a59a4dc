using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Verifying;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Storing;
using AgentBot.Host.Hooks;
using AgentBot.Host.Logging;
using AgentBot.Host.Options;

namespace AgentBot.Host.Requests;

/// <summary>
/// The door at which other programs ask people for reviews. Who calls first, then how often, then size and type, then what it says.
/// What belongs to another system is as unknown as what does not exist.
/// </summary>
internal sealed class RequestEndpoints(RequestDoor door, RequestHandler handler, RequestStatuses statuses, DecisionWait waiting, RequestAnswers answers, ILogger<RequestEndpoints> logger)
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("");
        group.MapPost("/requests", static (HttpContext context, RequestEndpoints doors) => doors.ServeAsync(context, doors.AskAsync));
        group.MapGet("/requests/{id}", static (HttpContext context, RequestEndpoints doors) => doors.ServeAsync(context, doors.StandAsync));
        group.MapDelete("/requests/{id}", static (HttpContext context, RequestEndpoints doors) => doors.ServeAsync(context, doors.WithdrawAsync));
        group.MapGet("/requests/{id}/decision", static (HttpContext context, RequestEndpoints doors) => doors.ServeAsync(context, doors.DecisionAsync));
        return group;
    }

    /// <summary>The same for everybody: what the two documents look like.</summary>
    public static IEndpointConventionBuilder MapSchemas(IEndpointRouteBuilder routes) => routes.MapGet("/schemas/{name}/{version}", static async (HttpContext context) =>
    {
        string? schema = RequestFormat.SchemaOf($"{context.GetRouteValue("name")}/{context.GetRouteValue("version")}");
        if (schema is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/schema+json; charset=utf-8";
        await context.Response.WriteAsync(schema, context.RequestAborted);
    });

    private async Task ServeAsync(HttpContext context, Func<HttpContext, AskerTerms, Task> serve)
    {
        if (await door.LetInAsync(context) is not { } terms)
        {
            return;
        }

        try
        {
            await serve(context, terms);
        }
        catch (StoreUnavailableException)
        {
            await RequestAnswers.SayAsync(context, StatusCodes.Status503ServiceUnavailable, "AgentBot cannot keep anything now, so nothing was done. Call again later.");
        }
        catch (DamagedArtifactException fault)
        {
            Log.DecisionDamaged(logger, fault, IdOf(context));
            await RequestAnswers.SayAsync(context, StatusCodes.Status503ServiceUnavailable, "What is kept of this request is damaged, so nothing is handed out. The operator was told.");
        }
    }

    private async Task AskAsync(HttpContext context, AskerTerms terms)
    {
        int largest = door.SettingOf(terms).LargestRequest;
        if (RequestBody.Refuse(context.Request, RequestBody.Json, largest) is { } status)
        {
            await RequestAnswers.SayAsync(context, status, status == StatusCodes.Status413PayloadTooLarge ? TooLarge(largest) : "Post it as application/json.");
            return;
        }

        if (await RequestBody.ReadAsync(context.Request, largest, context.RequestAborted) is not { } body)
        {
            await RequestAnswers.SayAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge(largest));
            return;
        }

        (ReviewRequest? request, ImmutableArray<FormMistake> mistakes)? read = await ReadAsync(body, context.RequestAborted);
        if (read is not { } known)
        {
            await RequestAnswers.SayAsync(context, StatusCodes.Status400BadRequest, "This is no JSON, is nested too deeply, or names something twice. Nothing was asked.");
            return;
        }

        RequestAnswer answer = known.request is { } request ? await handler.AskAsync(terms, request, context.RequestAborted) : new RequestAnswer.Wrong(known.mistakes);
        await RequestAnswers.WriteAsync(context, answer);
    }

    private static async ValueTask<(ReviewRequest?, ImmutableArray<FormMistake>)?> ReadAsync(byte[] body, CancellationToken ct)
    {
        try
        {
            using JsonDocument document = JsonReading.Parse(body);
            return await RequestReader.ReadAsync(document.RootElement, Digest.OfBytes(body), ct);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Halves of letters are refused by the reader of texts, not by that of JSON.
            return null;
        }
    }

    private async Task StandAsync(HttpContext context, AskerTerms terms)
    {
        if (await statuses.FindAsync(terms.Key, IdOf(context), context.RequestAborted) is not { } row)
        {
            await Unknown(context);
            return;
        }

        await RequestAnswers.WriteAsync(context, await statuses.OfAsync(row, context.RequestAborted), StatusCodes.Status200OK);
    }

    private async Task DecisionAsync(HttpContext context, AskerTerms terms)
    {
        if (await statuses.FindAsync(terms.Key, IdOf(context), context.RequestAborted) is not { } row)
        {
            await Unknown(context);
            return;
        }

        if (int.TryParse(context.Request.Query["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out int revision))
        {
            await answers.WriteAsync(context, terms.Key, await statuses.OfAsync(row, context.RequestAborted), await statuses.DecisionAsync(row, revision, context.RequestAborted));
            return;
        }

        bool waits = int.TryParse(context.Request.Query["wait"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0;
        RequestStatus status = waits ? await waiting.ForAsync(terms, row, TimeSpan.FromSeconds(seconds), context.RequestAborted) : await statuses.OfAsync(row, context.RequestAborted);
        await answers.WriteAsync(context, terms.Key, status, status.Decision);
    }

    private async Task WithdrawAsync(HttpContext context, AskerTerms terms)
    {
        if (await handler.WithdrawAsync(terms, IdOf(context), context.RequestAborted) is not { } withdrawn)
        {
            await Unknown(context);
            return;
        }

        (RequestStatus status, bool isWithdrawn) = withdrawn;
        if (isWithdrawn)
        {
            await RequestAnswers.WriteAsync(context, status, StatusCodes.Status200OK);
        }
        else
        {
            await RequestAnswers.SayAsync(context, StatusCodes.Status409Conflict, $"It cannot be withdrawn any more: {status.Sentence} Nothing was changed.");
        }
    }

    private static string TooLarge(int largest) => string.Create(CultureInfo.InvariantCulture, $"A request of this system has at most {largest} bytes, unpacked. Nothing was asked.");

    private static Task Unknown(HttpContext context) => RequestAnswers.SayAsync(context, StatusCodes.Status404NotFound, "There is no such request.");

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";
}

/// <summary>Lets in whom a token proves, as often as the settings say.</summary>
internal sealed class RequestDoor(SystemTokens tokens, IAskers askers, HookPace pace, SourceMeter meter, ILogger<RequestDoor> logger)
{
    /// <returns>Null where the caller was sent away.</returns>
    public async ValueTask<AskerTerms?> LetInAsync(HttpContext context)
    {
        string source = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (tokens.WhoCalls(context.Request.Headers.Authorization.ToString()) is not { } name || askers.Find(AskingSystem.KeyOf(name)) is not { } terms)
        {
            if (meter.MayTell(source))
            {
                Log.RequestRefused(logger, source);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return null;
        }

        if (pace.Take($"system:{name}", tokens.SettingOf(name).MostAMinute) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await RequestAnswers.SayAsync(context.Response, StatusCodes.Status429TooManyRequests, "This system calls more often than it may. Call again later.", context.RequestAborted);
            return null;
        }

        return terms;
    }

    public SystemSetting SettingOf(AskerTerms terms) => tokens.SettingOf(AskingSystem.NameIn(terms.Key));
}
