using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AgentBot.Agents.Models;
using AgentBot.Agents.Models.Wire;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Running;

/// <summary>Asks a provider one tiny question, to say before the first run whether it can be used and what it lacks. Costs a few dozen tokens.</summary>
public sealed class ModelProbe(TimeProvider time)
{
    private const int LongestAnswer = 512;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonElement Schema = JsonDocument.Parse(
        """{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}""").RootElement.Clone();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider's client throws is what the probe is to find out.")]
    public async ValueTask<ProbeResult> AskAsync(ModelProvider provider, CancellationToken ct)
    {
        var options = new ChatOptions { MaxOutputTokens = LongestAnswer, ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "answer", "The sum.") };
        ImmutableArray<ChatMessage> question =
        [
            new(ChatRole.System, "Answer with one JSON object of the form {\"sum\": <integer>} and nothing else."),
            new(ChatRole.User, "What is three plus four?"),
        ];
        using var late = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        long begun = time.GetTimestamp();
        try
        {
            ChatResponse response = await new StreamedAnswer(null).ReadAsync(provider.Client.GetStreamingResponseAsync(question, options, linked.Token), linked.Token);
            return new ProbeResult(
                null,
                time.GetElapsedTime(begun),
                response.ModelId ?? provider.Model,
                IsRight(response.Text),
                response.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 },
                [.. (provider.Client.GetService<ConcedingChatClient>()?.Made ?? []).Select(concession => concession.Name)]);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            return new ProbeResult(CallFault.Of(fault), time.GetElapsedTime(begun), provider.Model, false, false, []);
        }
    }

    private static bool IsRight(string text)
    {
        int from = text.IndexOf('{', StringComparison.Ordinal);
        int to = text.LastIndexOf('}');
        if (from < 0 || to < from)
        {
            return false;
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(text.AsMemory(from, to - from + 1));
            return answer.RootElement.TryGetProperty("sum", out JsonElement sum) && sum.TryGetInt32(out int said) && said == 7;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>What a probe found.</summary>
/// <param name="Fault">Null where an answer came.</param>
/// <param name="Model">The name under which the provider answered.</param>
/// <param name="FollowsForm">The answer had the form that was asked for, and was right.</param>
/// <param name="TellsUsage">Otherwise tokens, and with them costs, are estimated.</param>
/// <param name="Lacks">What it does not take, each ending "It does not take …".</param>
public sealed record ProbeResult(CallFault? Fault, TimeSpan Took, string Model, bool FollowsForm, bool TellsUsage, ImmutableArray<string> Lacks);
