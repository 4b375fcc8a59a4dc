using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A table as the text of a CSV file whose cells are inert in every spreadsheet.</summary>
internal sealed class CsvWrite : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "csv.write",
        "Writes a table as a CSV file; text that a spreadsheet would take for a formula stays text.",
        [
            new("table", new FieldType.Any(), true, "A table or a list of records."),
            new("name", new FieldType.Text(), false, "The name of the file; table.csv unless said."),
        ],
        ArtifactType.Document,
        _ => MarkdownText.DocumentType);

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData table = read.Table("table");
        string name = read.Text("name", "table.csv").Trim();
        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake
            ? mistake
            : new ActionOutcome.Done(MarkdownText.Document(name, CsvText.Write(table))));
    }
}
