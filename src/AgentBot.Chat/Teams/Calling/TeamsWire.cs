using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>One request to a connector and what its answer means. The token goes to trusted addresses only.</summary>
public sealed class TeamsWire(HttpClient http, TeamsAccess access, TeamsTokens tokens, ILogger<TeamsWire> logger)
{
    public const string ClientName = "teams";

    /// <summary>Longest answer that is read.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    public async ValueTask<TeamsAnswer> SendAsync(TeamsRequest request, CancellationToken ct)
    {
        TeamsAnswer answer = await TrustedAsync(request, ct);
        switch (answer)
        {
            case TeamsAnswer.Refused { Status: > 0 and not 401 } refused:
                TeamsOutLog.Refused(logger, request.ToString(), refused.Status, refused.Code, refused.Message);
                break;
            case TeamsAnswer.Limited:
                TeamsOutLog.Limited(logger, request.ToString());
                break;
            case TeamsAnswer.Unreachable unreachable:
                TeamsOutLog.NoAnswer(logger, request.ToString(), unreachable.Sentence);
                break;
            case TeamsAnswer.Unclear unclear:
                TeamsOutLog.NoAnswer(logger, request.ToString(), unclear.Sentence);
                break;
        }

        return answer;
    }

    private async ValueTask<TeamsAnswer> TrustedAsync(TeamsRequest request, CancellationToken ct)
    {
        switch (access.TrustIn(request.ServiceUrl))
        {
            case TeamsTrust.WithoutToken:
                return await AskAsync(request, "", ct);
            case TeamsTrust.None:
                TeamsOutLog.Untrusted(logger, request.ServiceUrl.IsAbsoluteUri ? request.ServiceUrl.Host : "");
                return new TeamsAnswer.Refused(0, "untrusted_service_url", "");
        }

        (string token, TeamsAnswer? failure) = await tokens.TakeAsync(ct);
        if (failure is not null)
        {
            return failure;
        }

        TeamsAnswer answer = await AskAsync(request, token, ct);
        if (answer is not TeamsAnswer.Refused { Status: 401 })
        {
            return answer;
        }

        // It may have run out or been withdrawn before its time: one fresh one is tried.
        tokens.Drop(token);
        (token, failure) = await tokens.TakeAsync(ct);
        answer = failure ?? await AskAsync(request, token, ct);
        return failure is null && answer is TeamsAnswer.Refused { Status: 401 } refused ? tokens.Distrust(refused) : answer;
    }

    private async ValueTask<TeamsAnswer> AskAsync(TeamsRequest call, string token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Method, call.Address);
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Drawing.TeamsJson.Write(body)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return await JudgeAsync(response, ct);
        }
        catch (HttpRequestException fault) when (WireFaults.NeverLeft(fault))
        {
            return new TeamsAnswer.Unreachable("Teams cannot be reached.");
        }
        catch (Exception fault) when (WireFaults.IsNoAnswer(fault, ct))
        {
            return new TeamsAnswer.Unclear("Teams did not answer, so nobody knows whether it took effect.");
        }
    }

    private static async ValueTask<TeamsAnswer> JudgeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        int status = (int)response.StatusCode;
        // Teams documents 412 beside 429 as "try again": the change before it is not through yet.
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.PreconditionFailed)
        {
            return new TeamsAnswer.Limited(response.Headers.RetryAfter?.Delta is { } wait && wait > TimeSpan.Zero ? wait : null);
        }

        if (status >= 500 && response.StatusCode != HttpStatusCode.NotImplemented)
        {
            return new TeamsAnswer.Unclear("Teams has trouble of its own, so nobody knows whether it took effect.");
        }

        JsonElement body = default;
        bool isRead = true;
        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        byte[]? bytes = await CappedBytes.ReadAsync(stream, MostBytes, ct);
        try
        {
            using JsonDocument? document = bytes is { Length: > 0 } ? JsonDocument.Parse(bytes) : null;
            body = document is null ? default : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            isRead = false;
        }

        if (response.IsSuccessStatusCode)
        {
            return isRead && bytes is not null ? new TeamsAnswer.Ok(body) : new TeamsAnswer.Unclear("Teams' answer could not be read, so nobody knows whether it took effect.");
        }

        JsonElement error = body.Part("error");
        return new TeamsAnswer.Refused(status, error.Text("code") is { Length: > 0 } code ? code : $"http_{status}", error.Text("message"));
    }
}
