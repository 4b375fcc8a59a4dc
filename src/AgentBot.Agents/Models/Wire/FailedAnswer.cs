using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AgentBot.Agents.Models.Wire;

/// <summary>
/// What an HTTP answer that is no success means. Both wire formats put {"error": {"type", "code", "message"}} into the body; gateways
/// and local servers leave parts of it out, so the status decides and the body only narrows it.
/// </summary>
public static class FailedAnswer
{
    /// <summary>Nothing waits longer because a provider said so; whoever is told more is told to wait this long and asks again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Kept of a provider's own words for the log.</summary>
    private const int MostOfMessage = 500;

    private static readonly string[] MoneyWords = ["insufficient_quota", "billing", "credit balance", "spend limit", "spending limit", "usage limit", "quota exceeded", "payment"];
    private static readonly string[] LengthWords = ["context_length", "context length", "context window", "prompt is too long", "maximum context", "too many tokens"];

    /// <summary>Anthropic's own status for an overloaded service.</summary>
    private const HttpStatusCode Overloaded = (HttpStatusCode)529;

    public static ProviderException Read(HttpStatusCode status, HttpResponseHeaders headers, string body, DateTimeOffset now)
    {
        string message = MessageOf(body, out string kind);
        ProviderFault fault = FaultOf(status, kind, message);
        string shown = message.Length > MostOfMessage ? message[..MostOfMessage] : message;
        return new ProviderException(
            fault,
            string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status} {kind}: {shown}"),
            fault is ProviderFault.Busy or ProviderFault.TooFast ? WaitOf(headers, now) : null);
    }

    private static ProviderFault FaultOf(HttpStatusCode status, string kind, string message)
    {
        string words = $"{kind} {message}";
        return status switch
        {
            HttpStatusCode.PaymentRequired => ProviderFault.NoMoney,
            HttpStatusCode.TooManyRequests => Says(words, MoneyWords) ? ProviderFault.NoMoney : ProviderFault.TooFast,
            HttpStatusCode.Unauthorized => ProviderFault.NoAccess,
            HttpStatusCode.Forbidden => Says(words, MoneyWords) ? ProviderFault.NoMoney : ProviderFault.NoAccess,
            HttpStatusCode.NotFound => ProviderFault.NoSuchModel,
            HttpStatusCode.RequestEntityTooLarge => ProviderFault.TooLong,
            HttpStatusCode.RequestTimeout or Overloaded or >= HttpStatusCode.InternalServerError => ProviderFault.Busy,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Says(words, MoneyWords) ? ProviderFault.NoMoney
                : Says(words, LengthWords) ? ProviderFault.TooLong
                : Concession.All.Any(concession => concession.IsNamedIn(words)) ? ProviderFault.NotSupported
                : ProviderFault.NotTaken,
            _ => ProviderFault.NotTaken,
        };
    }

    private static bool Says(string words, string[] any) => any.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan? WaitOf(HttpResponseHeaders headers, DateTimeOffset now)
    {
        TimeSpan? wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } date ? date - now : null);
        if (headers.TryGetValues("retry-after-ms", out IEnumerable<string>? values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds)
            && milliseconds is >= 0 and < int.MaxValue)
        {
            wait = TimeSpan.FromMilliseconds(milliseconds);
        }

        return wait is not { } known || known <= TimeSpan.Zero ? null : known > LongestWait ? LongestWait : known;
    }

    private static string MessageOf(string body, out string kind)
    {
        kind = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out JsonElement error))
            {
                return body;
            }

            if (error.ValueKind == JsonValueKind.String)
            {
                return error.GetString()!;
            }

            if (error.ValueKind != JsonValueKind.Object)
            {
                return body;
            }

            kind = string.Join(' ', new[] { TextOf(error, "type"), TextOf(error, "code"), TextOf(error, "param") }.Where(text => text.Length > 0));
            return TextOf(error, "message");
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string TextOf(JsonElement error, string name) =>
        error.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
