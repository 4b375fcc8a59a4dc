using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Gathers what each message shows beside its text: the card, the run or review behind it, the form.</summary>
public sealed class MessageReader(ConsoleReads reads, Closures closures)
{
    public async ValueTask<ImmutableArray<MessageModel>> ReadAsync(IReadOnlyList<MessageRow> rows, Viewer viewer, CancellationToken ct)
    {
        var models = ImmutableArray.CreateBuilder<MessageModel>(rows.Count);
        MessageRow? before = null;
        foreach (MessageRow row in rows.Where(row => !row.Deleted))
        {
            string day = before is not null && viewer.Clock.IsSameDay(before.At, row.At) ? "" : viewer.Clock.DayLine(row.At);
            models.Add(await ReadAsync(new MessageModel(row, day, FilesOf(row)), viewer, ct));
            before = row;
        }

        return models.ToImmutable();
    }

    private async ValueTask<MessageModel> ReadAsync(MessageModel model, Viewer viewer, CancellationToken ct)
    {
        string[] purpose = model.Row.Purpose.Split(':');
        return purpose switch
        {
            [StoredForm.Purpose] => model with { Form = FormOf(model.Row) },
            ["run", var id] => model with { Run = await RunAsync(new RunId(id), viewer, ct), Card = CardOf(model.Row) },
            ["review", var id, var revision] when int.TryParse(revision, out int number) => model with { Review = await ReviewAsync(new ReviewId(id), number, viewer, ct), Card = CardOf(model.Row) },
            _ => model with { Card = CardOf(model.Row) },
        };
    }

    private async ValueTask<RunProgress?> RunAsync(RunId id, Viewer viewer, CancellationToken ct)
    {
        if (await reads.Runs.LoadAsync(id, ct) is not { } state)
        {
            return null;
        }

        WorkflowSpec? workflow = await closures.FindAsync(state.Run, ct);
        return new RunProgress(state.Run, RunTitle.Of(state.Run, workflow), RunStanding.Of(state, workflow, viewer), await reads.Budgets.FindAsync($"run:{state.Run.Root}", ct));
    }

    private async ValueTask<ReviewStanding?> ReviewAsync(ReviewId id, int revision, Viewer viewer, CancellationToken ct)
    {
        if (await reads.Reviews.FindAsync(id, revision, ct) is not { } row)
        {
            return null;
        }

        ReviewRow? newest = row.IsOpen ? row : await reads.Reviews.FindAsync(id, ct);
        return ReviewStanding.Of(row, newest, await reads.Reviews.OpenedAtAsync(id, revision, viewer.Key, ct));
    }

    private FormModel? FormOf(MessageRow row)
    {
        if (row.Card.Length == 0 || JsonSerializer.Deserialize(row.Card, ConsoleJson.Default.StoredForm) is not { } form)
        {
            return null;
        }

        ImmutableArray<(InputSpec, StoredField)>? fields = form.WithInputs(reads.Catalog.Current.Find(form.Template)?.Workflow);
        return fields is { } known ? new FormModel(form, known, row.Channel, row.Key) : null;
    }

    public static Card? CardOf(MessageRow row) =>
        row.Card.Length == 0 ? null : JsonSerializer.Deserialize(row.Card, StoreJson.Default.Card);

    private static ImmutableArray<StoredFile> FilesOf(MessageRow row) =>
        row.Files.Length == 0 ? [] : JsonSerializer.Deserialize(row.Files, ConsoleJson.Default.ImmutableArrayStoredFile);
}

/// <summary>How a run is called: the template's title and what it is about.</summary>
public static class RunTitle
{
    public static string Of(RunRow run, WorkflowSpec? workflow) => run.About.Length == 0 ? Bare(run, workflow) : $"{Bare(run, workflow)}, {run.About}";

    public static string Bare(RunRow run, WorkflowSpec? workflow) => workflow?.Title ?? AgentBot.Core.Cards.Wording.Title(run.Template);
}
