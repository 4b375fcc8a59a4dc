using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>Which rows a person wants to see.</summary>
public enum RowView
{
    All,

    /// <summary>Unusual, changed, of low confidence, or not proposed for approval.</summary>
    ToLookAt,
    Changed,
    Undecided,
    Approved,
    Refused,
    Returned,
    Edited,
}

/// <summary>One row as somebody decides about it. Texts are plain, not escaped.</summary>
/// <param name="Row">Ordinal in the table.</param>
/// <param name="Label">Its cells in one line, without amount, verdict and reason.</param>
/// <param name="Option">The agent's verdict; empty for none.</param>
/// <param name="Reason">The agent's reason; empty for none.</param>
/// <param name="Looks">What AgentBot found about it: why it is unusual, what changed.</param>
public sealed record RowLine(int Row, string Key, string Label, Value.Money? Amount, string Option, string Reason, ImmutableArray<string> Looks, bool IsChanged, int Rank, RowChoice? Choice)
{
    /// <summary>As people say it, from 1.</summary>
    public int Number => Row + 1;

    public bool IsToLookAt => Rank < RowOrder.Ordinary;
}

/// <summary>A table with one person's choices so far: what every platform draws.</summary>
public sealed record RowSheet
{
    public const int OnAPage = 20;

    public required ReviewRow Review { get; init; }

    public required TableContent Table { get; init; }

    /// <summary>"4211" or "4211b".</summary>
    public required string Label { get; init; }

    public required string Title { get; init; }

    public required RowChoices Choices { get; init; }

    /// <summary>By exception: unusual rows first, then changes, low confidence, refusals, questions, the rest.</summary>
    public required ImmutableArray<RowLine> Lines { get; init; }

    /// <summary>What these choices come to now.</summary>
    public required RowResult Result { get; init; }

    /// <summary>Others who have decided about this revision, each a sentence; what they decided is no draft.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    /// <summary>The agent that gets what is sent back; empty where nothing can be sent back any more.</summary>
    public string GoesTo { get; init; } = "";

    public bool MayEdit { get; init; }

    public required CardClock Clock { get; init; }

    /// <summary>Prefix of the artifact's digest that a press names.</summary>
    public string Shown => Review.Artifact.Content.Value[..16];

    /// <summary>Prefix of the draft's digest: what the totals are of.</summary>
    public string Draft => Choices.Digest.Value[..16];

    public bool IsComplete => Result.Undecided.IsEmpty;

    public string Totals => RowWords.Totals(Table.Data, Result);

    public ImmutableArray<RowLine> Of(RowView view) => view switch
    {
        RowView.ToLookAt => [.. Lines.Where(line => line.IsToLookAt)],
        RowView.Changed => [.. Lines.Where(line => line.IsChanged)],
        RowView.Undecided => [.. Lines.Where(line => line.Choice is null)],
        RowView.Approved => With(RowAnswer.Approve),
        RowView.Refused => With(RowAnswer.Refuse),
        RowView.Returned => With(RowAnswer.Return),
        RowView.Edited => With(RowAnswer.Edit),
        _ => Lines,
    };

    /// <summary>A page of 20, counting from 1; one beyond the end is the last.</summary>
    public RowPage Page(RowView view, int page)
    {
        ImmutableArray<RowLine> all = Of(view);
        int pages = Math.Max(1, (all.Length + OnAPage - 1) / OnAPage);
        int shown = Math.Clamp(page, 1, pages);
        return new RowPage(view, shown, pages, all.Length, [.. all.Skip((shown - 1) * OnAPage).Take(OnAPage)]);
    }

    /// <summary>Count and sums of the rows without a choice: what "the rest" is.</summary>
    public RowGroup Rest => Table.Of(Result.Undecided);

    /// <summary>Counts and sums by answer, those without rows left out, and last all that was shown.</summary>
    public ImmutableArray<FullGroup> Tallies
    {
        get
        {
            string changed = Result.Edited.IsEmpty ? "" : $", {Wording.Number(Result.Edited.Length)} changed";
            FullGroup Of(string title, RowGroup rows) => new("", title, rows.Count, TableSurface.Sums(rows));
            FullGroup[] given = [Of("Approved" + changed, new TableContent(Result.Leaving).All), Of("Refused", Table.Of(Result.Refused)), Of("Sent back", Table.Of(Result.Returned)), Of("No choice yet", Rest)];
            return [.. given.Where(group => group.Rows > 0), Of("All that was shown", Table.All)];
        }
    }

    private ImmutableArray<RowLine> With(RowAnswer answer) => [.. Lines.Where(line => line.Choice?.Answer == answer)];
}

/// <param name="Page">From 1.</param>
/// <param name="Rows">In the whole view.</param>
public sealed record RowPage(RowView View, int Page, int Pages, int Rows, ImmutableArray<RowLine> Lines);
