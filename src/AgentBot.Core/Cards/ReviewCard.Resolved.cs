using System.Collections.Immutable;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

public static partial class ReviewCard
{
    /// <summary>What the message of a revision becomes: no button of it decides anything any more.</summary>
    public static Card Resolved(ReviewFacts facts, ReviewOutcome outcome)
    {
        ReviewSheet sheet = Sheet(facts with { Before = null });
        return outcome switch
        {
            ReviewOutcome.BeingRevised revised => Revised(facts, sheet, revised),
            ReviewOutcome.Approved approved => Approved(facts, sheet, approved),
            ReviewOutcome.EditedAndApproved edited => Edited(facts, edited),
            ReviewOutcome.Rejected rejected => Ended(
                facts, ContainerStyle.Attention, sheet.Answers.Rejected, facts.Clock.HourOrMoment(rejected.At), $"Not {facts.Effects.Nothing}: {sheet.Headline.Undecided}",
                [Words(rejected.By, facts.Clock.MomentInCity(rejected.At)), CardParts.Said(CardText.Quote(rejected.Reason, 1_000)), Happened($"Nothing is {facts.Effects.Nothing}.{GoesOn(sheet)}")],
                [FullRecord(facts), .. StartAgain(facts, sheet, "Start again…")]),
            ReviewOutcome.Expired expired => Ended(
                facts, ContainerStyle.Emphasis, $"Expired, nothing was {facts.Effects.Nothing}", "", $"Nobody decided: {sheet.Headline.Undecided}",
                [Happened($"{CardParts.FirstUpper(facts.Reviewers.Now)} had until {facts.Clock.MomentInCity(expired.At)}. Nothing was {facts.Effects.Nothing}.")],
                [.. StartAgain(facts, sheet, "Ask again"), FullRecord(facts)]),
            ReviewOutcome.Superseded next => Ended(
                facts, ContainerStyle.Emphasis, next.EditedBy.Length > 0 ? "Replaced by an edited version" : $"Replaced by round {facts.Review.ChangesUsed + 2}", RoundOf(facts), $"Round {facts.Review.ChangesUsed + 1}: {Subject(sheet)}",
                [.. SentBack(facts, next.SentBack), Happened(next.EditedBy.Length > 0 ? $"{CardText.Line(next.EditedBy, 60)} edited it. The new version is decided on its own card." : "A new round is out. This card decides nothing any more.")],
                [GoTo(next.EditedBy.Length > 0 ? "Go to the edited version" : $"Go to round {facts.Review.ChangesUsed + 2}", facts, next.Revision)]),
            ReviewOutcome.Voided voided => Ended(
                facts, ContainerStyle.Emphasis, "Changed since it was shown", "", $"Asked again: {Subject(sheet)}",
                [Happened($"{CardParts.Sentence(voided.What)} An approval of this card was not used.")],
                [GoTo("Go to the new card", facts, voided.Revision)]),
            ReviewOutcome.Withdrawn withdrawn => Ended(
                facts, ContainerStyle.Emphasis, CardText.Line($"Withdrawn by {withdrawn.By}", 60), facts.Clock.HourOrMoment(withdrawn.At), $"Withdrawn: {sheet.Headline.Undecided}",
                [Happened($"Nothing was {facts.Effects.Nothing}.")],
                []),
            ReviewOutcome.Drilled drilled => Drilled(facts, drilled),
            ReviewOutcome.Cancelled cancelled => Ended(
                facts, ContainerStyle.Emphasis, cancelled.By.Length == 0 ? "Stopped" : CardText.Line($"Stopped by {cancelled.By}", 60), facts.Clock.HourOrMoment(cancelled.At), $"Stopped: {sheet.Headline.Undecided}",
                [.. cancelled.Why.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Said(CardText.Quote(cancelled.Why, 1_000))], Happened($"The run was stopped before anybody decided. Nothing was {facts.Effects.Nothing}.")],
                [FullRecord(facts)]),
            _ => throw new InvalidOperationException($"No card for {outcome.GetType().Name}."),
        };
    }

    private static Card Revised(ReviewFacts facts, ReviewSheet sheet, ReviewOutcome.BeingRevised revised)
    {
        int round = facts.Review.ChangesUsed + 2;
        string goesTo = facts.RemarkGoesTo.Length == 0 ? "" : $"the words went to “{CardText.Line(facts.RemarkGoesTo, 60)}”";
        return Ended(
            facts,
            ContainerStyle.Emphasis,
            "Sent back, being revised",
            $"Round {round} of {facts.Rounds + 1}",
            $"{Subject(sheet)}: round {round} is being written",
            [
                Words(revised.By, facts.Clock.MomentInCity(revised.At)),
                CardParts.Said(CardText.Quote(revised.Words, 1_000)),
                .. RowTotals.Part(revised.Rows),
                CardParts.Labelled("What happens now", $"A new card comes below in this thread. This card decides nothing any more; nothing was {facts.Effects.Nothing}."),
            ],
            [
                CardParts.Open($"See round {round - 1}", CardPath.ReviewInFull(facts.Review.Id, facts.Review.Revision)),
                StopRun(facts.Review.Run, facts.Requester),
            ],
            goesTo);
    }

    private static IEnumerable<CardElement> SentBack(ReviewFacts facts, ReviewOutcome.BeingRevised? sentBack) => sentBack is null
        ? []
        : [Words($"{sentBack.By} sent it back", facts.Clock.MomentInCity(sentBack.At)), CardParts.Said(CardText.Quote(sentBack.Words, 1_000))];

    private static Card Approved(ReviewFacts facts, ReviewSheet sheet, ReviewOutcome.Approved approved) => Ended(
        facts,
        ContainerStyle.Good,
        approved.Rows is null ? "Approved" : "Approved row by row",
        By(approved.By, approved.At, facts),
        approved.Rows is { } rows ? RowTotals.Headline(rows, facts.TemplateTitle) : approved.Published.IsEmpty ? $"Approved: {CardParts.FirstLower(Subject(sheet))}" : sheet.Headline.Done,
        [
            .. RowTotals.Part(approved.Rows),
            Happened(Published(facts, approved.Published, $"{(approved.Rows is null ? "Approved" : "Decided")} by {Names(approved.By)} {facts.Clock.MomentInCity(approved.At)}.")),
        ],
        [.. Links(approved.Published), FullRecord(facts)]);

    private static Card Edited(ReviewFacts facts, ReviewOutcome.EditedAndApproved edited)
    {
        ReviewSheet after = Sheet(facts with { Content = edited.Content, Before = facts.Content });
        string changes = Wording.Count(after.ChangeCount, "change", "changes");
        return Ended(
            facts,
            ContainerStyle.Good,
            after.ChangeCount == 0 ? "Approved" : $"Approved with {changes}",
            By([edited.By], edited.At, facts),
            edited.Published.IsEmpty ? $"Approved: {CardParts.FirstLower(Subject(after))}" : after.Headline.Done,
            [
                Happened(Published(facts, edited.Published, $"{CardText.Line(edited.By, 60)} edited and approved it {facts.Clock.MomentInCity(edited.At)}.")),
                CardParts.Part(CardPart.Changes, [CardParts.Origin($"Changed by {CardText.Line(edited.By, 60)}", changes), .. after.Changes]),
            ],
            [.. Links(edited.Published), FullRecord(facts)]);
    }

    private static Card Ended(
        ReviewFacts facts,
        ContainerStyle style,
        string state,
        string right,
        string question,
        ImmutableArray<CardElement> middle,
        ImmutableArray<CardAction> actions,
        string smallPrint = "") => new()
        {
            FallbackText = CardText.PlainLine($"{state}. {question.Replace("\\", "", StringComparison.Ordinal)}. Run {facts.Label}.", 1_000),
            Body =
            [
                CardParts.Strip(style, state, right),
                CardParts.Question(question),
                CardParts.Asked(Asked(facts)),
                .. middle,
                CardParts.SmallPrint(smallPrint, BasedOn(facts), CostOf(facts), $"run {facts.Label}"),
            ],
            Actions = actions,
        };

    internal static CardAction StopRun(RunId run, string reader) => CardParts.AskFor(
        "Stop the run…",
        "Why stop?",
        CardText.PlainLine($"{reader} reads this. What is done so far is kept.", 120),
        "Stop the run",
        CardVerb.Cancel,
        new ActionRef(CardRef.Run, run.Value),
        ActionStyle.Destructive);

    private static string Subject(ReviewSheet sheet) => sheet.Headline.Subject;

    private static TextBlock Happened(string text) => CardParts.Labelled("What happened", text, CardPart.Consequence);

    private static TextBlock Words(string by, string when) =>
        new($"**{CardText.Line(by, 60)}** · {when}") { Size = TextSize.Small, Spacing = Spacing.Medium, Separator = true };

    private static string By(ImmutableArray<string> names, DateTimeOffset at, ReviewFacts facts) =>
        CardText.Line($"{Wording.List(names)}, {facts.Clock.HourOrMoment(at)}", 60);

    private static string Names(ImmutableArray<string> names) => Wording.List([.. names.Select(name => CardText.Line(name, 60))]);

    private static string Published(ReviewFacts facts, ImmutableArray<PublishedEffect> published, string who) => published.IsEmpty
        ? $"{who} {(facts.Effects.IsEmpty ? "The result is kept with the run." : $"It is now on its way: {facts.Effects.Happens}.")}"
        : $"{who} {CardParts.FirstUpper(Wording.List([.. published.Select(done => $"{done.Effect.Past} {CardText.Line(done.Effect.Place, 80)} at {facts.Clock.HourOrMoment(done.At)}")]))}.";

    private static IEnumerable<CardAction> Links(ImmutableArray<PublishedEffect> published) =>
        published.Where(done => IsLink(done.Link) && MayBeOpened(done)).Take(2).Select(done => CardParts.Open(done.Effect.Verb == "post" ? "See the message" : "See the result", done.Link));

    // A platform says where its message is. What any other target answers is outside text, and leads where that program likes.
    private static bool MayBeOpened(PublishedEffect done) =>
        done.Link.StartsWith('/') || done.Effect.Target is EffectTarget.Channel or EffectTarget.Thread or EffectTarget.Direct;

    internal static bool IsLink(string link) => link.StartsWith('/') || link.StartsWith("https://", StringComparison.Ordinal);

    private static OpenUrl FullRecord(ReviewFacts facts) => CardParts.Open("Full record", CardPath.Run(facts.RunNumber));

    private static string GoesOn(ReviewSheet sheet) => sheet.Answers.NoReader.Length == 0 ? "" : $" {sheet.Answers.NoReader} reads this and goes on.";

    // A program is told how it ended and asks again by itself, and so is an agent that goes on.
    private static IEnumerable<CardAction> StartAgain(ReviewFacts facts, ReviewSheet sheet, string title) =>
        facts.System.Length > 0 || sheet.Answers.NoReader.Length > 0 ? [] : [new Execute(CardVerb.Command, new ActionRef(CardRef.Command, $"retry {facts.RunNumber}")) { Title = title }];

    private static OpenUrl GoTo(string title, ReviewFacts facts, int revision) => CardParts.Open(title, CardPath.Review(facts.Review.Id, revision));
}
