using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// One person's choices of one revision while they make up their mind: never a decision, and shown to nobody else. It outlives
/// restarts, and a linked account goes on with it.
/// </summary>
public sealed record RowDraftRow
{
    public required ReviewId Review { get; init; }

    public required int Revision { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required PersonKey Person { get; init; }

    /// <summary>The artifact that was shown.</summary>
    public required Digest Shown { get; init; }

    /// <summary><see cref="RowChoices.Write"/>.</summary>
    public required string Choices { get; init; }

    public required DateTimeOffset At { get; init; }

    public long RowVersion { get; init; }
}

/// <summary>What becomes of choices when the next round is shown.</summary>
public static class RowDrafts
{
    /// <summary>
    /// The choices of rows that are the same as before, and of rows that the next round has as the person had changed them. Rows that
    /// were sent back are looked at anew.
    /// </summary>
    public static RowChoices Carried(TableData before, RowChoices choices, TableData now)
    {
        var old = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < before.Rows.Length; row++)
        {
            old.TryAdd(before.KeyOf(row), row);
        }

        bool hasOldColumns = before.Columns.Select(column => column.Name).SequenceEqual(now.Columns.Select(column => column.Name), StringComparer.Ordinal);
        RowChoices carried = RowChoices.None;
        for (int row = 0; hasOldColumns && row < now.Rows.Length; row++)
        {
            string key = now.KeyOf(row);
            if (choices.Of(key) is { Answer: not RowAnswer.Return } choice && old.TryGetValue(key, out int was))
            {
                carried = carried.With(key, Carried(before, was, choice, now.Rows[row]));
            }
        }

        return carried;
    }

    private static RowChoice? Carried(TableData before, int was, RowChoice choice, ImmutableArray<Value> now)
    {
        if (AreSame(before.Rows[was], now))
        {
            return choice;
        }

        return choice.Answer == RowAnswer.Edit && RowRule.Edited(before, was, choice) is { IsRefused: false, Value: var edited } && AreSame(edited, now)
            ? new RowChoice(RowAnswer.Approve, choice.Note)
            : null;
    }

    // Lists inside of cells are equal by what they hold.
    private static bool AreSame(ImmutableArray<Value> one, ImmutableArray<Value> other) =>
        one.SequenceEqual(other) || ValueJson.Write(new Value.List(one)).AsSpan().SequenceEqual(ValueJson.Write(new Value.List(other)));
}
