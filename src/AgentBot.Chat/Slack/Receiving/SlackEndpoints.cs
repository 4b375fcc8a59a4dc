using System.Text;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Chat.Verifying;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>The doors of Slack over HTTP. Verified first, read second, kept third, answered last.</summary>
public sealed class SlackEndpoints(SlackSignature signature, ISlackReceiver receiver, SourceMeter meter, ClockAlarm alarm, ILogger<SlackEndpoints> logger)
{
    public const string Commands = "/slack/commands";
    public const string Interactions = "/slack/interactions";
    public const string Events = "/slack/events";

    private const int MostFields = 64;

    /// <returns>The three routes, to be classified by the host.</returns>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("");
        group.MapPost(Commands, static (HttpContext context, SlackEndpoints doors) => doors.ServeAsync(context, RequestBody.Form, ReadCommand));
        group.MapPost(Interactions, static (HttpContext context, SlackEndpoints doors) => doors.ServeAsync(context, RequestBody.Form, ReadInteraction));
        group.MapPost(Events, static (HttpContext context, SlackEndpoints doors) => doors.ServeAsync(context, RequestBody.Json, ReadEvent));
        return group;
    }

    private async Task ServeAsync(HttpContext context, string type, Func<byte[], SlackDelivery?> read)
    {
        if (RequestBody.Refuse(context.Request, type) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (await RequestBody.ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        // Slack checks addresses now and then without signing; such a request is answered and nothing else in it is looked at.
        if (type == RequestBody.Form && IsCheck(body))
        {
            return;
        }

        if (!await IsFromSlackAsync(context, body))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (read(body) is not { } delivery)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await AnswerAsync(context, await receiver.ReceiveAsync(delivery, context.RequestAborted));
    }

    private async ValueTask<bool> IsFromSlackAsync(HttpContext context, byte[] body)
    {
        SignatureCheck check = signature.Check(body, context.Request.Headers[SlackSignature.TimestampHeader], context.Request.Headers[SlackSignature.SignatureHeader]);
        await alarm.SawAsync(check, context.RequestAborted);
        if (check.Verdict == SignatureVerdict.Good)
        {
            return true;
        }

        string source = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (meter.MayTell(source))
        {
            SlackLog.NotFromSlack(logger, source, check.Verdict);
        }

        return false;
    }

    private static async Task AnswerAsync(HttpContext context, SlackResponse response)
    {
        switch (response)
        {
            case SlackResponse.Body body:
                context.Response.ContentType = "application/json; charset=utf-8";
                byte[] bytes = body.ToBytes();
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                break;
            case SlackResponse.Again:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case SlackResponse.NotOurs:
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                context.Response.Headers["X-Slack-No-Retry"] = "1";
                break;
            default:
                context.Response.ContentLength = 0;
                break;
        }
    }

    private static bool IsCheck(byte[] body) =>
        body.AsSpan().IndexOf("ssl_check=1"u8) >= 0 && FormOf(body) is { } form && form.TryGetValue("ssl_check", out string? check) && check == "1";

    private static SlackDelivery? ReadCommand(byte[] body) => FormOf(body) is { } form ? CommandPayload.Read(form) : null;

    private static SlackDelivery? ReadInteraction(byte[] body)
    {
        if (FormOf(body) is not { } form || !form.TryGetValue("payload", out string? payload))
        {
            return null;
        }

        return ReadJson(Encoding.UTF8.GetBytes(payload), InteractionPayload.Read);
    }

    private static SlackDelivery? ReadEvent(byte[] body) => ReadJson(body, EventPayload.Read);

    private static SlackDelivery? ReadJson(byte[] bytes, Func<JsonElement, SlackDelivery> read)
    {
        try
        {
            using JsonDocument document = JsonReading.Parse(bytes);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null where it is no form, or names a field twice.</summary>
    private static Dictionary<string, string>? FormOf(byte[] body)
    {
        try
        {
            using var reader = new FormReader(new MemoryStream(body, writable: false), Encoding.UTF8)
            {
                ValueCountLimit = MostFields,
                KeyLengthLimit = 128,
                ValueLengthLimit = RequestBody.Largest,
            };
            return reader.ReadForm().ToDictionary(field => field.Key, field => field.Value.Count == 1 ? field.Value[0]! : throw new InvalidDataException(), StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
