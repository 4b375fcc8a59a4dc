using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>The text of a file, or a text that was typed instead.</summary>
internal sealed class TextRead : IBuiltInAction
{
    /// <summary>In characters; about a hundred pages.</summary>
    private const int Longest = 200_000;

    public ActionDefinition Definition { get; } = new(
        "text.read",
        "Reads a text file such as .txt or .md, or takes a text that was typed instead.",
        [
            new("file", new FieldType.File([], [], null), false, "A file input. It wins over a typed text."),
            new("text", new FieldType.Text(), false, "The typed text."),
        ],
        ArtifactType.Value,
        _ => new FieldType.Text(Longest));

    public async ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        string text;
        string name = "The text";
        if (call["file"] is Value.File file)
        {
            ReadOnlyMemory<byte>? bytes = await call.Resources.ReadFileAsync(file, ct);
            if (bytes is null)
            {
                return No($"{file.Name} is no longer kept. Start the run again with the file.");
            }

            Result<string> decoded = FileText.Decode(bytes.Value.Span, file.Name);
            if (decoded.IsRefused)
            {
                return No(decoded.Refusal!.ToString());
            }

            text = decoded.Value;
            name = file.Name;
        }
        else
        {
            text = read.Text("text");
        }

        text = text.ReplaceLineEndings("\n").Trim();
        return text.Length == 0 ? No(name == "The text" ? "There is no text to read. Give a file or type the text." : $"{name} is empty. Give a file with text.")
            : text.Length > Longest ? No($"{name} is longer than 200,000 characters. Give a shorter part of it.")
            : new ActionOutcome.Done(new Value.Text(text));
    }

    private static ActionOutcome.Failed No(string sentence) => new(FailureKind.Permanent, sentence);
}
