using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Agents.Models;
using AgentBot.Agents.Prompting;
using AgentBot.Agents.Running;
using AgentBot.Core.Runs;
using Microsoft.AspNetCore.Http;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>The questions that one program asks in one run: counted, paid for, and handed on to the provider that the agent's alias means.</summary>
public sealed class GatewayCalls(
    ImmutableArray<GatewayProvider> providers, GatewayTerms terms, GatewayLedger ledger, TimeProvider time, CancellationTokenSource stop)
{
    /// <summary>What a provider needs to know beside the question, and nothing that a program could tell somebody by it.</summary>
    private static readonly string[] Handed = ["anthropic-version", "anthropic-beta"];

    private int _asked;

    /// <summary>Set once no more is let through; the program is ended then.</summary>
    public GatewayStop? Stopped { get; private set; }

    /// <summary>What the last question came to grief over; null after one that was answered.</summary>
    public CallFault? Fault { get; private set; }

    /// <summary>A run of the program begins: it has all its questions before it.</summary>
    public void Begin()
    {
        Interlocked.Exchange(ref _asked, 0);
        Fault = null;
    }

    public async Task AnswerAsync(HttpContext context, string wire, ReadOnlyMemory<byte> body)
    {
        if (wire != terms.Wire)
        {
            await ModelGateway.SayAsync(context, StatusCodes.Status404NotFound, "not_found_error", "There is nothing here.");
            return;
        }

        if (GatewayQuestion.Read(body, wire, terms.LongestAnswer) is not { } question)
        {
            await ModelGateway.SayAsync(context, StatusCodes.Status400BadRequest, "invalid_request_error", "The question cannot be read, or would make the provider fetch something.");
            return;
        }

        if (Interlocked.Increment(ref _asked) > terms.Calls)
        {
            await StopAsync(context, new GatewayStop(FailureKind.OverLimit, $"{terms.Harness} asked the model more often than it may in one go, {terms.Calls} times."));
            return;
        }

        for (int i = 0; i < providers.Length; i++)
        {
            if (await AskAsync(context, providers[i], question, isLast: i == providers.Length - 1))
            {
                return;
            }
        }
    }

    // False where the next provider may stand in, because nothing of an answer has been handed on.
    private async ValueTask<bool> AskAsync(HttpContext context, GatewayProvider to, JsonObject question, bool isLast)
    {
        question["model"] = to.Provider.Model;
        string text = question.ToJsonString();
        int longest = GatewayQuestion.AnswerTokens(question);
        HeldOrShort held = await ledger.HoldAsync(to.Provider, TokenCount.AtMost(text), longest);
        if (held.Hold is not { } hold)
        {
            await StopAsync(context, new GatewayStop(FailureKind.OverBudget, held.Sentence) { Short = held.Short });
            return true;
        }

        var used = new UsageReader(GatewayQuestion.Streams(question));
        DateTimeOffset at = ledger.Now;
        long begun = time.GetTimestamp();
        CallFault? fault = null;
        try
        {
            await HandOnAsync(context, to, text, used);
        }
        catch (Exception failed) when (failed is ProviderException or HttpRequestException or IOException or OperationCanceledException)
        {
            fault = CallFault.Of(failed);
        }
        finally
        {
            await ledger.SettleAsync(hold, to.Provider, used, text.Length, at, time.GetElapsedTime(begun));
        }

        Fault = fault;
        if (fault is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            if (fault is not null)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
            }

            return true;
        }

        if (!isLast && fault.Kind is FailureKind.Transient or FailureKind.NoMoney)
        {
            return false;
        }

        await TellAsync(context, fault);
        return true;
    }

    private async ValueTask HandOnAsync(HttpContext context, GatewayProvider to, string question, UsageReader used)
    {
        using var late = new CancellationTokenSource(terms.CallTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, to.Address) { Content = new StringContent(question, Encoding.UTF8, "application/json") };
        foreach (string header in Handed.Where(header => terms.Wire == "anthropic" && context.Request.Headers.ContainsKey(header)))
        {
            request.Headers.TryAddWithoutValidation(header, context.Request.Headers[header].ToString());
        }

        using HttpResponseMessage response = await to.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
        await using Stream answer = await response.Content.ReadAsStreamAsync(linked.Token);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        byte[] part = new byte[16 * 1024];
        while (await answer.ReadAsync(part, linked.Token) is var length and > 0)
        {
            used.Read(part.AsSpan(0, length));
            await context.Response.Body.WriteAsync(part.AsMemory(0, length), linked.Token);
            await context.Response.Body.FlushAsync(linked.Token);
        }

        used.End();
        if (!used.IsWhole)
        {
            throw new ProviderException(ProviderFault.BrokeOff, "The answer ended before its end.");
        }
    }

    // Programs know these statuses and try again by themselves where that may help; where it cannot, they are ended.
    private async ValueTask TellAsync(HttpContext context, CallFault fault)
    {
        if (fault.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (fault.Kind is FailureKind.Transient or FailureKind.TimedOut)
        {
            bool isTooFast = fault.RetryAfter is not null || fault.Sentence == CallFault.TooFast.Sentence;
            await ModelGateway.SayAsync(context, isTooFast ? 429 : 529, isTooFast ? "rate_limit_error" : "overloaded_error", fault.Sentence);
            return;
        }

        await StopAsync(context, new GatewayStop(fault.Kind, fault.Sentence, fault.RetryAfter));
    }

    private async ValueTask StopAsync(HttpContext context, GatewayStop why)
    {
        Stopped ??= why;
        await ModelGateway.SayAsync(context, StatusCodes.Status400BadRequest, "invalid_request_error", why.Sentence);
        await stop.CancelAsync();
    }
}

/// <param name="Harness">For people: which program asks.</param>
/// <param name="Wire">The format that the program and its providers speak.</param>
/// <param name="LongestAnswer">Tokens of one answer.</param>
/// <param name="Calls">Questions in one run.</param>
public sealed record GatewayTerms(string Harness, string Wire, int LongestAnswer, int Calls, TimeSpan CallTimeout);
