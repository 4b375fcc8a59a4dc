using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Tests.Cards;

/// <summary>What a card says to somebody who does not decide it, and about what nobody decided.</summary>
public sealed class ReaderViewTests
{
    private static readonly ActionRef Review = new(CardRef.Review, "r");

    [Fact]
    public void Who_asked_and_who_edits_read_what_happens_once_others_approve()
    {
        Card card = ReviewCard.Pending(Samples.Table());
        Assert.StartsWith("**If you approve:** All 240 rows", Consequence(card), StringComparison.Ordinal);
        Assert.StartsWith("**If it is approved:** All 240 rows", Consequence(RequesterCard.Of(card, Review)), StringComparison.Ordinal);
        Assert.StartsWith("**If it is approved:** All 240 rows", Consequence(OnlookerCard.ForEditor(card)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_nobody_approved_is_named_without_how_many_rows_a_yes_was_for()
    {
        ReviewFacts none = Samples.Review(ArtifactType.Table, new Value.Table(Samples.Claims(300, 0, 300)));
        Card card = ReviewCard.Resolved(none, new ReviewOutcome.Withdrawn("Mara Lind", Samples.Clock.Now));
        string question = Assert.IsType<TextBlock>(card.Part(CardPart.Question)).Text;
        Assert.StartsWith("Withdrawn: Expense triage: 300 rows", question, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("last-month", "last month")]
    [InlineData("this-month", "this month")]
    [InlineData("2026-10", "2026-10")]
    public void A_month_in_words_is_shown_as_people_say_it_and_read_again(string written, string shown)
    {
        var today = new DateOnly(2026, 11, 21);
        Assert.Equal(shown, RelativeDates.InWords(written, new FieldType.Month()));
        Assert.Equal(written, RelativeDates.InWords(written, new FieldType.Text()));
        Assert.Equal(RelativeDates.TryRead(written, new FieldType.Month(), today, out Value? before), RelativeDates.TryRead(shown, new FieldType.Month(), today, out Value? after));
        Assert.Equal(before, after);
    }

    private static string Consequence(Card card) => Assert.IsType<TextBlock>(card.Part(CardPart.Consequence)).Text;
}
