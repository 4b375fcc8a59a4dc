using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Doors of the review pages: opening in full, editing.</summary>
public sealed class ReviewEndpoints(ReviewFinder finder, Speaker speaker, ActEndpoint acts, AnswerWriter answers, ConsoleFaults faults)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/console/reviews/{id}/{revision}/open", static (HttpContext context, ReviewEndpoints doors, ICommitter committer, TimeProvider time) => doors.OpenAsync(context, committer, time));
        routes.MapPost("/console/reviews/{id}/{revision}/edit", static (HttpContext context, ReviewEndpoints doors, EditDrawing drawing) => doors.EditAsync(context, drawing));
        routes.MapGet("/console/reviews/{id}/{revision}/rows.csv", static (HttpContext context, ReviewEndpoints doors) => doors.DownloadRowsAsync(context));
    }

    private ValueTask<ReviewDetail?> FindAsync(HttpContext context) =>
        finder.FindAsync(ConsoleVisit.Of(context).Viewer, context.GetRouteValue("id") as string ?? "", context.GetRouteValue("revision") as string ?? "", context.RequestAborted);

    /// <summary>Keeps that this person opened the whole, then shows it.</summary>
    private async Task OpenAsync(HttpContext context, ICommitter committer, TimeProvider time)
    {
        if (await FindAsync(context) is not { } detail)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        ReviewRow row = detail.Queued.Row;
        if (row.IsOpen && detail.Queued.Review.Review.OpenedAt is null)
        {
            var opened = new Change.MarkOpened(row.Id, row.Revision, ConsoleVisit.Of(context).Viewer.Key, time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = row.Workspace, Changes = [opened] }, context.RequestAborted);
        }

        await answers.WriteAsync(context, "", ConsolePaths.Full(row), leave: true);
    }

    private async Task EditAsync(HttpContext context, EditDrawing drawing)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        if (await FindAsync(context) is not { Whole: { } whole } detail)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        Result<Value> edited = await ReadAsync(form, whole, context.RequestAborted);
        if (edited.Refusal is { } wrong)
        {
            await drawing.WriteAsync(context, viewer, detail, form, wrong);
            return;
        }

        ReviewRow row = detail.Queued.Row;
        bool approve = form["do"] == "approve";
        string once = Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{viewer.Key}|{row.Id}|{row.Revision}|{approve}|{ValueJson.WriteText(edited.Value)}").Value[..24];
        Caller caller = Speaker.Caller(viewer, detail.Queued.Review.Run.Channel, "decision", once) with { Thread = detail.Queued.Review.Run.Thread };
        Reply reply = await speaker.DecideAsync(new DecisionRequest(caller, row.Id, row.Revision, form["shown"].ToString(), DecisionKind.Edit, "", [], edited.Value, approve, []), context.RequestAborted);
        if (reply is Reply.Refused refused)
        {
            await drawing.WriteAsync(context, viewer, detail, form, refused.Refusal);
            return;
        }

        await acts.AnswerAsync(context, reply, ConsolePaths.Run(detail.Queued.Review.Run.Number), leave: true);
    }

    private static async ValueTask<Result<Value>> ReadAsync(IFormCollection form, FullArtifact whole, CancellationToken ct)
    {
        if (whole.Content is not Value.Table table)
        {
            var fields = form.Where(field => field.Key.StartsWith("f.", StringComparison.Ordinal)).ToDictionary(field => field.Key[2..], field => field.Value.ToString(), StringComparer.Ordinal);
            return EditReader.Fields(whole.Artifact.Ref.Type, whole.Content, fields);
        }

        if (form.Files.GetFile("csv") is { Length: > 0 } file)
        {
            if (file.Length > FileIntake.Largest)
            {
                return new Refusal(RefusalKind.BadFile, "The file was not taken.", $"It has {Amounts.Size(file.Length)}; a file may have 25 MB.");
            }

            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            return ReturnedTable.Read(table.Data, await reader.ReadToEndAsync(ct), Path.GetFileName(file.FileName));
        }

        return EditReader.Cells(table.Data, Cells(form, table.Data));
    }

    private static IEnumerable<CellEdit> Cells(IFormCollection form, TableData table)
    {
        foreach (var field in form)
        {
            string[] parts = field.Key.Split('.');
            if (parts is ["c", var row, var column]
                && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int r) && r < table.Rows.Length
                && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int c) && c < table.Columns.Length)
            {
                yield return new CellEdit(table.KeyOf(r), table.Columns[c].Name, field.Value.ToString());
            }
        }
    }

    private async Task DownloadRowsAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { Whole.Content: Value.Table table } detail)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        await FileEndpoint.SendAsync(context, Encoding.UTF8.GetBytes(ReturnedTable.Write(table.Data)), FormattableString.Invariant($"run-{detail.Queued.Review.Run.Number}-rows.csv"), "text/csv");
    }
}

/// <summary>Draws the edit page again with what was typed and what was wrong with it.</summary>
public sealed class EditDrawing(PageDirectory pages, PageRenderer renderer, ConsoleSettings settings)
{
    public async Task WriteAsync(HttpContext context, Viewer viewer, ReviewDetail detail, IFormCollection form, Refusal wrong)
    {
        int page = 1;
        string? first = form.Keys.FirstOrDefault(key => key.StartsWith("c.", StringComparison.Ordinal));
        if (first is not null && int.TryParse(first.Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out int row))
        {
            page = row / EditPage.RowsOnAPage + 1;
        }

        EditModel model = EditModel.Of(detail, page, viewer) with
        {
            Error = wrong.ToString(),
            Given = form.ToImmutableDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal),
        };
        var content = new PageContent(detail.Queued.Review.Title, NavPlace.Reviews, typeof(Edit), model, []);
        string address = ConsolePaths.Edit(detail.Queued.Row);
        context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            await renderer.RenderPageAsync(content, await pages.ShellAsync(viewer, context.RequestAborted), new DocumentModel(content, settings.Place, null, address, ""), viewer),
            context.RequestAborted);
    }
}
