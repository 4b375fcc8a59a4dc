using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A document from a text with expressions, from the fields of a record, and from a table.</summary>
internal sealed class DocumentRender : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "document.render",
        "Makes a document from a text, from the fields of a record as sections, and from a table.",
        [
            new("title", new FieldType.Text(), true, "The title of the document."),
            new("body", new FieldType.Text(), false, "Its text in Markdown; expressions in it are filled in."),
            new("sections", new FieldType.Any(), false, "A record: each field becomes a section with its name as heading; lists become points, tables become tables. A field called title is left out."),
            new("table", new FieldType.Any(), false, "A table or a list of records below the text."),
            new("table_title", new FieldType.Text(), false, "The heading over the table."),
            new("empty", new FieldType.Text(), false, "What stands in a section or a table without content; “None.” unless said."),
        ],
        ArtifactType.Document,
        _ => MarkdownText.DocumentType);

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        string title = read.Text("title").ReplaceLineEndings(" ").Trim();
        string empty = read.Text("empty", "None.");
        var blocks = new List<string>();
        if (read.Has("body"))
        {
            blocks.Add(read.Text("body").Trim());
        }

        switch (call["sections"])
        {
            case Value.Missing:
                break;
            case Value.Record record:
                blocks.AddRange(record.Fields
                    .Where(field => !string.Equals(field.Name, "title", StringComparison.OrdinalIgnoreCase))
                    .Select(field => Section(MarkdownText.Heading(field.Name), MarkdownText.Block(field.Value, call.Resources.NameOf), empty)));
                break;
            default:
                read.Fail(0, "“sections” is no record. Give the output of a step with fields.");
                break;
        }

        if (read.Has("table"))
        {
            TableData table = read.Table("table");
            blocks.Add(Section(read.Text("table_title", table.Title), MarkdownText.Table(table, call.Resources.NameOf), empty));
        }

        if (title.Length == 0)
        {
            read.Fail(0, "The document has no title. Give one.");
        }

        if (blocks.Count == 0)
        {
            read.Fail(0, "The document has no content. Give “body”, “sections” or “table”.");
        }

        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake
            ? mistake
            : new ActionOutcome.Done(MarkdownText.Document(title, string.Join("\n\n", blocks.Where(block => block.Length > 0)) + "\n")));
    }

    private static string Section(string heading, string content, string empty) =>
        (heading.Length == 0 ? "" : $"## {MarkdownText.Escape(heading)}\n\n") + (content.Length == 0 ? empty : content);
}
