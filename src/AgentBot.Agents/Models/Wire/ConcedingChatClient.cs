using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models.Wire;

/// <summary>
/// Asks again without what the provider does not know, and remembers it for as long as the process lives: servers that speak a wire
/// format differ in which parts of it they take.
/// </summary>
public sealed class ConcedingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private ImmutableHashSet<Concession> _made = [];

    /// <summary>What the provider has turned out not to know.</summary>
    public IEnumerable<Concession> Made => _made;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IList<ChatMessage> asked = messages as IList<ChatMessage> ?? [.. messages];
        while (true)
        {
            ChatOptions given = Given(options);
            try
            {
                return await base.GetResponseAsync(asked, given, cancellationToken);
            }
            catch (ProviderException fault) when (Concede(fault, given))
            {
            }
        }
    }

    /// <summary>A refused question is refused before the answer's first part, so nothing is ever told twice.</summary>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IList<ChatMessage> asked = messages as IList<ChatMessage> ?? [.. messages];
        IAsyncEnumerator<ChatResponseUpdate> answer = await BeginAsync(asked, options, cancellationToken);
        await using (answer)
        {
            do
            {
                yield return answer.Current;
            }
            while (await answer.MoveNextAsync());
        }
    }

    private async Task<IAsyncEnumerator<ChatResponseUpdate>> BeginAsync(IList<ChatMessage> asked, ChatOptions? options, CancellationToken ct)
    {
        while (true)
        {
            ChatOptions given = Given(options);
            IAsyncEnumerator<ChatResponseUpdate> answer = base.GetStreamingResponseAsync(asked, given, ct).GetAsyncEnumerator(ct);
            try
            {
                if (await answer.MoveNextAsync())
                {
                    return answer;
                }

                await answer.DisposeAsync();
                throw new ProviderException(ProviderFault.BrokeOff, "The answer was empty.");
            }
            catch (ProviderException fault) when (Concede(fault, given))
            {
                await answer.DisposeAsync();
            }
            catch
            {
                await answer.DisposeAsync();
                throw;
            }
        }
    }

    private ChatOptions Given(ChatOptions? options)
    {
        ChatOptions given = options?.Clone() ?? new ChatOptions();
        foreach (Concession concession in Concession.All.Where(concession => _made.Contains(concession) && concession.IsAsked(given)))
        {
            concession.GiveUp(given);
        }

        return given;
    }

    // Ends: each time one more is given up, and there are few.
    private bool Concede(ProviderException fault, ChatOptions given)
    {
        if (fault.Fault != ProviderFault.NotSupported
            || Concession.All.FirstOrDefault(concession => concession.IsNamedIn(fault.Message) && concession.IsAsked(given)) is not { } concession)
        {
            return false;
        }

        ImmutableInterlocked.Update(ref _made, made => made.Add(concession));
        return true;
    }
}
