using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>Where a table is decided row by row. What is marked here is the viewer's own draft until it is handed in.</summary>
public sealed class RowsPage(ReviewFinder finder, IRowDesk desk, PagesGiven given, ICommitter committer, TimeProvider time) : IConsolePage
{
    public string Pattern => "console/reviews/{id}/{revision}/rows";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        if (await finder.FindAsync(viewer, address.Value("id"), address.Value("revision"), ct) is not { Whole.View: Core.Reviews.Surfaces.FullView.Table } detail)
        {
            return null;
        }

        Result<RowSheet> sheet = await desk.OpenAsync(CallerOf(viewer, detail), detail.Queued.Row.Id, detail.Queued.Row.Revision, ct);
        RowsModel model = RowsModel.Of(detail, sheet, RowsView.Read(address.Asked("view"), address.Asked("page"))) with { Totals = address.Asked("step") == "totals" };
        await GiveAsync(viewer, model, ct);
        return new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(Rows), model, []);
    }

    // Who was handed every page of all rows has been given the whole.
    private async ValueTask GiveAsync(Viewer viewer, RowsModel model, CancellationToken ct)
    {
        if (model is { Totals: false, Sheet: { } sheet, Page: { View: RowView.All } page } && given.Give(sheet.Review.Id, sheet.Review.Revision, viewer.Key, page.Page, page.Pages))
        {
            var opened = new Change.MarkOpened(sheet.Review.Id, sheet.Review.Revision, viewer.Key, time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = sheet.Review.Workspace, Changes = [opened] }, ct);
        }
    }

    public static Caller CallerOf(Viewer viewer, ReviewDetail detail) =>
        Speaker.Caller(viewer, detail.Queued.Review.Run.Channel, "rows", Guid.Empty.ToString("n")) with { Thread = detail.Queued.Review.Run.Thread };
}

/// <summary>Which rows, and which page of them; as it stands in an address.</summary>
public sealed record RowsView(RowView View, int Page)
{
    public static RowsView Read(string view, string page) => new(
        Enum.TryParse(view, ignoreCase: true, out RowView named) && Enum.IsDefined(named) && view.All(char.IsAsciiLetter) ? named : RowView.All,
        int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Max(1, number) : 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"view={View}&page={Page}");
}

/// <param name="Sheet">Null where the viewer may not decide it; then <paramref name="Error"/> says why.</param>
public sealed record RowsModel(ReviewDetail Detail, RowSheet? Sheet, RowPage? Page, string Error)
{
    /// <summary>The last step: what the choices come to, and the button that hands them in.</summary>
    public bool Totals { get; init; }

    /// <summary>What was typed before a mistake, by the names of its fields.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;

    public static RowsModel Of(ReviewDetail detail, Result<RowSheet> sheet, RowsView at) => sheet.Match(
        open => new RowsModel(detail, open, open.Page(at.View, at.Page), ""),
        refusal => new RowsModel(detail, null, null, refusal.ToString()));
}
