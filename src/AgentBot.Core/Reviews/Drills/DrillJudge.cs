using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>Whether a decision found the planted mistake: the whole was refused or sent back, or exactly that place was. A yes that leaves it as it was shown did not.</summary>
public static class DrillJudge
{
    /// <param name="choices">Of a table that was decided row by row; null otherwise.</param>
    /// <param name="edited">The person's own version; null where there is none.</param>
    public static bool IsFound(PlantedMistake mistake, DecisionRow decision, RowChoices? choices, Value? edited) => decision.Kind switch
    {
        DecisionKind.Reject => choices is null || IsMarked(mistake, choices),
        DecisionKind.RequestChanges => choices is not null ? IsMarked(mistake, choices) : mistake.Row.Length == 0 || decision.Marked.Count == 0 || decision.Marked.Contains(mistake.Row),
        DecisionKind.Rows => choices is not null && IsMarked(mistake, choices),
        DecisionKind.Edit => edited is not null && MistakePlanter.At(edited, mistake) != mistake.Is,
        _ => false,
    };

    private static bool IsMarked(PlantedMistake mistake, RowChoices choices) => choices.Of(mistake.Row) switch
    {
        { Answer: RowAnswer.Refuse or RowAnswer.Return } => true,
        { Answer: RowAnswer.Edit } edit => edit.Cells.Any(cell => string.Equals(cell.Column, mistake.Field, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}
