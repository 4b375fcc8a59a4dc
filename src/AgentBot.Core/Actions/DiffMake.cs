using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Texts before and after, for people to review line by line.</summary>
internal sealed class DiffMake : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "diff.make",
        "Compares texts before and after, such as a file of settings, for people to review line by line.",
        [
            new("before", new FieldType.Any(), false, "The text as it is, or a file; left out for a new one."),
            new("after", new FieldType.Any(), false, "The text as it would be."),
            new("path", new FieldType.Text(), false, "The name of the file; that of the file given as before unless said."),
            new("files", new FieldType.Any(), false, "Several at once: a list with the fields path, before and after."),
            new("title", new FieldType.Text(), false, "What the change is about."),
        ],
        ArtifactType.Diff,
        _ => new FieldType.Record([new("files", new FieldType.Table([new("path", new FieldType.Text()), new("before", new FieldType.Text()), new("after", new FieldType.Text())], Open: false))], Open: true));

    public async ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        var files = ImmutableArray.CreateBuilder<ChangedFile>();
        if (read.Has("files"))
        {
            TableData rows = read.Table("files");
            ImmutableArray<int> places = read.Mistake is null ? read.Places(rows, ["path", "before", "after"]) : [];
            foreach (ImmutableArray<Value> row in read.Mistake is null ? rows.Rows : [])
            {
                files.Add(new ChangedFile(ValueText.ForPeople(row[places[0]]).Trim(), await TextAsync(row[places[1]], call, read, ct), await TextAsync(row[places[2]], call, read, ct)));
            }
        }
        else
        {
            string path = read.Text("path", (call["before"] as Value.File)?.Name ?? "text");
            files.Add(new ChangedFile(path.Trim(), await TextAsync(call["before"], call, read, ct), await TextAsync(call["after"], call, read, ct)));
        }

        if (read.Mistake is { } mistake)
        {
            return mistake;
        }

        var change = new Value.Record(
        [
            .. read.Has("title") ? [new Field("title", new Value.Text(read.Text("title").ReplaceLineEndings(" ").Trim()))] : Array.Empty<Field>(),
            new Field("files", DiffSurface.Files(files)),
        ]);
        return DiffContent.Read(change).Refusal is { } refusal ? new ActionOutcome.Failed(FailureKind.Permanent, refusal.ToString()) : new ActionOutcome.Done(change);
    }

    private static async ValueTask<string> TextAsync(Value value, ActionCall call, ArgumentReader read, CancellationToken ct)
    {
        if (value is not Value.File file)
        {
            return ValueText.ForPeople(value).ReplaceLineEndings("\n");
        }

        if (await call.Resources.ReadFileAsync(file, ct) is not { } bytes)
        {
            return read.Fail("", $"{file.Name} is no longer kept. Start the run again with the file.");
        }

        return FileText.Decode(bytes.Span, file.Name).Match(text => text.ReplaceLineEndings("\n"), refusal => read.Fail("", refusal.ToString()));
    }
}
