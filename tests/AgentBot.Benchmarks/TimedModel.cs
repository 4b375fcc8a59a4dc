using System.Diagnostics;
using AgentBot.Agents.Models;
using Microsoft.Extensions.AI;

namespace AgentBot.Benchmarks;

/// <summary>The offline model with a clock beside it, so that its time can be told from the product's.</summary>
internal sealed class TimedModel : IChatClientFactory
{
    private readonly OfflineClientFactory _offline = new();
    private long _ticks;

    public string Kind => _offline.Kind;

    public bool IsFree => _offline.IsFree;

    /// <summary>Spent in the model since the last call of this, by all callers together.</summary>
    public TimeSpan Take() => Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref _ticks, 0));

    public string? Check(string name, ProviderOptions provider) => _offline.Check(name, provider);

    public IChatClient Create(ProviderOptions provider) => new Timed(_offline.Create(provider), this);

    private sealed class Timed(IChatClient inner, TimedModel clock) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                return await base.GetResponseAsync(messages, options, cancellationToken);
            }
            finally
            {
                Interlocked.Add(ref clock._ticks, Stopwatch.GetTimestamp() - began);
            }
        }
    }
}
