using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

// That something would leave a private place: a fact on every card about it, and the question of its own that comes last.
public static partial class ReviewCard
{
    private static string MayItLeave(ReviewFacts facts, ReviewSheet sheet) => $"May this leave {CardText.Line(FromOf(facts), 60)}? {sheet.Headline.Subject}";

    private static IEnumerable<CardElement> Leaving(ReviewFacts facts) => facts.Leaves.IsEmpty
        ? []
        : [new Container([.. facts.Leaves.Select(leaving => new TextBlock($"**Leaves a private place:** {leaving.Sentence}"))]) { Id = CardPart.Leaving, Style = ContainerStyle.Warning, Spacing = Spacing.Medium }];

    // One button for this alone, which repeats who would read it; approving the content is never this yes.
    private static ImmutableArray<CardAction> ConsentActions(ReviewFacts facts, ReviewSheet sheet)
    {
        string title = CardText.PlainLine($"Let it leave {FromOf(facts)}", 80);
        string label = title.Length <= CardParts.LongestButton ? title : "Let it leave";
        string sentence = string.Join(' ', facts.Leaves.Select(leaving => leaving.Sentence).Append(AfterYes(facts, sheet)));
        return
        [
            CardParts.Confirm(label + "…", sentence, label, CardVerb.Declassify, Ref(facts), ActionStyle.Positive),
            CardParts.AskFor("Keep it here…", "Why not?", CardText.PlainLine($"{facts.Requester} reads this.", 120), "Keep it here", CardVerb.Reject, Ref(facts), ActionStyle.Destructive),
        ];
    }

    private static string FromOf(ReviewFacts facts) => facts.Leaves.IsEmpty ? "where it was made" : facts.Leaves[0].From;
}
