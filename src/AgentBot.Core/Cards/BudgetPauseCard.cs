using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Core.Cards;

/// <summary>What is known of a step that waits because a pot has not enough left for its next question.</summary>
public sealed record BudgetPauseFacts
{
    /// <summary>"run:step:round".</summary>
    public required string Id { get; init; }

    public required long RunNumber { get; init; }

    public required string TemplateTitle { get; init; }

    public required string StepTitle { get; init; }

    /// <summary>Whose money it is: "this run", "#finance in November".</summary>
    public required string Pot { get; init; }

    /// <summary>"1.98 of 2.00 USD", or of tokens "399,000 of 400,000 tokens".</summary>
    public required string Spent { get; init; }

    /// <summary>The most that the next question could take: "0.40 USD".</summary>
    public required string Needed { get; init; }

    /// <summary>How much has to be added at least, as it is typed: "0.38".</summary>
    public required string Missing { get; init; }

    /// <summary>"USD" or "tokens".</summary>
    public required string Unit { get; init; }

    /// <summary>Of a step with items: how many are done and how many there are; 0 of 0 otherwise.</summary>
    public int ItemsDone { get; init; }

    public int ItemsTotal { get; init; }

    /// <summary>The settings name a cheaper model that is not used yet.</summary>
    public bool MayBeCheaper { get; init; }

    /// <summary>False where later steps need its result and none of it is there.</summary>
    public bool MaySkip { get; init; }

    /// <summary>When the pot begins anew: "1 Dec, Berlin time"; empty for a run's own, which never does.</summary>
    public string Anew { get; init; } = "";

    /// <summary>Who may raise it, escaped.</summary>
    public required string WhoRaises { get; init; }

    /// <summary>Whom the card calls, by the names that <see cref="WhoRaises"/> gives them.</summary>
    public ImmutableArray<CardMention> Called { get; init; } = [];
}

/// <summary>Asks how a run goes on whose money is not enough for the next question. A choice between equals: no button leads.</summary>
public static class BudgetPauseCard
{
    private const int LongestAmount = 20;

    public static Card Of(BudgetPauseFacts facts)
    {
        var target = new ActionRef(CardRef.Step, facts.Id);
        string pot = CardText.Line(facts.Pot, 80);
        string question = $"{CardText.Line(facts.TemplateTitle, 50)}: not enough money is left for {pot}. How should it go on?";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)} Run {facts.RunNumber}.", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Warning, "Paused, waiting for you"),
                CardParts.Question(question),
                CardParts.Labelled("Spent", $"{facts.Spent} by {pot}. The next question of {CardText.Quote(facts.StepTitle, 60)} may take up to {facts.Needed}, so it was not asked."),
                CardParts.Labelled("Done and kept", Done(facts)),
                .. Choices(facts),
                AskParts.Answers(facts.WhoRaises, "Until then the run waits and costs nothing."),
                CardParts.SmallPrint(facts.Anew.Length == 0 ? "" : $"begins anew on {facts.Anew}", $"run {facts.RunNumber}"),
            ],
            Actions =
            [
                TopUp(facts, target),
                .. Second(facts, target),
                .. facts.Anew.Length == 0 ? Array.Empty<CardAction>() : [new Execute(CardVerb.SettleRetry, target) { Title = "Try again" }],
                CardParts.AskFor("Stop…", "Why stop?", "The requester reads this. The run ends as failed.", "Stop the run", CardVerb.SettleStop, target, ActionStyle.Destructive),
                .. facts.Anew.Length == 0 ? [CardParts.Open("Full record", CardPath.Run(facts.RunNumber))] : Array.Empty<CardAction>(),
            ],
            Mentions = facts.Called,
        };
    }

    // One sentence for each button: what it costs and what is lost by it.
    private static IEnumerable<CardElement> Choices(BudgetPauseFacts facts)
    {
        yield return CardParts.Labelled("Top up", $"at least {facts.Missing} {facts.Unit} more for {CardText.Line(facts.Pot, 80)}; it goes on where it stopped.{(facts.Anew.Length == 0 ? " Whoever asked for the run does not raise what it may spend." : "")}");
        if (facts.MayBeCheaper)
        {
            yield return CardParts.Labelled("Finish cheaply", "the rest is asked of the cheaper model of the settings, within what is left. Its answers may be worse; reviewers see which model it was.");
        }
        else if (HasPart(facts))
        {
            yield return CardParts.Labelled("Go on with what is there", $"{Wording.Count(facts.ItemsTotal - facts.ItemsDone, "item", "items")} are left out, and the result says so.");
        }
        else if (facts.MaySkip)
        {
            yield return CardParts.Labelled("Go on without it", "later steps get nothing from this one.");
        }

        yield return CardParts.Labelled("Stop", "the run ends; what is done is kept, nothing is posted.");
    }

    private static IEnumerable<CardAction> Second(BudgetPauseFacts facts, ActionRef target) =>
        facts.MayBeCheaper ? [new Execute(CardVerb.SettleCheap, target) { Title = "Finish cheaply" }]
        : HasPart(facts) ? [new Execute(CardVerb.SettleSkip, target) { Title = $"Go on with {Wording.Part(facts.ItemsDone, facts.ItemsTotal)}" }]
        : facts.MaySkip ? [new Execute(CardVerb.SettleSkip, target) { Title = "Go on without it" }]
        : [];

    private static ShowCard TopUp(BudgetPauseFacts facts, ActionRef target) => new(new Card
    {
        FallbackText = $"How much more, in {facts.Unit}?",
        Body =
        [
            new CardElement.InputText(CardInput.Note, $"How much more, in {facts.Unit}?")
            {
                Placeholder = $"At least {facts.Missing}",
                MaxLength = LongestAmount,
                IsRequired = true,
                ErrorMessage = $"Write an amount, for example {facts.Missing}.",
            },
        ],
        Actions = [new Execute(CardVerb.SettleRaise, target) { Title = "Top up" }],
    })
    {
        Title = "Top up…",
    };

    private static bool HasPart(BudgetPauseFacts facts) => facts.ItemsDone > 0 && facts.ItemsDone < facts.ItemsTotal;

    private static string Done(BudgetPauseFacts facts) => facts.ItemsTotal == 0
        ? "every step before this one."
        : $"every step before this one, and {Wording.Part(facts.ItemsDone, facts.ItemsTotal)} items of it.";
}
