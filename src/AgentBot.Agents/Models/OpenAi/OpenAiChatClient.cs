using System.Runtime.CompilerServices;
using AgentBot.Agents.Models.Wire;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace AgentBot.Agents.Models.OpenAi;

/// <summary>Chat Completions behind the interface that the house speaks.</summary>
/// <param name="writesOldLimitName">Bounds an answer by max_tokens rather than max_completion_tokens.</param>
public sealed class OpenAiChatClient(ChatClient client, string model, bool writesOldLimitName) : IChatClient
{
    /// <summary>What the model said instead of an answer, as Anthropic names the reason.</summary>
    private static readonly ChatFinishReason Refusal = new("refusal");

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCompletion completion = await client.CompleteChatAsync(OpenAiQuestion.Messages(messages), OpenAiQuestion.Options(options, writesOldLimitName), cancellationToken);
        var contents = new List<AIContent>();
        contents.AddRange(completion.Content.Where(part => part.Text is { Length: > 0 }).Select(part => new TextContent(part.Text)));
        contents.AddRange(completion.ToolCalls.Select(call => CallArguments.Content(call.Id, call.FunctionName, call.FunctionArguments.ToString())));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model is { Length: > 0 } answered ? answered : model,
            FinishReason = completion.Refusal is { Length: > 0 } ? Refusal : Reason(completion.FinishReason),
            Usage = completion.Usage is { } usage ? Usage(usage) : null,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new OpenAiToolCalls();
        bool hasRefused = false;
        await foreach (StreamingChatCompletionUpdate part in client.CompleteChatStreamingAsync(
            OpenAiQuestion.Messages(messages),
            OpenAiQuestion.Options(options, writesOldLimitName),
            cancellationToken))
        {
            hasRefused |= part.RefusalUpdate is { Length: > 0 };
            calls.Take(part.ToolCallUpdates);
            var contents = new List<AIContent>();
            contents.AddRange(part.ContentUpdate.Where(piece => piece.Text is { Length: > 0 }).Select(piece => new TextContent(piece.Text)));
            ChatFinishReason? reason = part.FinishReason is { } said ? hasRefused ? Refusal : Reason(said) : null;
            if (reason is not null)
            {
                contents.AddRange(calls.Contents());
            }

            if (part.Usage is { } usage)
            {
                contents.Add(new UsageContent(Usage(usage)));
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
            {
                ResponseId = part.CompletionId,
                MessageId = part.CompletionId,
                ModelId = part.Model is { Length: > 0 } answered ? answered : model,
                FinishReason = reason,
            };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", null, model)
        : null;

    public void Dispose()
    {
        // The pipeline keeps its connection for the life of the process.
    }

    private static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private static ChatFinishReason Reason(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Stop => ChatFinishReason.Stop,
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.ToolCalls,
    };
}
