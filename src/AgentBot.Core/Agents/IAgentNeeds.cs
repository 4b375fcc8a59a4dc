using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Agents;

/// <summary>What an agent needs of this computer and its settings, beside its input.</summary>
public interface IAgentNeeds
{
    /// <summary>Why an agent could not work here now, and what to install or to set; null where it can.</summary>
    ValueTask<Refusal?> MissingAsync(AgentSpec agent, CancellationToken ct);
}
