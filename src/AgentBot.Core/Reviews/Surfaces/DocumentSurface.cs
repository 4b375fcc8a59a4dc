using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>A titled text.</summary>
public sealed class DocumentSurface : ArtifactKind
{
    private const string TitleMark = "# ";

    public override ArtifactType Type => ArtifactType.Document;

    public override string Noun => "document";

    public override AnswerShape Answer { get; } = new("document", "A titled text.", [AnswerField.Text("title", "The title."), AnswerField.Text("body", "The text in Markdown.")]);

    public override Refusal? Check(Value content) => DocumentContent.Read(content).Refusal;

    public override bool IsComparedBetweenRuns => true;

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        DocumentContent now = DocumentContent.Read(input.Content).Value;
        DocumentContent? before = input.Before is null ? null : DocumentContent.Read(input.Before).Match<DocumentContent?>(found => found, _ => null);
        ImmutableArray<TextChange> changes = before is null ? [] : ArtifactDiff.Text(before.Body, now.Body);
        Drawn draft = MarkdownDraft.Draw(now.Body, input.Room.DraftCharacters, input.Room.Paragraphs);
        string title = now.Title.Trim().Length == 0 ? input.TemplateTitle : now.Title;
        ImmutableArray<CardFact> facts = TextFacts.Of(now.Body, before?.Body, changes);
        return new ReviewSheet
        {
            Headline = Headline.Of(input.Effects, $"the document {CardText.Quote(title, 60)}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Changes = TextPairs.Draw(changes, input.Room.Pairs),
            ChangeCount = changes.Length,
            Draft = draft.Elements,
            Cut = draft.Whole ? null : TextFacts.Cut(draft, "document"),
            Warning = TextFacts.Warning(now.Title + "\n" + now.Body),
            Noun = Noun,
            Whole = "The document",
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        DocumentContent now = DocumentContent.Read(input.Content).Value;
        DocumentContent? before = input.Before is null ? null : DocumentContent.Read(input.Before).Match<DocumentContent?>(found => found, _ => null);
        return new FullView.Document(
            CardText.PlainLine(now.Title),
            CardText.Visible(now.Body),
            before is null ? [] : ArtifactDiff.Text(CardText.Visible(before.Body), CardText.Visible(now.Body)));
    }

    public override ImmutableArray<EditField> EditFields(Value content)
    {
        DocumentContent now = DocumentContent.Read(content).Value;
        return
        [
            new EditField("title", "Title", now.Title, false, new FieldType.Text(DocumentContent.LongestTitle)),
            new EditField("body", "Text", now.Body, true, new FieldType.Text(DocumentContent.LongestBody)),
        ];
    }

    public override PlainFile Plain(Value content)
    {
        DocumentContent document = DocumentContent.Read(content).Value;
        return new PlainFile(".md", "The whole document", $"{TitleMark}{document.Title.ReplaceLineEndings(" ")}\n\n{document.Body}\n");
    }

    public override bool IsReadByPrograms => true;

    public override bool ComesBackAsFile(Value content) => true;

    /// <summary>The title stands in the first line, as it was handed out; without one the title stays.</summary>
    public override Result<Value> TakeBack(Value before, string text, string fileName)
    {
        string plain = text.Trim('\n');
        int end = plain.IndexOf('\n', StringComparison.Ordinal);
        return Edit(before, plain.StartsWith(TitleMark, StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["title"] = (end < 0 ? plain : plain[..end])[TitleMark.Length..].Trim(), ["body"] = end < 0 ? "" : plain[end..].Trim('\n') }
            : new Dictionary<string, string> { ["body"] = plain });
    }
}

/// <summary>What the host counts in any text.</summary>
internal static class TextFacts
{
    public static ImmutableArray<CardFact> Of(string now, string? before, ImmutableArray<TextChange> changes)
    {
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        int words = Prose.Words(now);
        facts.Add(new CardFact("Length", before is null || Prose.Words(before) == words
            ? Wording.Count(words, "word", "words")
            : $"{Wording.Count(words, "word", "words")}, was {Wording.Number(Prose.Words(before))}"));
        if (before is not null)
        {
            int paragraphs = Math.Max(Prose.Paragraphs(now).SelectMany(paragraph => paragraph.Split('\n')).Count(), changes.Length);
            facts.Add(new CardFact("Changed", changes.IsEmpty ? "nothing" : $"{Wording.Part(changes.Length, paragraphs)} paragraphs"));
        }

        IReadOnlyList<string> amounts = Prose.Amounts(now);
        if (amounts.Count > 0)
        {
            facts.Add(new CardFact("Amounts", Some(amounts)));
        }

        IReadOnlyList<string> links = Prose.LinkHosts(now);
        if (links.Count > 0)
        {
            facts.Add(new CardFact("Links", $"{links.Count}, to {Some(links)}"));
        }

        return facts.ToImmutable();
    }

    public static string Line(ImmutableArray<CardFact> facts) =>
        string.Join(", ", facts.Select(fact => $"{CardParts.FirstLower(fact.Title)} {fact.Value.Replace("\\", "", StringComparison.Ordinal)}"));

    public static string Warning(string text) =>
        Prose.LinkHosts(text).FirstOrDefault(host => host.Contains("xn--", StringComparison.OrdinalIgnoreCase)) is { } lookalike
            ? $"the link to {CardText.Line(lookalike, 60)} is written with letters that look like others."
            : "";

    public static CutNotice Cut(Drawn draft, string noun) =>
        new($"**Shown: {Wording.Part(draft.Shown, draft.Blocks)} {(draft.Blocks == 1 ? "paragraph" : "paragraphs")}{(draft.Shown == draft.Blocks ? ", shortened" : "")}.**", $"Open the whole {noun} once; Approve works after that.", $"Read the whole {noun}");

    private static string Some(IReadOnlyList<string> items) =>
        CardText.Line(string.Join(", ", items.Take(3)), 80) + (items.Count > 3 ? $" and {items.Count - 3} more" : "");
}
