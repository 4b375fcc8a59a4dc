namespace AgentBot.Core.Policy;

/// <summary>Which template versions an operator lets publish without a review (<c>review: none</c>). Nothing else may.</summary>
public interface IUnreviewedVersions
{
    bool Allows(Digest version);
}
