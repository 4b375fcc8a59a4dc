using System.Globalization;
using System.Text.RegularExpressions;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>
/// The whole of an artifact as a file for people: it stands below a card that shows only a part, and where the type can be edited
/// as a file, a changed copy of it can be handed back.
/// </summary>
public static partial class ReturnedFile
{
    private const string TitleMark = "# ";

    /// <param name="label">What people call the review: "4211", "4211b".</param>
    /// <param name="round">From 1; part of the name, so that a later round is not taken for an earlier one.</param>
    public static ChatFile Write(ArtifactType type, Value content, string label, int round) =>
        Of(type, content, label, string.Create(CultureInfo.InvariantCulture, $"run-{label}-round-{round}"), ReturnedTable.Write);

    /// <summary>For a publication that shows only a part: nothing is handed back, so a table has its own columns only.</summary>
    public static ChatFile Publish(ArtifactType type, Value content, long run)
    {
        string label = string.Create(CultureInfo.InvariantCulture, $"{run}");
        return Of(type, content, label, $"run-{label}", CsvText.Write);
    }

    /// <summary>Which review and round a file of <see cref="Write"/> is about, by its name; a copy that a computer has numbered, "run-4211-round-1 (2).csv", counts. Null for any other file.</summary>
    public static (string Label, int Round)? ReadName(string fileName) =>
        WrittenName().Match(fileName) is { Success: true } match && int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int round)
            ? (match.Groups[1].Value.ToLowerInvariant(), round)
            : null;

    /// <summary>What a person handed back for <paramref name="before"/>: a value of the same shape, or what is wrong with the file.</summary>
    /// <param name="text">The file's text, read as UTF-8.</param>
    public static Result<Value> Read(ArtifactType type, Value before, string fileName, string text)
    {
        string plain = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        return (type, before) switch
        {
            (ArtifactType.Table, Value.Table table) => ReturnedTable.Read(table.Data, text, fileName),
            (ArtifactType.Document, _) => EditReader.Fields(type, before, Document(plain)),
            (ArtifactType.Message, _) => EditReader.Fields(type, before, new Dictionary<string, string> { ["text"] = plain.TrimEnd('\n') }),
            _ => new Refusal(RefusalKind.BadInput, "This cannot be edited as a file.", "", "Edit its fields in the form, or send it back with a remark."),
        };
    }

    private static ChatFile Of(ArtifactType type, Value content, string label, string name, Func<TableData, string> csv) => (type, content) switch
    {
        (ArtifactType.Table, Value.Table table) => new ChatFile(name + ".csv", $"All rows of run {label}", csv(table.Data)),
        (ArtifactType.Document, _) when DocumentContent.Read(content).Match<DocumentContent?>(found => found, _ => null) is { } document =>
            new ChatFile(name + ".md", $"The whole document of run {label}", $"{TitleMark}{document.Title.ReplaceLineEndings(" ")}\n\n{document.Body}\n"),
        (ArtifactType.Message, _) when MessageContent.Read(content).Match<MessageContent?>(found => found, _ => null) is { } message =>
            new ChatFile(name + ".txt", $"The whole message of run {label}", message.Text + "\n"),
        (_, Value.Record record) => new ChatFile(name + ".txt", $"All fields of run {label}", string.Concat(record.Fields.Select(field => $"{field.Name}: {ValueText.ForPeople(field.Value)}\n"))),
        _ => new ChatFile(name + ".txt", $"The whole of run {label}", ValueText.ForPeople(content) + "\n"),
    };

    // Without the title's line the title stays.
    private static Dictionary<string, string> Document(string text)
    {
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return text.StartsWith(TitleMark, StringComparison.Ordinal) && end > 0
            ? new Dictionary<string, string> { ["title"] = text[TitleMark.Length..end].Trim(), ["body"] = text[end..].Trim('\n') }
            : new Dictionary<string, string> { ["body"] = text.Trim('\n') };
    }

    [GeneratedRegex(@"^run-([0-9]{1,12}[a-z]{0,2})-round-([0-9]{1,4})\b[^/\\]*\.(csv|md|txt)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex WrittenName();
}
