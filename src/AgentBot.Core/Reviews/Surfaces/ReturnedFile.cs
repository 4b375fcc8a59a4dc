using System.Globalization;
using System.Text.RegularExpressions;
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
    /// <param name="label">What people call the review: "4211", "4211b".</param>
    /// <param name="round">From 1; part of the name, so that a later round is not taken for an earlier one.</param>
    public static ChatFile Write(ArtifactType type, Value content, string label, int round)
    {
        PlainFile plain = content is Value.Table table ? new PlainFile(".csv", "All rows", ReturnedTable.Write(table.Data)) : ReviewSurfaces.For(type, content).Plain(content);
        return new ChatFile(string.Create(CultureInfo.InvariantCulture, $"run-{label}-round-{round}{plain.Ending}"), $"{plain.Title} of run {label}", plain.Text);
    }

    /// <summary>For a publication that shows only a part: nothing is handed back, so a table has its own columns only.</summary>
    public static ChatFile Publish(ArtifactType type, Value content, long run)
    {
        PlainFile plain = ReviewSurfaces.For(type, content).Plain(content);
        return new ChatFile(string.Create(CultureInfo.InvariantCulture, $"run-{run}{plain.Ending}"), string.Create(CultureInfo.InvariantCulture, $"{plain.Title} of run {run}"), plain.Text);
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
        // A CSV keeps its line ends; they may stand inside of cells.
        string plain = text.TrimStart('\uFEFF');
        return ReviewSurfaces.For(type, before).TakeBack(before, before is Value.Table ? plain : plain.ReplaceLineEndings("\n"), fileName);
    }

    [GeneratedRegex(@"^run-([0-9]{1,12}[a-z]{0,2})-round-([0-9]{1,4})\b[^/\\]*\.(csv|md|txt|patch)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex WrittenName();
}
