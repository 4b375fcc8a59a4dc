using AgentBot.Core.People;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Core.Cards;

/// <param name="ForFirst">Drawn for the account that asked for the code; else for the one that typed it.</param>
/// <param name="IsOver">The time for the next step has run out.</param>
/// <param name="Other">Who the other account is, in full.</param>
/// <param name="Own">Platform of the reader, in words; <paramref name="OtherPlatform"/> that of the other.</param>
/// <param name="Together">Who both are once they are linked.</param>
/// <param name="Until">"today 16:00".</param>
public sealed record LinkFacts(string Handle, LinkState State, bool IsOver, bool ForFirst, string Other, string Own, string OtherPlatform, string Together, string Until);

/// <summary>Asks an account whether another one is the same person, says what follows from it, and later what became of it.</summary>
public static class LinkCard
{
    public static Card Of(LinkFacts facts) => facts switch
    {
        { State: LinkState.Linked } => Linked(facts),
        { State: LinkState.Refused } => Refused(facts),
        { State: LinkState.Ended } => Ended(facts),
        { IsOver: true } or { State: LinkState.Replaced } => Over(),
        { ForFirst: true, State: LinkState.Agreed } => Asked(facts, $"{Other(facts)}’s {facts.OtherPlatform} account wants to be you", "The code that you asked for was typed there, and confirmed."),
        { ForFirst: false, State: LinkState.Claimed } => Asked(facts, $"Is {Other(facts)} in {facts.OtherPlatform} you?", "You typed a code that was given to that account."),
        _ => Waiting(facts),
    };

    private static Card Asked(LinkFacts facts, string question, string why) => new()
    {
        FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)} Type link confirm {facts.Handle}, or link refuse {facts.Handle}.", 500),
        Body =
        [
            CardParts.Strip(ContainerStyle.Accent, "Only you see this", "Link accounts"),
            CardParts.Question(question),
            CardParts.Labelled("Why", why),
            CardParts.Labelled("If you confirm", facts.ForFirst
                ? $"Both accounts are one person, **{CardText.Line(facts.Together, 60)}**: what the one may see and do, the other may."
                : $"{Other(facts)} is asked in {facts.OtherPlatform} too. After that both accounts are one person, **{CardText.Line(facts.Together, 60)}**: what the one may see and do, the other may."),
            CardParts.Labelled("What stays", "Nobody decides about what they asked for themselves, whichever account they use."),
            CardParts.Subtle($"The question stands until {facts.Until}. Did somebody else tell you to do this? Then it is not yours.", CardPart.SmallPrint),
        ],
        Actions = [Button(facts, "Confirm", "confirm", ActionStyle.Positive), Button(facts, "That is not me", "refuse", ActionStyle.Destructive)],
    };

    private static Card Waiting(LinkFacts facts) => Told(
        CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Waiting"),
        facts.ForFirst ? $"Your code was typed by {Other(facts)} in {facts.OtherPlatform}" : $"{Other(facts)} is asked in {facts.OtherPlatform}",
        facts.ForFirst ? "You are asked here as soon as that account has confirmed." : "You have confirmed. The accounts are linked once the other one has, too.");

    private static Card Linked(LinkFacts facts) => Told(
        CardParts.Strip(ContainerStyle.Good, "Linked", facts.OtherPlatform),
        $"Your {facts.Own} account and your {facts.OtherPlatform} account are one person",
        $"AgentBot knows both as **{CardText.Line(facts.Together, 60)}**. Type **unlink** to take it back.");

    private static Card Refused(LinkFacts facts) => Told(
        CardParts.Strip(ContainerStyle.Attention, "Not linked"),
        "The two accounts were not linked",
        facts.ForFirst
            ? $"It was {Other(facts)} in {facts.OtherPlatform}. Was that not you? Then somebody had your code: tell an operator."
            : $"It was {Other(facts)} in {facts.OtherPlatform}. Nothing has changed.");

    private static Card Ended(LinkFacts facts) => Told(
        CardParts.Strip(ContainerStyle.Emphasis, "Unlinked", facts.OtherPlatform),
        $"Your {facts.Own} account is linked to no other account",
        $"Until now it was one person with {Other(facts)} in {facts.OtherPlatform}. What the one asked for, the other still cannot approve.");

    private static Card Over() => Told(CardParts.Strip(ContainerStyle.Emphasis, "Over"), "The time for it is over", "Nothing was linked. Type **link** for a new code.");

    private static Card Told(CardElement strip, string question, string text) => new()
    {
        FallbackText = CardText.PlainLine($"{question}. {text}".Replace("\\", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal), 500),
        Body = [strip, CardParts.Question(question), new CardElement.TextBlock(text) { Spacing = Spacing.Small }],
    };

    private static string Other(LinkFacts facts) => CardText.Line(facts.Other, 60);

    private static Execute Button(LinkFacts facts, string title, string word, ActionStyle style) =>
        new(CardVerb.Command, new ActionRef(CardRef.Command, $"link {word} {facts.Handle}")) { Title = title, Style = style };
}
