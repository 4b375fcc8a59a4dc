using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Verifying;
using AgentBot.Core;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Hooks;

/// <summary>
/// The door at which other programs start schedules that wait for them. Size and type first, then who calls, then what it says; the
/// answer comes after the commit, and a repetition gets the same one. A hook that does not exist answers as a wrong signature does.
/// </summary>
internal sealed class HookEndpoints(HookSignature signature, HookSecrets secrets, HookPace pace, IEventDoor events, IdSource ids, SourceMeter meter, TimeProvider time, ILogger<HookEndpoints> logger)
{
    /// <summary>In bytes.</summary>
    public const int Largest = 256 * 1024;

    private const int LongestDelivery = 100;

    private static readonly SearchValues<char> DeliveryLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/{name}", static (HttpContext context, HookEndpoints doors) => doors.ServeAsync(context));

    private async Task ServeAsync(HttpContext context)
    {
        if (RequestBody.Refuse(context.Request, RequestBody.Json, Largest) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (await RequestBody.ReadAsync(context.Request, Largest, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        string hook = (context.GetRouteValue("name") as string ?? "").ToLowerInvariant();
        string delivery = context.Request.Headers[HookSignature.DeliveryHeader].ToString();
        string timestamp = context.Request.Headers[HookSignature.TimestampHeader].ToString();
        if (!IsNamed(delivery) || !IsKnown(context, hook, timestamp, delivery, body))
        {
            Tell(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (pace.Take(hook) is { } wait)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return;
        }

        if (Read(body) is not { } value)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        string id = delivery.Length > 0 ? delivery : timestamp.Length > 0 ? $"{timestamp}.{Digest.OfBytes(body).Value}" : ids.Next();
        await AnswerAsync(context, new HookCall(hook, id, time.GetUtcNow(), value));
    }

    private async Task AnswerAsync(HttpContext context, HookCall call)
    {
        int schedules;
        try
        {
            schedules = await events.CalledAsync(call, context.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"received\":true,\"schedules\":{schedules}}}"), context.RequestAborted);
    }

    private bool IsKnown(HttpContext context, string hook, string timestamp, string delivery, byte[] body) =>
        signature.IsProved(secrets.Of(hook), timestamp, delivery, context.Request.Headers[HookSignature.SignatureHeader].ToString(), body) || secrets.IsUnsigned(hook);

    private static bool IsNamed(string delivery) => delivery.Length <= LongestDelivery && !delivery.AsSpan().ContainsAnyExcept(DeliveryLetters);

    /// <summary>Null for what is no JSON object or list, is nested too deeply, or names something twice.</summary>
    private static Value? Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonReading.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? EventData.OfJson(document.RootElement) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Halves of letters are refused by the reader of texts, not by that of JSON.
            return null;
        }
    }

    private void Tell(HttpContext context)
    {
        string source = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (meter.MayTell(source))
        {
            Log.HookRefused(logger, source);
        }
    }
}
