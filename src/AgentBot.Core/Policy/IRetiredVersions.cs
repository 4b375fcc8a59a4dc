namespace AgentBot.Core.Policy;

/// <summary>Template versions that an operator has taken out of use: none of them is started any more, and nothing that was approved in one leaves.</summary>
public interface IRetiredVersions
{
    bool Has(Digest version);
}
