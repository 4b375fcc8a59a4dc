using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>
/// The token with which AgentBot speaks to the connector: asked for once, kept until five minutes before its end, and dropped
/// when the connector no longer takes it. A "no" is remembered too, so that a wrong secret costs few calls.
/// </summary>
public sealed class TeamsTokens(HttpClient http, TeamsAccess access, TimeProvider time, ILogger<TeamsTokens> logger) : IDisposable
{
    private const int MostBytes = 256 * 1024;

    private static readonly TimeSpan BeforeEnd = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterNo = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterSilence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Held? _held;

    /// <summary>Why there is no token, for operators; empty while there is one or none was asked for.</summary>
    public string Trouble => _held is { Answer: TeamsAnswer.Refused refused } ? refused.Code : "";

    /// <summary>The token, or why there is none.</summary>
    public async ValueTask<(string Token, TeamsAnswer? Failure)> TakeAsync(CancellationToken ct)
    {
        if (Good() is { } held)
        {
            return (held.Token, held.Answer);
        }

        await _asking.WaitAsync(ct);
        try
        {
            if (Good() is { } meanwhile)
            {
                return (meanwhile.Token, meanwhile.Answer);
            }

            bool wasRefused = Trouble.Length > 0;
            Held asked = await AskAsync(access.Secret, ct);
            _held = asked;
            if (asked.Answer is TeamsAnswer.Refused refused && !wasRefused)
            {
                TeamsOutLog.TokenRefused(logger, refused.Code, refused.Message);
            }
            else if (asked.Answer is null && wasRefused)
            {
                TeamsOutLog.TokenGranted(logger);
            }

            return (asked.Token, asked.Answer);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The connector did not take it: the next call asks for another.</summary>
    public void Drop(string token)
    {
        if (_held is { } held && held.Token == token)
        {
            Interlocked.CompareExchange(ref _held, null, held);
        }
    }

    /// <summary>The connector did not take a fresh one either.</summary>
    internal TeamsAnswer.Refused Distrust(TeamsAnswer.Refused refused)
    {
        bool wasRefused = Trouble.Length > 0;
        _held = new Held("", access.Secret, refused, time.GetTimestamp(), AfterNo);
        if (!wasRefused)
        {
            TeamsOutLog.TokenRefused(logger, refused.Code, refused.Message);
        }

        return refused;
    }

    public void Dispose() => _asking.Dispose();

    // An exchanged secret is tried at once.
    private Held? Good() => _held is { } held && time.GetElapsedTime(held.At) < held.For && (held.Answer is null || held.Secret == access.Secret) ? held : null;

    private async ValueTask<Held> AskAsync(string secret, CancellationToken ct)
    {
        if (secret.Length == 0)
        {
            return Not(secret, new TeamsAnswer.Refused(0, "no_secret", "Teams:AppPassword is empty."), AfterSilence);
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, access.TokenUrl)
            {
                Content = new FormUrlEncodedContent(
                [
                    new("grant_type", "client_credentials"), new("client_id", access.AppId), new("client_secret", secret), new("scope", access.Scope),
                ]),
            };
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
            byte[]? bytes = await CappedBytes.ReadAsync(stream, MostBytes, ct);
            return Judge((int)response.StatusCode, bytes, secret);
        }
        catch (Exception fault) when (WireFaults.IsNoAnswer(fault, ct))
        {
            return Not(secret, new TeamsAnswer.Unreachable("Microsoft's sign-in does not answer at the moment."), AfterSilence);
        }
    }

    private Held Judge(int status, byte[]? bytes, string secret)
    {
        JsonElement body = default;
        try
        {
            using JsonDocument? document = bytes is { Length: > 0 } ? JsonDocument.Parse(bytes) : null;
            body = document is null ? default : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // What is no JSON says nothing beyond its status.
        }

        if (status == 200 && body.Text("access_token") is { Length: > 0 } token)
        {
            TimeSpan lasts = TimeSpan.FromSeconds(body.Number("expires_in")) - BeforeEnd;
            return new Held(token, secret, null, time.GetTimestamp(), lasts > Shortest ? lasts : Shortest);
        }

        // Nobody but the operator can mend a 4xx; the rest passes.
        return status is >= 400 and < 500 and not 429
            ? Not(secret, new TeamsAnswer.Refused(401, body.Text("error") is { Length: > 0 } error ? error : $"http_{status}", FirstLine(body.Text("error_description"))), AfterNo)
            : Not(secret, new TeamsAnswer.Unreachable("Microsoft's sign-in has trouble of its own at the moment."), AfterSilence);
    }

    private static string FirstLine(string text) => text.Split('\r', '\n')[0];

    private Held Not(string secret, TeamsAnswer answer, TimeSpan forSoLong) => new("", secret, answer, time.GetTimestamp(), forSoLong);

    private sealed record Held(string Token, string Secret, TeamsAnswer? Answer, long At, TimeSpan For);
}
