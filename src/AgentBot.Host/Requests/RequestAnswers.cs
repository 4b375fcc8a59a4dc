using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Host.Hooks;

namespace AgentBot.Host.Requests;

/// <summary>Writes what a program gets back: how its request stands, what is wrong with it, or a signed decision.</summary>
internal sealed class RequestAnswers(SystemTokens tokens, HookSignature signature)
{
    public const string StateHeader = "AgentBot-State";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, RequestAnswer answer)
    {
        switch (answer)
        {
            case RequestAnswer.Taken taken:
                context.Response.Headers.Location = PathOf(taken.Status.Row);
                await WriteAsync(context, taken.Status, taken.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
                break;
            case RequestAnswer.Wrong wrong:
                await WriteAsync(context, wrong.Mistakes);
                break;
            case RequestAnswer.Conflict conflict:
                await SayAsync(context, StatusCodes.Status409Conflict, conflict.Sentence);
                break;
            case RequestAnswer.TooMany many:
                context.Response.Headers.RetryAfter = "60";
                await SayAsync(context, StatusCodes.Status429TooManyRequests, many.Sentence);
                break;
            case RequestAnswer.Unavailable away:
                context.Response.Headers.RetryAfter = "60";
                await SayAsync(context, StatusCodes.Status503ServiceUnavailable, away.Sentence);
                break;
        }
    }

    /// <summary>How a request stands; 304 where the caller has read exactly that.</summary>
    public static async Task WriteAsync(HttpContext context, RequestStatus status, int code)
    {
        byte[] body = Json(json =>
        {
            json.WriteString("request", status.Row.Id);
            json.WriteString("state", WordOf(status.State));
            json.WriteNumber("revision", status.Revision);
            if (status.State == RequestState.ChangesRequested)
            {
                json.WriteNumber("next_revision", status.Revision + 1);
            }

            json.WriteString("says", char.ToUpperInvariant(status.Sentence[0]) + status.Sentence[1..]);
            json.WriteNumber("run", status.Run.Number);
            json.WriteString("address", CardPath.Run(status.Run.Number));
            if (status.Review is { IsOpen: true, ExpiresAt: { } expires })
            {
                json.WriteString("expires_at", expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }

            json.WriteString("decision", PathOf(status.Row) + "/decision");
        });
        await SendAsync(context, body, code, Digest.OfBytes(body), status);
    }

    /// <summary>The very bytes of a decision, signed anew for each caller; nothing as long as there is none.</summary>
    public async Task WriteAsync(HttpContext context, PersonKey system, RequestStatus status, IssuedDecision? decision)
    {
        if (decision is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers[StateHeader] = WordOf(status.State);
            return;
        }

        if (tokens.SigningSecretOf(system) is not { } secret)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "The secret that signs decisions of this system is gone, so none is handed out. The operator can put it back.");
            return;
        }

        byte[] body = Encoding.UTF8.GetBytes(decision.Document);
        string delivery = NameOf(status.Row.Id, decision);
        (string timestamp, string signed) = signature.Sign(secret, delivery, body);
        context.Response.Headers[HookSignature.DeliveryHeader] = delivery;
        context.Response.Headers[HookSignature.TimestampHeader] = timestamp;
        context.Response.Headers[HookSignature.SignatureHeader] = signed;
        await SendAsync(context, body, StatusCodes.Status200OK, decision.Digest, status);
    }

    /// <summary>The id inside the document, which is also the name of its delivery.</summary>
    public static string NameOf(string request, IssuedDecision decision) => string.Create(CultureInfo.InvariantCulture, $"{request}.{decision.Round}");

    public static Task SayAsync(HttpContext context, int code, string sentence) => SayAsync(context.Response, code, sentence, context.RequestAborted);

    public static async Task SayAsync(HttpResponse response, int code, string sentence, CancellationToken ct)
    {
        response.StatusCode = code;
        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(Json(json => json.WriteString("error", sentence)), ct);
    }

    private static async Task WriteAsync(HttpContext context, ImmutableArray<FormMistake> mistakes)
    {
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        context.Response.ContentType = "application/json; charset=utf-8";
        byte[] body = Json(json =>
        {
            json.WriteString("error", mistakes.Length == 1 ? "Nothing was asked: one thing is wrong." : string.Create(CultureInfo.InvariantCulture, $"Nothing was asked: {mistakes.Length} things are wrong."));
            json.WriteStartArray("mistakes");
            foreach (FormMistake mistake in mistakes)
            {
                json.WriteStartObject();
                json.WriteString("at", mistake.At);
                json.WriteString("problem", mistake.Problem);
                json.WriteString("mend", mistake.Mend);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, byte[] body, int code, Digest digest, RequestStatus status)
    {
        string tag = $"\"{digest.Value[..32]}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache, private";
        context.Response.Headers[StateHeader] = WordOf(status.State);
        if (code == StatusCodes.Status200OK && HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string PathOf(RequestRow row) => $"/requests/{Uri.EscapeDataString(row.Id)}";

    private static string WordOf(RequestState state) => state switch
    {
        RequestState.Open => "open",
        RequestState.ChangesRequested => "changes_requested",
        RequestState.Approved => "approved",
        RequestState.Rejected => "rejected",
        RequestState.Expired => "expired",
        RequestState.Withdrawn => "withdrawn",
        RequestState.Cancelled => "cancelled",
        RequestState.Failed => "failed",
    };

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
