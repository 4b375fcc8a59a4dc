using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Everything of one artifact, for a page. Texts are plain, stripped of what cannot be seen, not escaped.</summary>
public abstract record FullView
{
    private FullView()
    {
    }

    /// <param name="Markdown">As the author wrote it; the page renders it with raw HTML off.</param>
    /// <param name="Changes">Since the revision before.</param>
    public sealed record Document(string Title, string Markdown, ImmutableArray<TextChange> Changes) : FullView;

    public sealed record Message(string Text, ImmutableArray<TextChange> Changes) : FullView;

    /// <param name="VerdictColumn">Ordinal of the column whose option groups the rows; null without one.</param>
    public sealed record Table(
        ImmutableArray<FullColumn> Columns,
        ImmutableArray<FullRow> Rows,
        int? VerdictColumn,
        ImmutableArray<FullGroup> Groups,
        FullGroup All,
        TableChanges? Changes) : FullView;

    /// <summary>Lines of code or settings with their numbers, every space kept.</summary>
    public sealed record Code(ImmutableArray<CodeLine> Lines) : FullView;

    public sealed record Fields(ImmutableArray<FullField> All) : FullView;
}

/// <param name="Was">Number before; null for a new line.</param>
/// <param name="Now">Number after; null for one that is gone.</param>
/// <param name="Mark">Space, plus or minus.</param>
public sealed record CodeLine(int? Was, int? Now, char Mark, string Text)
{
    /// <summary>Stands for lines in between that stay as they are.</summary>
    public static readonly CodeLine Gap = new(null, null, ' ', "");

    public bool IsGap => Was is null && Now is null;

    public bool IsAdded => Mark == '+';

    public bool IsRemoved => Mark == '-';

    /// <summary>In columns: both numbers, the mark, the text.</summary>
    public override string ToString() => IsGap ? "          …" : FormattableString.Invariant($"{Was,4} {Now,4} {Mark} {Text}");
}

public sealed record FullColumn(string Name, string Title, bool Numeric, FieldType Type);

/// <param name="Number">As people say it, from 1.</param>
/// <param name="Cells">As words.</param>
/// <param name="Option">The verdict; empty for none.</param>
/// <param name="LookWhy">Why it is worth a look; empty for an ordinary row.</param>
/// <param name="Was">Per column what stood there in the revision before; null where it is the same.</param>
public sealed record FullRow(int Number, string Key, ImmutableArray<string> Cells, string Option, string LookWhy, ImmutableArray<string?> Was, bool IsNew);

/// <param name="Title">"Approve"; "All".</param>
/// <param name="Sums">"28,914.30 EUR".</param>
public sealed record FullGroup(string Option, string Title, int Rows, string Sums);

/// <param name="Was">Null where it is the same as before.</param>
public sealed record FullField(string Name, string Title, string Value, string? Was, FullView? Inside)
{
    /// <summary>Bytes that belong to it and can be downloaded; null for none.</summary>
    public Value.File? File { get; init; }
}
