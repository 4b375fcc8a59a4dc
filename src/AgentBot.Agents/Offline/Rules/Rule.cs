using System.Collections.Immutable;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>Where a rule was written. A later one goes before an earlier one.</summary>
public enum RuleSource
{
    Instructions,
    Facts,
    Lessons,
    Note,
}

/// <summary>One statement of the published grammar.</summary>
/// <param name="Text">As it was written, with its number: this is what is quoted.</param>
/// <param name="Rows">The row numbers it is about; empty for all.</param>
/// <param name="IsElse">Only where no other rule speaks.</param>
/// <param name="Conditions">All must hold; none for a statement that always holds.</param>
public sealed record Rule(
    string Text,
    RuleSource Source,
    RuleEffect Effect,
    ImmutableArray<int> Rows,
    bool IsElse,
    ImmutableArray<Condition> Conditions);

public abstract record RuleEffect
{
    private RuleEffect()
    {
    }

    /// <summary>Sets a choice, or a yes-or-no field to yes.</summary>
    public sealed record Verdict(string Field, string Option) : RuleEffect;

    /// <summary>Writes a value into a field.</summary>
    public sealed record Assign(string Field, string Value) : RuleEffect;

    /// <summary>Takes the line it is asked about into a list, a table or a text.</summary>
    public sealed record Collect(string Field) : RuleEffect;

    /// <summary>Writes one cell of a row of an answered table.</summary>
    public sealed record AssignCell(string Field, string Column, string Value) : RuleEffect;

    /// <summary>Takes a row out of an answered table or list.</summary>
    public sealed record Remove(string Field) : RuleEffect;

    /// <summary>Adds a line to an answered table or list.</summary>
    public sealed record Add(string Field, string Line) : RuleEffect;
}

/// <summary>One comparison of a field of the input.</summary>
public sealed record Condition(string Field, ConditionKind Kind, ImmutableArray<string> Operands);

public enum ConditionKind
{
    Over,
    Under,
    AtLeast,
    AtMost,
    Before,
    After,
    OlderThan,
    Missing,
    NotMissing,
    Contains,
    NotContains,
    OneOf,
    NotOneOf,
}
