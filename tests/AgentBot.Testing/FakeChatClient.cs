using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentBot.Testing;

/// <summary>A model that follows a script: each call takes the next answer, or throws the next exception, and is recorded.</summary>
public sealed class FakeChatClient : IChatClient
{
    private readonly ConcurrentQueue<Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>>> _script = new();
    private readonly ConcurrentQueue<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> _requests = new();

    /// <summary>Every request so far, oldest first.</summary>
    public IReadOnlyList<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests => [.. _requests];

    /// <summary>What is answered when the script is at its end; null: the call throws.</summary>
    public Func<IReadOnlyList<ChatMessage>, ChatResponse>? Otherwise { get; set; }

    public FakeChatClient Answers(string text, ChatFinishReason? reason = null, long? inputTokens = 100, long? outputTokens = 50) =>
        Does((_, _, _) => Task.FromResult(Response(text, reason, inputTokens, outputTokens)));

    public FakeChatClient Throws(Exception exception) => Does((_, _, _) => Task.FromException<ChatResponse>(exception));

    /// <summary>Waits until it is cancelled.</summary>
    public FakeChatClient Hangs() => Does(async (_, _, ct) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        throw new InvalidOperationException("Only a cancellation ends this.");
    });

    public FakeChatClient Does(Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> call)
    {
        _script.Enqueue(call);
        return this;
    }

    public static ChatResponse Response(string text, ChatFinishReason? reason = null, long? inputTokens = 100, long? outputTokens = 50) =>
        new(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = reason ?? ChatFinishReason.Stop,
            ModelId = "scripted",
            Usage = inputTokens is null && outputTokens is null ? null : new UsageDetails { InputTokenCount = inputTokens, OutputTokenCount = outputTokens },
        };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> asked = [.. messages];
        _requests.Enqueue((asked, options));
        return _script.TryDequeue(out Func<IReadOnlyList<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>>? call) ? call(asked, options, cancellationToken)
            : Otherwise is not null ? Task.FromResult(Otherwise(asked))
            : throw new InvalidOperationException("The script of the model is at its end.");
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
