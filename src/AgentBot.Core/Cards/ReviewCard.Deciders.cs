using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

// Who decides: in a sentence, or in lines of Done, Now and Then.
public static partial class ReviewCard
{
    private static readonly string[] Ordinals = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    private static CardElement WaitingStrip(ReviewFacts facts)
    {
        ReviewersFacts who = facts.Reviewers;
        if (who.Given == 0)
        {
            return CardParts.Strip(ContainerStyle.Accent, "Waiting for a decision", RoundOf(facts));
        }

        string which = who.Given <= Ordinals.Length ? Ordinals[who.Given - 1] : "next";
        string round = facts.Review.ChangesUsed > 0 ? $" · round {facts.Review.ChangesUsed + 1}" : "";
        return CardParts.Strip(ContainerStyle.Accent, $"Waiting for the {which} decision", Wording.Part(who.Given, who.Needed) + round);
    }

    private static TextBlock Deciders(ReviewFacts facts) => new(facts.Reviewers.IsStepwise ? Steps(facts) : Sentence(facts))
    {
        Id = CardPart.Deciders,
        Size = TextSize.Small,
        Separator = true,
        Spacing = Spacing.Medium,
    };

    private static string Sentence(ReviewFacts facts)
    {
        ReviewersFacts who = facts.Reviewers;
        string not = Not(who);
        string until = facts.Review.ExpiresAt is { } at ? $"{(not.Length > 0 ? "," : "")} by **{facts.Clock.Moment(at)}** {facts.Clock.City}" : "";
        return $"**Who decides:** {CardParts.FirstUpper(who.Phrase)}{not}{until}.{Because(who, " It is asked because ", ".")}{After(facts)}";
    }

    private static string Steps(ReviewFacts facts)
    {
        ReviewersFacts who = facts.Reviewers;
        string until = facts.Review.ExpiresAt is { } at ? $"By **{facts.Clock.Moment(at)}** {facts.Clock.City}." : "";
        return string.Join(
            "\n\n",
            [
                who.Then.IsEmpty && who.Done.Length == 0 ? "**Who decides**" : "**Who decides**, in this order",
                .. who.Done.Select(done => $"**Done:** {CardText.Line(done, 120)}"),
                $"**Now:** {who.Now}{Not(who)}{Because(who)}",
                .. who.Then.Select(step => $"**Then:** {step.Now}{Not(step)}{Because(step)}"),
                $"{until}{After(facts)}".Trim(),
            ]);
    }

    private static string Not(ReviewersFacts who) => who.Excluded.Length == 0 ? "" : $", but not {CardText.Line(who.Excluded, 120)}";

    private static string Because(ReviewersFacts who, string before = ", because ", string after = "") =>
        who.Because.Length == 0 ? "" : $"{before}{CardText.Line(who.Because.TrimEnd('.'), 160)}{after}";

    // Where else it stands, who stands in for whom, who is asked next and when, and what silence means.
    private static string After(ReviewFacts facts)
    {
        ReviewersFacts who = facts.Reviewers;
        string also = who.AlsoIn.IsEmpty ? "" : $" The question stands in {Wording.List([.. who.AlsoIn.Select(channel => CardText.Line(channel, 80))])} too.";
        string standIns = string.Concat(who.StandIns.Select(sentence => $" {CardText.Line(sentence, 200)}"));
        string next = who.EscalateTo.Length == 0 ? "" : $" {(who.EscalateAt is { } at ? $"From {facts.Clock.Moment(at)} " : "Then ")}{CardText.Line(who.EscalateTo, 60)} is asked.";
        string silence = facts.Review.ExpiresAt is null ? " It stays open until somebody decides." : $" Without an answer nothing is {facts.Effects.Nothing}.";
        return also + standIns + next + silence;
    }
}
