using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models.Wire;

/// <summary>
/// What a provider's client throws while it reads an answer that began well, as a <see cref="ProviderException"/>: the connection
/// broke, or what came was not what the wire format allows. An answer that stops without saying that it is at its end broke off.
/// </summary>
public sealed class ToldFaultsChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            return response.FinishReason is null ? throw Unended() : response;
        }
        catch (Exception fault) when (IsOfTheAnswer(fault, cancellationToken))
        {
            throw Told(fault);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        bool hasEnded = false;
        await using IAsyncEnumerator<ChatResponseUpdate> updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, cancellationToken))
        {
            hasEnded |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!hasEnded)
        {
            throw Unended();
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken ct)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception fault) when (IsOfTheAnswer(fault, ct))
        {
            throw Told(fault);
        }
    }

    // A cancellation that nobody here asked for is the client's own way to say that the connection went.
    private static bool IsOfTheAnswer(Exception fault, CancellationToken ct) => fault is not ProviderException && !ct.IsCancellationRequested;

    private static ProviderException Told(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is ProviderException told)
            {
                return told;
            }
        }

        return new ProviderException(ProviderFault.BrokeOff, $"The answer could not be read to its end: {fault.GetType().Name}.", inner: fault);
    }

    private static ProviderException Unended() => new(ProviderFault.BrokeOff, "The answer stopped without an end.");
}
