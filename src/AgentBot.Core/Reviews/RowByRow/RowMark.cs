using System.Collections.Immutable;
using AgentBot.Core.Commands;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>A change of somebody's own draft. It decides nothing, and doing it twice changes nothing more.</summary>
/// <param name="Shown">Digest prefix of the table that was shown.</param>
public sealed record RowsRequest(Caller Caller, ReviewId Review, int Revision, string Shown, RowMark Mark);

public abstract record RowMark
{
    private RowMark()
    {
    }

    public sealed record Set(ImmutableArray<RowSetting> Rows) : RowMark;

    /// <summary>All rows that have no choice yet.</summary>
    public sealed record Rest(RowAnswer Answer) : RowMark;

    /// <summary>Rows without a choice as the agent proposes: its yes approves, its no refuses, its questions stay open.</summary>
    public sealed record Proposed : RowMark;

    public sealed record Clear : RowMark;

    /// <summary>Everything that the file says; rows that are not in it stay as they are.</summary>
    /// <param name="EmptyStays">The file was handed out without the person's choices, so that an empty decision takes none back.</param>
    public sealed record File(string Name, string Text, bool EmptyStays = false) : RowMark;
}

/// <param name="Answer">Null takes the choice back.</param>
/// <param name="Note">Null leaves the note as it is.</param>
public sealed record RowSetting(string Key, RowAnswer? Answer, string? Note = null)
{
    /// <summary>For an edit; default leaves the cells as they are.</summary>
    public ImmutableArray<ChangedCell> Cells { get; init; }
}

/// <param name="Sentence">What was done, for the person.</param>
public sealed record RowsMarked(RowSheet Sheet, string Sentence);
