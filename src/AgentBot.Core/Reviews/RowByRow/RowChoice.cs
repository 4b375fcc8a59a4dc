using System.Collections.Immutable;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>What one person says of one row of a table.</summary>
public enum RowAnswer
{
    /// <summary>It leaves as it was shown.</summary>
    Approve,

    /// <summary>It stays out.</summary>
    Refuse,

    /// <summary>It leaves with cells that the person changed.</summary>
    Edit,

    /// <summary>Back to the agent that made it; nothing leaves meanwhile.</summary>
    Return,
}

/// <param name="Note">Why, or for a row that goes back what should change; empty for nothing said.</param>
public sealed record RowChoice(RowAnswer Answer, string Note = "")
{
    public const int LongestNote = 500;

    /// <summary>The cells of an edit; empty for every other answer.</summary>
    public ImmutableArray<ChangedCell> Cells { get; init; } = [];

    /// <summary>True where nobody looked at this row by itself: it was one of the rest.</summary>
    public bool ByRest { get; init; }

    public bool LetsOut => Answer is RowAnswer.Approve or RowAnswer.Edit;
}

/// <summary>A cell before and after, as they stand in a form: see <see cref="Artifacts.CellText"/>.</summary>
public sealed record ChangedCell(string Column, string Was, string Now);
