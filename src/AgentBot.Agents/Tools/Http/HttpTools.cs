using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Agents.Tools.Insulation;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Tools.Http;

/// <summary>Calls the tools that files declare. Whatever the other side does, one call ends in time with one of the port's outcomes.</summary>
public sealed class HttpTools : IDisposable
{
    private const int LongestComplaint = 600;

    private readonly IToolSecrets _secrets;
    private readonly Breakers _breakers;
    private readonly ReadCache _cache;
    private readonly TimeProvider _time;
    private readonly IToolNews _news;
    private readonly ILogger<HttpTools> _logger;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<Digest, bool> _told = new();

    public HttpTools(GuardedConnections connections, IToolSecrets secrets, Breakers breakers, ReadCache cache, IToolNews news, TimeProvider time, ILogger<HttpTools> logger)
    {
        (_secrets, _breakers, _cache, _news, _time, _logger) = (secrets, breakers, cache, news, time, logger);
        _client = new HttpClient(new MeteredAnswers(ServerProcess.Allowance, connections.Open()), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask<ToolOutcome> CallAsync(Tool tool, ToolCall call, CancellationToken ct)
    {
        if (DeclaredTool.Read(tool) is not { } spec)
        {
            return new ToolOutcome.NotSent($"{tool.Name} was not called: it is not what its template declares.");
        }

        if (GivenArguments.Read(spec, call.Arguments, out string mistake) is not { } given || CallWriter.Address(spec, given, null, out mistake) is not { } address)
        {
            return new ToolOutcome.Answered(mistake, IsError: true);
        }

        string cached = ReadCache.KeyOf(tool.Pin, call.Arguments);
        if (spec is { Effect: ToolKind.Read, Cache: not null } && _cache.Find(cached) is { } known)
        {
            return new ToolOutcome.Answered(known);
        }

        if (_breakers.Enter(address.Authority) is { } wait)
        {
            return new ToolOutcome.NotSent($"{address.Host} has failed several times and is left alone for a moment.", wait);
        }

        ToolOutcome outcome = await ReachAsync(tool, spec, given, address, call, ct);
        if (outcome is ToolOutcome.Answered { IsError: false } answered && spec is { Effect: ToolKind.Read, Cache: { } length })
        {
            _cache.Keep(cached, answered.Text, length);
        }

        return outcome;
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<ToolOutcome> ReachAsync(Tool tool, HttpToolSpec spec, GivenArguments given, Uri address, ToolCall call, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(spec.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        bool worked = false;
        try
        {
            ToolOutcome outcome = await new Paged(this, tool, spec, given, call).ReadAsync(address, either.Token);
            worked = outcome is ToolOutcome.Answered;
            return outcome;
        }
        catch (Exception fault) when (ForbiddenAddressException.In(fault) is { } forbidden)
        {
            worked = true;
            return new ToolOutcome.NotSent($"{forbidden.Host} was not called: it lies inside this network. An operator can allow it.");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new ToolOutcome.NotSent($"{address.Host} cannot be reached.", Breakers.Pause);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            string why = late.IsCancellationRequested ? $"{address.Host} did not answer within {Wording.Length(spec.Timeout)}." : $"{address.Host} broke off its answer.";
            return spec.Effect == ToolKind.Read ? new ToolOutcome.NotSent(why, Breakers.Pause) : new ToolOutcome.Unclear($"{why} Nobody knows whether it took effect.");
        }
        finally
        {
            if (worked)
            {
                _breakers.Worked(address.Authority);
            }
            else if (!ct.IsCancellationRequested)
            {
                if (_breakers.Failed(address.Authority) is { } since)
                {
                    await _news.TellAsync(new ToolNews.Failing(tool.Name, tool.Title, address.Host, since), CancellationToken.None);
                }
            }
        }
    }

    // Told once, until the answer has its shape again.
    private async ValueTask<ToolOutcome> ReshapedAsync(Tool tool, HttpToolSpec spec, string differs, CancellationToken ct)
    {
        if (_told.TryAdd(tool.Pin, true))
        {
            ToolLog.Reshaped(_logger, tool.Name, differs);
            await _news.TellAsync(new ToolNews.Reshaped(tool.Name, tool.Title, differs), ct);
        }

        return spec.Effect == ToolKind.Read
            ? new ToolOutcome.NotSent($"The answer of {tool.Name} no longer has the shape that its file declares: {differs}. Its owner has to look at it.")
            : new ToolOutcome.Answered($"It was done, but its answer no longer has the shape that its file declares: {differs}.");
    }

    /// <summary>One call with all its pieces.</summary>
    private sealed class Paged(HttpTools tools, Tool tool, HttpToolSpec spec, GivenArguments given, ToolCall call)
    {
        public async ValueTask<ToolOutcome> ReadAsync(Uri first, CancellationToken ct)
        {
            var items = new JsonArray();
            JsonNode? result = null;
            string reference = "";
            Uri? address = first;
            int read = 0, size = 0;
            for (int page = 1; address is not null; page++)
            {
                using var request = new HttpRequestMessage(new HttpMethod(spec.Method), address);
                if (CallWriter.Write(request, spec, given, call.IdempotencyKey, tools._secrets) is { } unset)
                {
                    return new ToolOutcome.NotSent($"{tool.Name} was not called. {unset}");
                }

                using HttpResponseMessage answer = await tools._client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                string text = await answer.Content.ReadAsStringAsync(ct);
                if (!answer.IsSuccessStatusCode)
                {
                    return Judge(answer, text);
                }

                reference = answer.Headers.Location is { IsAbsoluteUri: true } made ? made.ToString() : reference;
                if (Parse(text) is not { } body)
                {
                    return spec is { Result.Length: 0, Fields.IsEmpty: true, Paging: null } ? McpAnswer.Bounded(tool, text, false, reference) : await tools.ReshapedAsync(tool, spec, "it is no JSON", ct);
                }

                result = AnswerPath.Find(body, spec.Result);
                read = (result as JsonArray)?.Count ?? 0;
                size += text.Length;
                if (ResultShape.Differs(spec, result) is { Length: > 0 } differs)
                {
                    return await tools.ReshapedAsync(tool, spec, differs, ct);
                }

                if (spec.Paging is null)
                {
                    break;
                }

                if (result is not JsonArray list)
                {
                    return await tools.ReshapedAsync(tool, spec, "the result is no list", ct);
                }

                foreach (JsonNode? item in list)
                {
                    items.Add(item?.DeepClone());
                }

                address = page < spec.Paging.Most && size < ServerProcess.Allowance && read > 0 ? Next(spec.Paging, page, body, answer, first) : null;
            }

            tools._told.TryRemove(tool.Pin, out _);
            result = ResultShape.Project(spec, spec.Paging is null ? result : items);
            if (spec.Sift is not null && result is JsonArray all)
            {
                result = Sifting.Of(all, given.Sifting);
            }

            return McpAnswer.Bounded(tool, result?.ToJsonString() ?? "", false, reference);
        }

        private Uri? Next(PagingSpec paging, int page, JsonNode body, HttpResponseMessage answer, Uri first)
        {
            switch (paging.By)
            {
                case PagingKind.Page:
                    return CallWriter.Address(spec, given, (page + 1).ToString(CultureInfo.InvariantCulture), out _);
                case PagingKind.Cursor:
                    string cursor = AnswerPath.Find(body, paging.Next) is { } next ? next.GetValueKind() == JsonValueKind.String ? next.GetValue<string>() : next.ToJsonString() : "";
                    return cursor is "" or "null" or "false" ? null : CallWriter.Address(spec, given, cursor, out _);
                case PagingKind.Link:
                    return NextLink(answer, first);
                default:
                    return null;
            }
        }

        // Only on the very same host: a link is outside text, and the secret would go along.
        private static Uri? NextLink(HttpResponseMessage answer, Uri first)
        {
            foreach (string link in answer.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? links.SelectMany(line => line.Split(',')) : [])
            {
                int open = link.IndexOf('<', StringComparison.Ordinal), close = link.IndexOf('>', StringComparison.Ordinal);
                if (open >= 0 && close > open && link[close..].Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase)
                    && Uri.TryCreate(first, link[(open + 1)..close], out Uri? next) && next.Scheme == first.Scheme && next.Authority == first.Authority)
                {
                    return next;
                }
            }

            return null;
        }

        private ToolOutcome Judge(HttpResponseMessage answer, string text)
        {
            int code = (int)answer.StatusCode;
            string host = answer.RequestMessage?.RequestUri?.Host ?? "";
            return answer.StatusCode switch
            {
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new ToolOutcome.NotSent($"{host} asked to wait.", RetryAfter(answer)),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ToolOutcome.NotSent($"{host} refused the key of {tool.Name} ({code}). An operator has to look at it."),
                _ when code is >= 300 and < 400 => new ToolOutcome.NotSent($"{host} wanted to send the call elsewhere ({code}), which is not followed."),
                _ when code >= 500 && spec.Effect == ToolKind.Write => new ToolOutcome.Unclear($"{host} answered with a fault of its own ({code}). Nobody knows whether it took effect."),
                _ when code >= 500 => new ToolOutcome.NotSent($"{host} answered with a fault of its own ({code}).", Breakers.Pause),
                _ => new ToolOutcome.Answered($"{host} refused the call ({code}). {CardText.Cut(CardText.Visible(text), LongestComplaint)}", IsError: true),
            };
        }

        private TimeSpan RetryAfter(HttpResponseMessage answer)
        {
            TimeSpan wait = answer.Headers.RetryAfter is { } said ? said.Delta ?? said.Date - tools._time.GetUtcNow() ?? Breakers.Pause : Breakers.Pause;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }

        private static JsonNode? Parse(string text)
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
