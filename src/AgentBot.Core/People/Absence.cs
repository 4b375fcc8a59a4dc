namespace AgentBot.Core.People;

/// <summary>Somebody is away for a while. One row a person: the next absence takes the place of the one before.</summary>
public sealed record Absence
{
    public required PersonKey Person { get; init; }

    /// <summary>Where it was said.</summary>
    public required WorkspaceKey Workspace { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>The moment at which the person is back.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Who decides for them meanwhile; null for nobody.</summary>
    public PersonKey? Substitute { get; init; }
}
