using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Makes one artifact of all ended items, in input order: an element has the item's fields and the output's fields.</summary>
public sealed class GatherWork(IRunReader runs, TimeProvider time)
{
    /// <summary>At most so many different notes of items reach people.</summary>
    private const int MostNotes = 5;

    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        StepRow row = context.Row;
        StepRow[] items =
        [
            .. (await runs.ItemsAsync(row.Run, row.Step, row.Round, ct))
                .Where(item => item.Item.Length > 0 && item.Attempt == row.Attempt)
                .OrderBy(item => item.Ordinal),
        ];
        StepRow[] good = [.. items.Where(item => item.Status == StepStatus.Succeeded)];
        StepRow[] failed = [.. items.Where(item => item.Status != StepStatus.Succeeded)];
        var output = new Value.Record(
        [
            new Field(RunScopes.ItemsField, new Value.List([.. good.Select(Element)])),
            new Field(RunScopes.KeysField, new Value.List([.. good.Select(item => (Value)new Value.Text(item.Item))])),
            new Field(RunScopes.FailedField, new Value.List([.. failed.Select(Failure)])),
        ]);
        Artifact artifact = Artifact.Of(ArtifactType.Value, output);
        bool unread = items.Any(item => item.RemarkUnread && item.CarriedFrom == 0) && items.All(item => item.CarriedFrom != 0 || item.RemarkUnread);
        return new StepResult(new RunEvent.ItemsGathered(row.Step, row.Round, row.Attempt, artifact.Ref, failed.Length, Notes(items, LeftOut(row, failed)), unread))
        {
            Along = [new Change.PutArtifact(context.Run.Channel, artifact, context.Run.Id, time.GetUtcNow())],
            Durability = Durability.ProcessEnd,
        };
    }

    private static Value Element(StepRow item)
    {
        Value input = ValueJson.Read(item.ItemInput);
        Value.Record element = input as Value.Record ?? new Value.Record([new Field("item", input)]);
        return ValueJson.Read(item.Output) is Value.Record output
            ? output.Fields.Aggregate(element, (sum, field) => sum.With(field.Name, field.Value))
            : element;
    }

    private static Value Failure(StepRow item) => new Value.Record(
    [
        new Field("key", new Value.Text(item.Item)),
        new Field("item", ValueJson.Read(item.ItemInput)),
        new Field("reason", new Value.Text(item.Failure)),
    ]);

    // Whoever reviews a part must know that it is one.
    private static string LeftOut(StepRow row, StepRow[] failed)
    {
        int count = failed.Count(item => item.FailureKind == FailureKind.OverBudget);
        return row.FailureKind == FailureKind.OverBudget && count > 0 ? $"Partial: {Wording.Part(count, row.ItemsTotal)} items were left out, because there was not enough money." : "";
    }

    private static string Notes(IEnumerable<StepRow> items, string leftOut)
    {
        var counted = items
            .Where(item => item.Notes.Length > 0)
            .SelectMany(item => System.Text.Json.JsonSerializer.Deserialize(item.Notes, StoreJson.Default.IReadOnlyListString) ?? [])
            .CountBy(note => note)
            .OrderByDescending(pair => pair.Value)
            .Take(MostNotes);
        ImmutableArray<string> notes = [.. counted.Select(pair => $"{pair.Value} {(pair.Value == 1 ? "row" : "rows")}: {pair.Key}")];
        return AgentWork.Notes(leftOut.Length > 0 ? notes.Insert(0, leftOut) : notes);
    }
}
