using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>A short text for a conversation.</summary>
public sealed class MessageSurface : IReviewSurface
{
    public ReviewSheet Draw(SurfaceInput input)
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
            Noun = "message",
            Whole = "The message",
        };
    }

    public FullView Full(SurfaceInput input)
    {
        string now = CardText.Visible(MessageContent.Read(input.Content).Value.Text);
        string? before = Before(input);
        return new FullView.Message(now, before is null ? [] : ArtifactDiff.Text(CardText.Visible(before), now));
    }

    public ImmutableArray<EditField> EditFields(Value content) =>
        [new EditField("text", "Message", MessageContent.Read(content).Value.Text, true, new FieldType.Text(MessageContent.Longest))];

    private static string? Before(SurfaceInput input) =>
        input.Before is null ? null : MessageContent.Read(input.Before).Match<string?>(found => found.Text, _ => null);
}
