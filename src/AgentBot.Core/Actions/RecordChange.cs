using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A record as it is and as an agent would have it, for people to review field by field.</summary>
internal sealed class RecordChange : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "record.change",
        "Compares a record as it is with the fields that would be written, for people to review.",
        [
            new("before", new FieldType.Any(), true, "The record as it is, such as a row of a file."),
            new("after", new FieldType.Any(), true, "The fields that would be written, such as the output of an agent. Empty ones are left out; a field called evidence gives the sources."),
            new("about", new FieldType.Text(), false, "Whose record it is."),
        ],
        ArtifactType.Record,
        types => new FieldType.Record([new("before", types.GetValueOrDefault("before") ?? new FieldType.Any()), new("after", types.GetValueOrDefault("after") ?? new FieldType.Any())], Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        if (call["before"] is not Value.Record before)
        {
            return No("“before” is no record. Give a row or the output of a step with fields.");
        }

        if (call["after"] is not Value.Record after)
        {
            return No("“after” is no record. Give the output of a step with fields.");
        }

        var written = new Value.Record([.. EvidenceList.Without(after).Fields.Where(field => field.Value is not (Value.Missing or Value.Text { Content: "" }))]);
        var change = new Value.Record(
        [
            .. read.Has("about") ? [new Field("about", new Value.Text(read.Text("about").ReplaceLineEndings(" ").Trim()))] : Array.Empty<Field>(),
            new Field("before", before),
            new Field("after", written),
            .. after.Find(EvidenceList.FieldName) is { } evidence && !EvidenceList.Of(after).IsEmpty ? [new Field(EvidenceList.FieldName, evidence)] : Array.Empty<Field>(),
        ]);
        return RecordChangeContent.Read(change).Refusal is { } refusal ? No(refusal.ToString()) : ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Done(change));
    }

    private static ValueTask<ActionOutcome> No(string sentence) => ValueTask.FromResult<ActionOutcome>(new ActionOutcome.Failed(FailureKind.Permanent, sentence));
}
