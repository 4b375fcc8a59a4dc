using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Where a person changes what the agent made: text fields, or a page of a table's cells, or a CSV there and back.</summary>
public sealed class EditPage(ReviewFinder finder) : IConsolePage
{
    public const int RowsOnAPage = 20;

    public string Pattern => "console/reviews/{id}/{revision}/edit";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        if (await finder.FindAsync(viewer, address.Value("id"), address.Value("revision"), ct) is not { Whole: not null } detail)
        {
            return null;
        }

        int page = int.TryParse(address.Asked("page"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Max(1, asked) : 1;
        return new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(Edit), EditModel.Of(detail, page, viewer), []);
    }
}

/// <param name="Fields">Of a text or record; empty for a table.</param>
public sealed record EditModel(ReviewDetail Detail, bool MayEdit, bool MayApprove, ImmutableArray<EditField> Fields, TableData? Table, int Page)
{
    /// <summary>What was wrong with the last try; the given texts are kept.</summary>
    public string Error { get; init; } = "";

    /// <summary>Texts of the last try by field name, or by "c.row.column" for a table.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;

    public static EditModel Of(ReviewDetail detail, int page, Viewer viewer)
    {
        FullArtifact whole = detail.Whole!;
        var table = whole.Content as Value.Table;
        return new EditModel(
            detail,
            detail.Queued.Review.Review.MayEdit(viewer),
            detail.Queued.Review.Review.MayApproveOwn(viewer),
            table is null ? whole.Surface.EditFields(whole.Content) : [],
            table?.Data,
            page);
    }

    public int Pages => Table is null ? 1 : Math.Max(1, (Table.Rows.Length + EditPage.RowsOnAPage - 1) / EditPage.RowsOnAPage);

    /// <summary>Ordinals of the rows on this page.</summary>
    public IEnumerable<int> Rows => Table is null ? [] : Enumerable.Range(0, Table.Rows.Length).Skip((Math.Min(Page, Pages) - 1) * EditPage.RowsOnAPage).Take(EditPage.RowsOnAPage);

    public static string CellName(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"c.{row}.{column}");
}
