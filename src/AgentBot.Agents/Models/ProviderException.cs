namespace AgentBot.Agents.Models;

/// <summary>
/// How the client of a provider says that a call failed, in one language for all of them. The message is for the log;
/// people read a sentence that the runner writes.
/// </summary>
/// <param name="retryAfter">What the provider asked for; null where it named nothing.</param>
public sealed class ProviderException(ProviderFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ProviderFault Fault { get; } = fault;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Why a provider gave no answer.</summary>
public enum ProviderFault
{
    /// <summary>Overloaded, restarting or not reached: the same call may work in a moment.</summary>
    Busy,

    /// <summary>Too many calls or tokens in too short a time.</summary>
    TooFast,

    /// <summary>The account has no money left or has come to its limit: no later call works until a person has seen to it.</summary>
    NoMoney,

    /// <summary>The key is missing, wrong or may not use this model.</summary>
    NoAccess,

    /// <summary>There is no model of this name.</summary>
    NoSuchModel,

    /// <summary>It does not know something that the question asks for by name: a form of the answer, a bound.</summary>
    NotSupported,

    /// <summary>The question is longer than the model can read.</summary>
    TooLong,

    /// <summary>The question itself was refused as malformed.</summary>
    NotTaken,

    /// <summary>The answer began and broke off.</summary>
    BrokeOff,
}
