using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>The types behind the roots of a path, at load.</summary>
/// <param name="Steps">What each step gives, by its id.</param>
/// <param name="Item">Null outside of a for_each.</param>
public sealed record ExpressionTypes(FieldType.Record Inputs, IReadOnlyDictionary<string, StepType> Steps, FieldType? Item)
{
    /// <summary>Null outside of what a schedule takes from an event.</summary>
    public FieldType.Record? Event { get; init; }
}

/// <param name="Output">The type of <c>steps.x</c>.</param>
/// <param name="Artifact">What the bytes behind <c>steps.x.artifact</c> are; null where it depends on the run.</param>
/// <param name="FansOut">True for a for_each, which also has <c>steps.x.failed</c>.</param>
public sealed record StepType(FieldType Output, Artifacts.ArtifactType? Artifact, bool FansOut);
