using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>A short text for a conversation.</summary>
public sealed class MessageSurface : ArtifactKind
{
    public override ArtifactType Type => ArtifactType.Message;

    public override string Noun => "message";

    public override AnswerShape Answer { get; } = new("message", "A short text for a conversation.", [AnswerField.Text("text", "The text.")]);

    public override Refusal? Check(Value content) => MessageContent.Read(content).Refusal;

    public override bool IsComparedBetweenRuns => true;

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        MessageContent now = MessageContent.Read(input.Content).Value;
        string? before = Before(input);
        ImmutableArray<TextChange> changes = before is null ? [] : ArtifactDiff.Text(before, now.Text);
        Drawn draft = MarkdownDraft.Draw(now.Text, input.Room.DraftCharacters, input.Room.Paragraphs);
        ImmutableArray<CardFact> facts = TextFacts.Of(now.Text, before, changes);
        return new ReviewSheet
        {
            Headline = Headline.Of(input.Effects, $"this message of {Wording.Count(now.Words, "word", "words")}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Changes = TextPairs.Draw(changes, input.Room.Pairs),
            ChangeCount = changes.Length,
            Draft = draft.Elements,
            Cut = draft.Whole ? null : TextFacts.Cut(draft, "message"),
            Warning = TextFacts.Warning(now.Text),
            Noun = Noun,
            Whole = "The message",
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        string now = CardText.Visible(MessageContent.Read(input.Content).Value.Text);
        string? before = Before(input);
        return new FullView.Message(now, before is null ? [] : ArtifactDiff.Text(CardText.Visible(before), now));
    }

    public override ImmutableArray<EditField> EditFields(Value content) =>
        [new EditField("text", "Message", MessageContent.Read(content).Value.Text, true, new FieldType.Text(MessageContent.Longest))];

    public override PlainFile Plain(Value content) => new(".txt", "The whole message", MessageContent.Read(content).Value.Text + "\n");

    public override bool IsReadByPrograms => true;

    public override bool ComesBackAsFile(Value content) => true;

    public override Result<Value> TakeBack(Value before, string text, string fileName) =>
        Edit(before, new Dictionary<string, string> { ["text"] = text.TrimEnd('\n') });

    private static string? Before(SurfaceInput input) =>
        input.Before is null ? null : MessageContent.Read(input.Before).Match<string?>(found => found.Text, _ => null);
}
