using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Core.Cards;

/// <summary>What is known of an effect whose outcome a person must settle.</summary>
public sealed record EffectFacts
{
    public required EffectId Id { get; init; }

    public required RunId Run { get; init; }

    public required long RunNumber { get; init; }

    public required string TemplateTitle { get; init; }

    public required PlannedEffect Effect { get; init; }

    /// <summary>What was to leave: "The document “Minutes”".</summary>
    public required string What { get; init; }

    /// <summary>Full names of who approved it.</summary>
    public ImmutableArray<string> ApprovedBy { get; init; } = [];

    /// <summary>When it was sent; null where it never left.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>True where it certainly did not happen and trying by itself has ended; false where nobody knows.</summary>
    public bool IsDead { get; init; }

    /// <summary>The sender's last sentence.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Who answers, as <see cref="ReviewersFacts.Phrase"/> says it; escaped.</summary>
    public required string WhoAnswers { get; init; }

    public required CardClock Clock { get; init; }
}

/// <summary>Asks a person what became of something that was sent.</summary>
public static class OutcomeUnknownCard
{
    public static Card Of(EffectFacts facts) => facts.IsDead ? Dead(facts) : Unknown(facts);

    /// <param name="sentence">"It arrived, says Mara Lind." — plain text.</param>
    public static Card Settled(EffectFacts facts, string sentence) => Draw(
        facts,
        CardParts.Strip(ContainerStyle.Good, "Settled"),
        $"{CardText.Line(facts.What, 80)} {CardText.Line(facts.Effect.Place, 80)}",
        [CardParts.Labelled("What happened", CardParts.Sentence(sentence))],
        []);

    private static Card Unknown(EffectFacts facts)
    {
        string when = facts.SentAt is { } at ? $" at {facts.Clock.HourOrMoment(at)}" : "";
        string look = facts.SentAt is { } sent ? $", {facts.Effect.Past} about {facts.Clock.MomentInCity(sent)}" : "";
        var target = new ActionRef(CardRef.Effect, facts.Id.Value);
        return Draw(
            facts,
            CardParts.Strip(ContainerStyle.Attention, "Outcome unknown"),
            $"Was {CardParts.FirstLower(CardText.Line(facts.What, 80))} {facts.Effect.Past} {CardText.Line(facts.Effect.Place, 80)}?",
            [
                CardParts.Labelled("What happened", $"It left{when} and no answer came back. AgentBot did not try again, so it was {facts.Effect.Past} at most once."),
                CardParts.Labelled("What to do", $"Look {Where(facts.Effect)} for **{CardText.Line(facts.What, 80)}**{look}."),
            ],
            [
                new Execute(CardVerb.SettleHappened, target) { Title = "It happened" },
                CardParts.Confirm(
                    "It did not, send it…",
                    $"{CardText.Line(facts.What, 80)} is {facts.Effect.Past} {CardText.Line(facts.Effect.Place, 80)} now. If it did arrive before, it is there twice.",
                    "Send it",
                    CardVerb.SettleAgain,
                    target,
                    null),
            ]);
    }

    private static Card Dead(EffectFacts facts)
    {
        var target = new ActionRef(CardRef.Effect, facts.Id.Value);
        return Draw(
            facts,
            CardParts.Strip(ContainerStyle.Attention, $"Approved, but not {facts.Effect.Past}"),
            $"{CardParts.FirstUpper(facts.Effect.Verb)} {CardParts.FirstLower(CardText.Line(facts.What, 80))} {CardText.Line(facts.Effect.Place, 80)} again?",
            [
                CardParts.Labelled("What happened", facts.Failure.Length == 0 ? $"It could not be {facts.Effect.Past}." : CardParts.FirstUpper(CardParts.Sentence(facts.Failure))),
                CardParts.Labelled("What to do", "Mend the cause, then send it. Nothing was sent so far."),
            ],
            [
                new Execute(CardVerb.SettleAgain, target) { Title = "Send it now" },
                CardParts.AskFor("Give up…", "Why give up?", "The requester reads this. The run then ends as failed.", "Give up", CardVerb.SettleStop, target, ActionStyle.Destructive),
            ]);
    }

    private static string Where(PlannedEffect effect) => effect.Place.StartsWith("to ", StringComparison.Ordinal) ? $"at {CardText.Line(effect.Place[3..], 80)}" : CardText.Line(effect.Place, 80);

    private static Card Draw(EffectFacts facts, CardElement strip, string question, ImmutableArray<CardElement> middle, ImmutableArray<CardAction> actions)
    {
        string approved = facts.ApprovedBy.IsEmpty ? "" : $"approved by {Wording.List([.. facts.ApprovedBy.Select(name => CardText.Line(name, 60))])}";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)} Run {facts.RunNumber}.", 500),
            Body =
            [
                strip,
                CardParts.Question(question),
                CardParts.Asked(CardText.Line(facts.TemplateTitle, 80), approved),
                .. middle,
                .. actions.IsEmpty ? Array.Empty<CardElement>() : [AskParts.Answers(facts.WhoAnswers, "Until then the run stays open and nothing else is sent.")],
                CardParts.SmallPrint($"run {facts.RunNumber}"),
            ],
            Actions = actions.IsEmpty ? [] : [.. actions, CardParts.Open("Full record", CardPath.Run(facts.RunNumber))],
        };
    }
}

/// <summary>What is known of a step that failed and asks (<c>on_failure: ask</c>).</summary>
public sealed record StepAskFacts
{
    /// <summary>"run:step:round".</summary>
    public required string Id { get; init; }

    public required long RunNumber { get; init; }

    public required string TemplateTitle { get; init; }

    public required string StepTitle { get; init; }

    /// <summary>Why it failed, a plain sentence.</summary>
    public required string Failure { get; init; }

    /// <summary>For items: how many worked and how many did not; 0 of 0 otherwise.</summary>
    public int ItemsFailed { get; init; }

    public int ItemsDone { get; init; }

    /// <summary>False where later steps need its result, so that going on without it would skip them.</summary>
    public bool MaySkip { get; init; } = true;

    public required string WhoAnswers { get; init; }

    /// <summary>Whom the card calls, by the names that <see cref="WhoAnswers"/> gives them.</summary>
    public ImmutableArray<CardMention> Called { get; init; } = [];
}

/// <summary>Asks how a run goes on after a step failed.</summary>
public static class StepAskCard
{
    public static Card Of(StepAskFacts facts)
    {
        var target = new ActionRef(CardRef.Step, facts.Id);
        string step = CardText.Quote(facts.StepTitle, 60);
        string items = facts.ItemsFailed == 0 ? "" : $" {Wording.Count(facts.ItemsFailed, "item", "items")} failed, {Wording.Number(facts.ItemsDone)} worked.";
        string question = facts.ItemsFailed == 0 ? $"{CardText.Line(facts.TemplateTitle, 60)}: {step} failed. How should it go on?" : $"{CardText.Line(facts.TemplateTitle, 60)}: go on without {Wording.Count(facts.ItemsFailed, "item", "items")}?";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)} Run {facts.RunNumber}.", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Warning, "Paused, waiting for you"),
                CardParts.Question(question),
                CardParts.Labelled("What happened", CardParts.FirstUpper(CardParts.Sentence(facts.Failure)) + items),
                CardParts.Labelled("What to do", facts.MaySkip
                    ? "Try again if the cause is gone. Without it, later steps get nothing from this one. Stop ends the run; what is done is kept."
                    : "Try again if the cause is gone. Stop ends the run; what is done is kept."),
                AskParts.Answers(facts.WhoAnswers, "Until then the run waits and costs nothing."),
                CardParts.SmallPrint($"run {facts.RunNumber}"),
            ],
            Actions =
            [
                new Execute(CardVerb.SettleRetry, target) { Title = "Try again" },
                .. facts.MaySkip ? [new Execute(CardVerb.SettleSkip, target) { Title = "Go on without it" }] : Array.Empty<CardAction>(),
                CardParts.AskFor("Stop…", "Why stop?", "The requester reads this. The run ends as failed.", "Stop the run", CardVerb.SettleStop, target, ActionStyle.Destructive),
                CardParts.Open("Full record", CardPath.Run(facts.RunNumber)),
            ],
            Mentions = facts.Called,
        };
    }

    /// <param name="sentence">What was decided and by whom, plain text.</param>
    public static Card Settled(StepAskFacts facts, string sentence) => new()
    {
        FallbackText = CardText.PlainLine($"{sentence} Run {facts.RunNumber}.", 500),
        Body =
        [
            CardParts.Strip(ContainerStyle.Good, "Settled"),
            CardParts.Question($"{CardText.Line(facts.TemplateTitle, 60)}: {CardText.Quote(facts.StepTitle, 60)}"),
            CardParts.Labelled("What happened", CardParts.Sentence(sentence)),
            CardParts.SmallPrint($"run {facts.RunNumber}"),
        ],
    };
}

internal static class AskParts
{
    public static CardElement Answers(string who, string until) => new CardElement.TextBlock($"**Who answers:** {CardParts.FirstUpper(who)}. {until}")
    {
        Id = CardPart.Deciders,
        Size = TextSize.Small,
        Separator = true,
        Spacing = Spacing.Medium,
    };
}
