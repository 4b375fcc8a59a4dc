using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>One request to the Web API and what its answer means. Arguments travel as a form, which every method accepts.</summary>
public sealed class SlackWire(HttpClient http, SlackAccess access, ILogger<SlackWire> logger)
{
    public const string ClientName = "slack";

    /// <summary>Longest answer that is read.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Where Slack says "too many" without saying how long.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(30);

    public async ValueTask<SlackAnswer> SendAsync(SlackMethod method, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(access.ApiUrl, method.Name)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.TokenFor(method));
        SlackAnswer answer = await AskAsync(request, ct);
        switch (answer)
        {
            case SlackAnswer.Refused refused:
                Log.Refused(logger, method.Name, refused.Error, refused.Details);
                break;
            case SlackAnswer.Limited limited:
                Log.Limited(logger, method.Name, limited.After.TotalSeconds);
                break;
            case SlackAnswer.Unreachable unreachable:
                Log.NoAnswer(logger, method.Name, unreachable.Sentence);
                break;
            case SlackAnswer.Unclear unclear:
                Log.NoAnswer(logger, method.Name, unclear.Sentence);
                break;
        }

        return answer;
    }

    private async ValueTask<SlackAnswer> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return await JudgeAsync(response, ct);
        }
        catch (HttpRequestException fault) when (WireFaults.NeverLeft(fault))
        {
            return new SlackAnswer.Unreachable("Slack cannot be reached.");
        }
        catch (Exception fault) when (WireFaults.IsNoAnswer(fault, ct))
        {
            return new SlackAnswer.Unclear("Slack did not answer, so nobody knows whether it took effect.");
        }
    }

    private static async ValueTask<SlackAnswer> JudgeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return new SlackAnswer.Limited(WaitOf(response));
        }

        if ((int)response.StatusCode >= 500)
        {
            return new SlackAnswer.Unclear("Slack has trouble of its own, so nobody knows whether it took effect.");
        }

        if (!response.IsSuccessStatusCode)
        {
            return new SlackAnswer.Refused($"http_{(int)response.StatusCode}", []);
        }

        byte[]? body = await ReadAsync(response, ct);
        try
        {
            using JsonDocument? document = body is null ? null : JsonDocument.Parse(body);
            return document is { RootElement.ValueKind: JsonValueKind.Object }
                ? JudgeBody(document.RootElement, response)
                : new SlackAnswer.Unclear("Slack's answer could not be read, so nobody knows whether it took effect.");
        }
        catch (JsonException)
        {
            return new SlackAnswer.Unclear("Slack's answer could not be read, so nobody knows whether it took effect.");
        }
    }

    private static SlackAnswer JudgeBody(JsonElement body, HttpResponseMessage response)
    {
        if (body.Flag("ok"))
        {
            return new SlackAnswer.Ok(body.Clone()) { Scopes = ScopesOf(response) };
        }

        string error = body.Text("error");
        return error switch
        {
            "ratelimited" or "rate_limited" => new SlackAnswer.Limited(WaitOf(response)),
            // Slack says of these that some of the work may have been done.
            "fatal_error" or "internal_error" or "service_unavailable" or "" =>
                new SlackAnswer.Unclear("Slack has trouble of its own, so nobody knows whether it took effect."),
            _ => new SlackAnswer.Refused(error, MessagesOf(body)) { Needed = body.Text("needed") },
        };
    }

    private static ImmutableArray<string> MessagesOf(JsonElement body)
    {
        JsonElement messages = body.Part("response_metadata").Part("messages");
        IEnumerable<string> said = messages.Items().Select(message => message.ValueKind == JsonValueKind.String ? message.GetString()! : "");
        return [.. said.Concat(body.Part("errors").Items().Select(error => error.ValueKind == JsonValueKind.String ? error.GetString()! : error.Text("message"))).Where(text => text.Length > 0)];
    }

    private static ImmutableArray<string> ScopesOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-oauth-scopes", out IEnumerable<string>? values)
            ? [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : [];

    private static TimeSpan WaitOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero ? wait : UsualWait;

    private static async ValueTask<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        return await CappedBytes.ReadAsync(stream, MostBytes, ct);
    }
}
