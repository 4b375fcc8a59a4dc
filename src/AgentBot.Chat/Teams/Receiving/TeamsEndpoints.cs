using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Teams.Verifying;
using AgentBot.Chat.Verifying;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Receiving;

/// <summary>The door of Teams. Verified first, read second, kept third, answered last.</summary>
public sealed class TeamsEndpoints(TeamsToken token, TeamsProof proof, ITeamsReceiver receiver, SourceMeter meter, ILogger<TeamsEndpoints> logger)
{
    public const string Messages = "/api/messages";

    /// <returns>The route, to be classified by the host.</returns>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(Messages, static (HttpContext context, TeamsEndpoints door) => door.ServeAsync(context));

    private async Task ServeAsync(HttpContext context)
    {
        if (RequestBody.Refuse(context.Request, RequestBody.Json) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        string? authorization = context.Request.Headers.Authorization is { Count: 1 } given ? given[0] : context.Request.Headers.Authorization.Count == 0 ? null : "";
        TokenCheck check = await token.CheckAsync(authorization, context.RequestAborted);
        bool isUnproved = check.Verdict != TokenVerdict.Good && context.Request.Headers.Authorization.Count == 0 && proof.MayComeUnproved(context);
        if (check.Verdict != TokenVerdict.Good && !isUnproved)
        {
            Refuse(context, check.Verdict);
            return;
        }

        if (await RequestBody.ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        if (Read(body) is not { } delivery)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if ((isUnproved ? proof.RefuseUnproved(delivery.Origin) : proof.Refuse(delivery.Origin, check)) is { } why)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            if (meter.MayTell(why))
            {
                TeamsLog.NotOurs(logger, SourceOf(context), why);
            }

            return;
        }

        await AnswerAsync(context, delivery, await receiver.ReceiveAsync(new ProvedDelivery(delivery, !isUnproved), context.RequestAborted));
    }

    private void Refuse(HttpContext context, TokenVerdict verdict)
    {
        context.Response.StatusCode = verdict == TokenVerdict.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
        if (meter.MayTell(SourceOf(context)))
        {
            TeamsLog.NotFromTeams(logger, SourceOf(context), verdict);
        }
    }

    private static async Task AnswerAsync(HttpContext context, TeamsDelivery delivery, TeamsResponse response)
    {
        switch (response)
        {
            case TeamsResponse.Body body:
                context.Response.ContentType = "application/json; charset=utf-8";
                byte[] bytes = body.ToBytes();
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                break;
            case TeamsResponse.NotServed:
                context.Response.StatusCode = StatusCodes.Status501NotImplemented;
                break;
            case TeamsResponse.Again:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case TeamsResponse.NotOurs:
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                break;
            case TeamsResponse.Acknowledged when delivery.IsInvoke:
                // An invoke is over only with a body; an empty object says that there is nothing to show.
                await AnswerAsync(context, delivery, new TeamsResponse.Body([]));
                break;
            default:
                context.Response.ContentLength = 0;
                break;
        }
    }

    private static string SourceOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static TeamsDelivery? Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonReading.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? ActivityPayload.Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
