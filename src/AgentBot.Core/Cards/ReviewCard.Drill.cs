using AgentBot.Core.Reviews.Drills;

namespace AgentBot.Core.Cards;

public static partial class ReviewCard
{
    private const string AskedBy = "AgentBot";

    // Told in the place of the card itself, at once: what was planted, whether it was found, and that nothing came of it.
    private static Card Drilled(ReviewFacts facts, ReviewOutcome.Drilled drilled)
    {
        PlantedMistake mistake = drilled.Mistake;
        (ContainerStyle style, string state, string question) = drilled.IsFound switch
        {
            true => (ContainerStyle.Good, "Drill: found", "This was a drill, and you found the mistake"),
            false => (ContainerStyle.Emphasis, "Drill: went unnoticed", "This was a drill; the mistake went unnoticed"),
            null => (ContainerStyle.Emphasis, "Drill: not answered", "This was a drill; it ended without an answer"),
        };
        return Ended(
            facts with { Requester = AskedBy, System = "" },
            style,
            state,
            facts.Clock.HourOrMoment(drilled.At),
            question,
            [
                CardParts.Labelled("What was planted", $"{CardParts.FirstUpper(CardText.Line(mistake.Place, 120))} had been changed from **{CardText.Line(mistake.Was, 120)}** to **{CardText.Line(mistake.Is, 120)}**.", CardPart.Changes),
                Happened(DrillWords.Nothing),
                CardParts.Small("Now and then AgentBot plants a mistake in a copy and asks one person, to see whether cards are read. How often you found one stands in **reviews record**."),
            ],
            []);
    }
}
