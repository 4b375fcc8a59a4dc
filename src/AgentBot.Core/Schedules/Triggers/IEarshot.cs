namespace AgentBot.Core.Schedules.Triggers;

/// <summary>What a platform lets AgentBot hear. Asked when somebody wants a schedule to wait for it, so that none waits for ever.</summary>
public interface IEarshot
{
    /// <summary>First part of the channel keys it speaks of.</summary>
    string Platform { get; }

    /// <returns>Why AgentBot would never hear of it there, and what helps; null where it hears it, or where it happens inside AgentBot.</returns>
    Refusal? Deaf(ChannelKey channel, Trigger trigger);
}
