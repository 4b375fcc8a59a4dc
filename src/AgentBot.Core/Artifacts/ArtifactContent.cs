using System.Text.RegularExpressions;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>A titled text in Markdown.</summary>
public sealed record DocumentContent(string Title, string Body)
{
    public const int LongestTitle = 200;
    public const int LongestBody = 100_000;

    public IReadOnlyList<string> Paragraphs => Prose.Paragraphs(Body);

    public int Words => Prose.Words(Body);

    public static Result<DocumentContent> Read(Value value)
    {
        if (value is not Value.Record record || record["title"] is not Value.Text title || record["body"] is not Value.Text body)
        {
            return ArtifactShape.Misfit("This is no document", "A document has a title and a body, both text.");
        }

        return ArtifactShape.Unknown(record, "document", "title", "body") is { } unknown ? unknown
            : body.Content.Length > LongestBody ? ArtifactShape.Misfit("The document is too long", $"A body has at most {LongestBody} characters; this one has {body.Content.Length}.")
            : title.Content.Length > LongestTitle ? ArtifactShape.Misfit("The title is too long", $"A title has at most {LongestTitle} characters; this one has {title.Content.Length}.")
            : string.IsNullOrWhiteSpace(body.Content) ? ArtifactShape.Misfit("The document is empty", "Its body has no text.")
            : new DocumentContent(title.Content, body.Content);
    }

    public Value ToValue() => new Value.Record([new Field("title", new Value.Text(Title)), new Field("body", new Value.Text(Body))]);
}

/// <summary>A short text for a conversation.</summary>
public sealed record MessageContent(string Text)
{
    /// <summary>What Slack takes in one message.</summary>
    public const int Longest = 4_000;

    public int Words => Prose.Words(Text);

    public static Result<MessageContent> Read(Value value)
    {
        if (value is not Value.Record record || record["text"] is not Value.Text text)
        {
            return ArtifactShape.Misfit("This is no message", "A message has one field, text.");
        }

        return ArtifactShape.Unknown(record, "message", "text") is { } unknown ? unknown
            : string.IsNullOrWhiteSpace(text.Content) ? ArtifactShape.Misfit("The message is empty", "It has no text.")
            : text.Content.Length > Longest ? ArtifactShape.Misfit("The message is too long", $"A message has at most {Longest} characters; this one has {text.Content.Length}.")
            : new MessageContent(text.Content);
    }

    public Value ToValue() => new Value.Record([new Field("text", new Value.Text(Text))]);
}

/// <summary>Named fields.</summary>
public sealed record RecordContent(Value.Record Record)
{
    public static Result<RecordContent> Read(Value value) =>
        value is not Value.Record record ? ArtifactShape.Misfit("This is no record", "A record has named fields.")
        : record.Fields.IsEmpty ? ArtifactShape.Misfit("The record is empty", "It has no field.")
        : new RecordContent(record);
}

/// <summary>How it is said that a value does not fit its artifact type.</summary>
public static class ArtifactShape
{
    /// <inheritdoc cref="Reviews.Surfaces.ReviewSurfaces.Check"/>
    public static Refusal? Check(ArtifactType type, Value value) => Reviews.Surfaces.ReviewSurfaces.Check(type, value);

    internal static Refusal Misfit(string what, string why) => new(RefusalKind.BadInput, what + ".", why, "");

    /// <summary>A field that nobody would be shown is no part of an artifact.</summary>
    internal static Refusal? Unknown(Value.Record record, string noun, params ReadOnlySpan<string> known)
    {
        foreach (Field field in record.Fields)
        {
            if (field.Name != Reviews.Evidence.EvidenceList.FieldName && !known.Contains(field.Name))
            {
                return Misfit($"A {noun} has no field “{field.Name}”", $"It has {string.Join(", ", known)}.");
            }
        }

        return Reviews.Evidence.EvidenceList.Check(record);
    }
}

/// <summary>What can be counted in a text without understanding it.</summary>
public static partial class Prose
{
    public static IReadOnlyList<string> Paragraphs(string text) =>
    [
        .. BlankLines().Split(text.Replace("\r\n", "\n", StringComparison.Ordinal)).Select(paragraph => paragraph.Trim()).Where(paragraph => paragraph.Length > 0),
    ];

    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));

    /// <summary>Amounts with their currency as they stand in the text, each once, in order.</summary>
    public static IReadOnlyList<string> Amounts(string text) => [.. AmountWithCode().Matches(text).Select(match => match.Value).Distinct()];

    /// <summary>Hosts of the links in a text, each once; written so that look-alike letters show (xn--…).</summary>
    public static IReadOnlyList<string> LinkHosts(string text) =>
    [
        .. Links().Matches(text)
            .Select(match => Uri.TryCreate(match.Value, UriKind.Absolute, out Uri? link) ? link.IdnHost : match.Value)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.NonBacktracking)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\b([0-9][0-9,]*(\.[0-9]+)? (EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|JPY|CAD|AUD)\b)|((EUR|USD|GBP|CHF) [0-9][0-9,]*(\.[0-9]+)?)", RegexOptions.NonBacktracking)]
    private static partial Regex AmountWithCode();

    [GeneratedRegex(@"https?://[^\s<>()\[\]""']+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
