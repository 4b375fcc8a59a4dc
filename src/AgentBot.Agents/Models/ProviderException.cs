namespace AgentBot.Agents.Models;

/// <summary>
/// How the client of a provider says that a call failed, in one language for all of them. The message is for the log;
/// people read a sentence that the runner writes.
/// </summary>
/// <param name="transient">True where the same call may work later: busy, unreachable.</param>
/// <param name="retryAfter">What the provider asked for; null where it named nothing.</param>
public sealed class ProviderException(string message, bool transient, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public bool IsTransient { get; } = transient;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
