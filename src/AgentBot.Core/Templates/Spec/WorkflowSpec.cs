using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Spec;

/// <summary>A validated workflow as its author wrote it, with defaults filled in. What it means: templates/README.md.</summary>
public sealed record WorkflowSpec
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    /// <summary>Who answers for the template: a person or a group.</summary>
    public required Principal Owner { get; init; }

    public ImmutableArray<InputSpec> Inputs { get; init; } = [];

    public required LimitsSpec Limits { get; init; }

    public required ImmutableArray<StepSpec> Steps { get; init; }

    /// <summary>What a parent gets when this runs as a child.</summary>
    public ImmutableArray<OutputSpec> Outputs { get; init; } = [];

    /// <summary>What may start it beside a command and a time. An offer: see <see cref="Schedules.Triggers.DeclaredTriggers"/>.</summary>
    public ImmutableArray<TriggerSpec> Triggers { get; init; } = [];

    public StepSpec Step(string id) => Steps.First(step => step.Id == id);
}

/// <summary>A person or group by its neutral name from the settings.</summary>
public sealed record Principal(PrincipalKind Kind, string Name)
{
    private const string RoleMark = "role:";

    /// <summary>Names it among others of all kinds: the bare name, and "role:cfo" for a role.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => Kind == PrincipalKind.Role ? RoleMark + Name : Name;

    /// <summary>The <see cref="Key"/> under which a role is named.</summary>
    public static string KeyOfRole(string role) => RoleMark + role;

    public override string ToString() => Kind == PrincipalKind.Role ? $"those with the role {Name}" : "@" + Name;
}

public enum PrincipalKind
{
    Person,
    Group,

    /// <summary>Everybody who carries that word among the roles of the settings.</summary>
    Role,

    /// <summary>Written without saying which; resolved against the directory when the run starts, persons first.</summary>
    Either,
}

public sealed record InputSpec
{
    public required string Name { get; init; }

    public required FieldType Type { get; init; }

    public bool Required { get; init; }

    public required string Label { get; init; }

    public string? Help { get; init; }

    /// <summary>A literal in the input's own writing ("last-month", "14d", "EUR 100"), read when the run starts; null for none.</summary>
    public string? Default { get; init; }
}

/// <summary>What a parent gets when the workflow runs as its child.</summary>
/// <param name="Type">As declared; where nothing was declared, as found by the compiler.</param>
public sealed record OutputSpec(string Name, Expr Value, FieldType? Type = null);

public sealed record TriggerSpec(string Kind, ImmutableSortedDictionary<string, string> With);

public sealed record LimitsSpec
{
    public static readonly LimitsSpec Default = new();

    /// <summary>The most one run and its children may spend on models.</summary>
    public decimal Cost { get; init; } = 1.00m;

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Working time; waiting for people does not count.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(15);

    public long Tokens { get; init; } = 200_000;

    /// <summary>How often each review may ask for changes.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How many items one for_each may have; never over 2,000.</summary>
    public int Items { get; init; } = 500;

    /// <summary>Open reviews of one person from which on new runs of this template wait in line; 0 for never, null for what the settings say.</summary>
    public int? OpenReviews { get; init; }
}
