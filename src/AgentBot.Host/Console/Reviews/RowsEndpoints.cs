using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Doors of the page of rows. Every button first keeps what is marked on the page, so that turning it loses nothing.</summary>
public sealed class RowsEndpoints(ReviewFinder finder, IRowDesk desk, Speaker speaker, ActEndpoint acts, AnswerWriter answers, RowsDrawing drawing, ConsoleFaults faults)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/console/reviews/{id}/{revision}/rows", static (HttpContext context, RowsEndpoints doors) => doors.PressAsync(context));
        routes.MapGet("/console/reviews/{id}/{revision}/rows/decide.csv", static (HttpContext context, RowsEndpoints doors) => doors.DownloadAsync(context));
    }

    private ValueTask<ReviewDetail?> FindAsync(HttpContext context) =>
        finder.FindAsync(ConsoleVisit.Of(context).Viewer, context.GetRouteValue("id") as string ?? "", context.GetRouteValue("revision") as string ?? "", context.RequestAborted);

    private async Task PressAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        if (await FindAsync(context) is not { Whole.Content: Value.Table } detail)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        RowsView at = RowsView.Read(form["view"].ToString(), form["page"].ToString());
        ReviewRow row = detail.Queued.Row;
        Caller caller = RowsPage.CallerOf(viewer, detail);
        Result<RowSheet> kept = await KeepAsync(caller, row, form, context.RequestAborted);
        string act = form["do"].ToString();
        Result<RowsMarked> marked = kept.IsRefused ? kept.Refusal! : await MarkAsync(caller, row, form, act, kept.Value, context.RequestAborted);
        if (marked.IsRefused)
        {
            await drawing.WriteAsync(context, viewer, detail, at, form, marked.Refusal!);
            return;
        }

        RowSheet sheet = marked.Value.Sheet;
        if (act == "submit")
        {
            await SubmitAsync(context, viewer, detail, form, sheet);
            return;
        }

        bool totals = act is "totals" or "rest" or "file";
        RowsView next = Turned(at, act);
        RowPage page = sheet.Page(next.View, next.Page);
        await answers.WriteAsync(context, marked.Value.Sentence, $"{ConsolePaths.Rows(row)}?{next with { Page = page.Page }}{(totals ? "&step=totals" : "")}", leave: true);
    }

    private async ValueTask<Result<RowsMarked>> MarkAsync(Caller caller, ReviewRow row, IFormCollection form, string act, RowSheet kept, CancellationToken ct)
    {
        RowMark? mark = act switch
        {
            "rest" => new RowMark.Rest(RowAnswer.Approve),
            "proposed" => new RowMark.Proposed(),
            "clear" => new RowMark.Clear(),
            _ => null,
        };
        if (act == "file")
        {
            Result<string> text = await TextAsync(form, ct);
            if (text.IsRefused)
            {
                return text.Refusal!;
            }

            mark = new RowMark.File(Path.GetFileName(form.Files["csv"]!.FileName), text.Value);
        }

        return mark is null ? new RowsMarked(kept, "") : await desk.MarkAsync(new RowsRequest(caller, row.Id, row.Revision, form["shown"].ToString(), mark), ct);
    }

    private static async ValueTask<Result<string>> TextAsync(IFormCollection form, CancellationToken ct)
    {
        if (form.Files.GetFile("csv") is not { Length: > 0 } file)
        {
            return new Refusal(RefusalKind.BadFile, "Nothing was marked.", "No file was chosen.", "Choose the CSV that you downloaded here.");
        }

        if (file.Length > FileIntake.Largest)
        {
            return new Refusal(RefusalKind.BadFile, "The file was not taken.", $"It has {Amounts.Size(file.Length)}; a file may have 25 MB.");
        }

        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(ct);
    }

    private static RowsView Turned(RowsView at, string act) => act.Split(':') switch
    {
        ["view", var view] => RowsView.Read(view, "1"),
        ["page", var page] => RowsView.Read(at.View.ToString(), page),
        _ => at,
    };

    private async ValueTask<Result<RowSheet>> KeepAsync(Caller caller, ReviewRow row, IFormCollection form, CancellationToken ct)
    {
        Result<RowSheet> opened = await desk.OpenAsync(caller, row.Id, row.Revision, ct);
        if (opened.IsRefused)
        {
            return opened;
        }

        RowSetting[] settings = [.. opened.Value.Lines.OrderBy(line => line.Row).Select(line => SettingOf(opened.Value.Table.Data, line, form)).OfType<RowSetting>()];
        if (settings.Length == 0)
        {
            return opened;
        }

        Result<RowsMarked> marked = await desk.MarkAsync(new RowsRequest(caller, row.Id, row.Revision, form["shown"].ToString(), new RowMark.Set([.. settings])), ct);
        return marked.IsRefused ? marked.Refusal! : marked.Value.Sheet;
    }

    /// <summary>What the page says of one row now; null where it says nothing new.</summary>
    private static RowSetting? SettingOf(TableData table, RowLine line, IFormCollection form)
    {
        string number = line.Number.ToString(CultureInfo.InvariantCulture);
        RowAnswer? answer = RowChoices.AnswerOf(form[CardInput.Row + number].ToString()) ?? line.Choice?.Answer;
        string note = form.ContainsKey(CardInput.RowNote + number) ? form[CardInput.RowNote + number].ToString().ReplaceLineEndings(" ").Trim() : line.Choice?.Note ?? "";
        return RowEntry.Of(table, line, answer, note, column => form.ContainsKey(EditModel.CellName(line.Row, column)) ? form[EditModel.CellName(line.Row, column)].ToString() : null);
    }

    private async Task SubmitAsync(HttpContext context, Viewer viewer, ReviewDetail detail, IFormCollection form, RowSheet sheet)
    {
        ReviewRow row = detail.Queued.Row;
        string note = form[CardInput.Note].ToString().ReplaceLineEndings("\n").Trim();
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{row.Id}|{row.Revision}|rows|{sheet.Draft}|{note}").Value[..24];
        Caller caller = Speaker.Caller(viewer, detail.Queued.Review.Run.Channel, "decision", once) with { Thread = detail.Queued.Review.Run.Thread };
        var request = new DecisionRequest(caller, row.Id, row.Revision, form["shown"].ToString(), DecisionKind.Rows, note, [], null, false, []) { Choices = form["draft"].ToString() };
        Reply reply = await speaker.DecideAsync(request, context.RequestAborted);
        if (reply is Reply.Refused refused)
        {
            await drawing.WriteAsync(context, viewer, detail, RowsView.Read(form["view"].ToString(), form["page"].ToString()), form, refused.Refusal, totals: true);
            return;
        }

        await acts.AnswerAsync(context, reply, ConsolePaths.Run(detail.Queued.Review.Run.Number), leave: true);
    }

    private async Task DownloadAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } detail)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        ReviewRow row = detail.Queued.Row;
        Result<RowSheet> sheet = await desk.OpenAsync(RowsPage.CallerOf(ConsoleVisit.Of(context).Viewer, detail), row.Id, row.Revision, context.RequestAborted);
        if (sheet.IsRefused)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        await FileEndpoint.SendAsync(context, Encoding.UTF8.GetBytes(RowsFile.Write(sheet.Value.Table.Data, sheet.Value.Choices, row)), RowsFile.NameOf(sheet.Value.Label, row.Revision), "text/csv");
    }
}

/// <summary>Draws the page of rows again with what was typed and what was wrong with it.</summary>
public sealed class RowsDrawing(PageDirectory pages, PageRenderer renderer, ConsoleSettings settings, IRowDesk desk)
{
    public async Task WriteAsync(HttpContext context, Viewer viewer, ReviewDetail detail, RowsView at, IFormCollection form, Refusal wrong, bool totals = false)
    {
        Result<RowSheet> sheet = await desk.OpenAsync(RowsPage.CallerOf(viewer, detail), detail.Queued.Row.Id, detail.Queued.Row.Revision, context.RequestAborted);
        RowsModel model = RowsModel.Of(detail, sheet, at) with
        {
            Error = wrong.ToString(),
            Totals = totals,
            Given = form.ToImmutableDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal),
        };
        var content = new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(Rows), model, []);
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            await renderer.RenderPageAsync(content, await pages.ShellAsync(viewer, context.RequestAborted), new DocumentModel(content, settings.Place, null, ConsolePaths.Rows(detail.Queued.Row), ""), viewer),
            context.RequestAborted);
    }
}
