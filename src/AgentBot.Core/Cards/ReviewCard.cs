using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>The review as it is shown: one pure function for the open question, one for what became of it, one for the editing form.</summary>
public static partial class ReviewCard
{
    private const int MostNotes = 4;
    private const int MostFailed = 3;

    /// <summary>What a yes does, for a reader whose yes it is not.</summary>
    public static CardElement ForOthers(CardElement element) => element is TextBlock { Id: CardPart.Consequence, Text: var text } block
        ? block with
        {
            Text = text
                .Replace($"**{SheetAnswers.Ordinary.IfYes}:**", "**If it is approved:**", StringComparison.Ordinal)
                .Replace("**If you let it leave:**", "**If somebody lets it leave:**", StringComparison.Ordinal)
                .Replace($"**{DecisionSurface.IfYes}:**", "**If the answer is yes:**", StringComparison.Ordinal),
        }
        : element;

    /// <summary>True where a card cannot show everything: then Approve needs the full view to have been opened.</summary>
    public static bool IsCut(ReviewFacts facts)
    {
        Pending(facts, out bool isCut);
        return isCut;
    }

    /// <summary>What the card says has to be looked at first; empty for nothing.</summary>
    public static string WarningOf(ReviewFacts facts) => string.Join(' ', new[] { Sheet(facts).Warning }.Concat(UnknownSentences(facts.Unknown).Select(CardText.Escape)).Where(part => part.Length > 0));

    /// <summary>What it is about and its facts, each as one line; escaped.</summary>
    public static (string Subject, string Facts) Brief(ReviewFacts facts)
    {
        ReviewSheet sheet = Sheet(facts);
        return (sheet.Headline.Subject, sheet.FactsLine);
    }

    /// <summary>"table", "document".</summary>
    public static string NounOf(ReviewFacts facts) => Sheet(facts).Noun;

    public static Card Pending(ReviewFacts facts) => Pending(facts, out _);

    /// <inheritdoc cref="IsCut"/>
    public static Card Pending(ReviewFacts facts, out bool isCut)
    {
        // What fits the ordinary room may still have to give way to the budget of the whole card.
        bool gaveWay = false;
        Card card = CardBudget.Fit(facts.Room, room =>
        {
            ReviewFacts within = facts with { Room = room };
            ReviewSheet sheet = Sheet(within);
            gaveWay |= sheet.Cut is not null;
            return PendingIn(within, sheet);
        });
        isCut = gaveWay;
        return card;
    }

    /// <summary>The form in which a person edits the artifact; null where its type is edited only on the full page or as a file.</summary>
    public static Card? Edit(ReviewFacts facts)
    {
        ImmutableArray<EditField> fields = ReviewSurfaces.For(facts.Review.Artifact.Type, facts.Content).EditFields(facts.Content);
        if (fields.IsEmpty || fields.Sum(field => field.Value.Length) > 20_000)
        {
            return null;
        }

        ReviewSheet sheet = Sheet(facts);
        return new Card
        {
            FallbackText = $"Edit the {sheet.Noun} of run {facts.Label}.",
            Body =
            [
                CardParts.Strip(ContainerStyle.Emphasis, "Your version", RoundOf(facts)),
                CardParts.Question(sheet.Headline.Subject),
                .. fields.Select(Input),
                CardParts.Subtle(sheet.EditNote.Replace("the agent wrote", $"{Author(facts)} wrote", StringComparison.Ordinal)),
            ],
            Actions =
            [
                new Execute(CardVerb.EditApprove, Ref(facts)) { Title = "Approve my version", Style = ActionStyle.Positive },
                new Execute(CardVerb.EditSave, Ref(facts)) { Title = "Save for others to decide" },
            ],
        };
    }

    private static CardElement Input(EditField field) => field.Type is FieldType.Choice { Of.Length: > 1 } choice
        ? new InputChoiceSet(CardInput.Field + field.Name, CardText.PlainLine(field.Label, 60), [.. choice.Of.Select(option => new CardChoice(CardText.PlainLine(Wording.Title(option), 75), option))])
        {
            Value = field.Value.Length == 0 ? null : field.Value,
            Expanded = choice.Of.Length <= 6,
            IsRequired = true,
            ErrorMessage = "Choose one.",
        }
        : new InputText(CardInput.Field + field.Name, CardText.PlainLine(field.Label, 60))
        {
            Value = CardText.Visible(field.Value),
            Multiline = field.Multiline,
            MaxLength = field.Multiline ? null : 1_000,
        };

    private static Card PendingIn(ReviewFacts facts, ReviewSheet sheet)
    {
        var body = ImmutableArray.CreateBuilder<CardElement>();
        body.Add(WaitingStrip(facts));
        body.Add(CardParts.Question(facts.Reviewers.IsConsent ? MayItLeave(facts, sheet) : sheet.Headline.Ask));
        body.Add(CardParts.Asked(Asked(facts)));
        body.Add(CardParts.Labelled(facts.Reviewers.IsConsent ? "If you let it leave" : sheet.Answers.IfYes, AfterYes(facts, sheet), CardPart.Consequence));
        body.AddRange(Leaving(facts));
        if (sheet.Warning.Length > 0)
        {
            body.Add(CardParts.Warning(sheet.Warning));
        }

        body.AddRange(Unknown(facts));

        body.Add(CardParts.Part(CardPart.Facts, [CardParts.Origin("Facts", "computed by AgentBot"), .. sheet.Facts, .. Remarks(facts)]));
        if (facts.Remark is { } remark)
        {
            body.Add(CardParts.Part(CardPart.Changes, [CardParts.Origin(ChangesTitle(facts), RemarkWords(remark)), .. Changes(sheet)]));
        }
        else if (facts.LastApproved is { } last)
        {
            ReviewSheet since = Sheet(facts with { Before = last.Content });
            body.Add(CardParts.Part(CardPart.Changes, [CardParts.Origin("What changed since the last approved run", $"run {last.RunNumber}, approved {facts.Clock.Moment(last.At)}"), .. Changes(since)]));
        }

        body.Add(CardParts.Part(CardPart.Draft, [CardParts.Origin(sheet.DraftTitle, DraftOrigin(facts, sheet)), .. sheet.Draft, .. CutNotice(facts, sheet)]));
        if (!sheet.Evidence.IsEmpty)
        {
            body.Add(CardParts.Part(CardPart.Evidence, [CardParts.Origin("Evidence", $"cited by {Author(facts)}, looked up by AgentBot"), .. sheet.Evidence]));
        }

        body.Add(Deciders(facts));
        body.Add(CardParts.SmallPrint(BasedOn(facts), CostOf(facts), $"run {facts.Label}"));
        return new Card { FallbackText = Fallback(facts, sheet), Body = body.ToImmutable(), Actions = PendingActions(facts, sheet), Mentions = facts.Reviewers.Mentions };
    }

    private static ReviewSheet Sheet(ReviewFacts facts) => ReviewSurfaces.For(facts.Review.Artifact.Type, facts.Content).Draw(new SurfaceInput
    {
        Content = facts.Content,
        Before = facts.Before,
        TemplateTitle = facts.TemplateTitle,
        Effects = facts.Effects,
        Clock = facts.Clock,
        Limits = facts.Limits,
        Sources = facts.Sources,
        Room = facts.Room,
        Author = facts.System.Length > 0 ? facts.System : "the agent",
    });

    private static ActionRef Ref(ReviewFacts facts)
    {
        string digest = facts.Review.Artifact.Content.Value;
        return new ActionRef(CardRef.Review, facts.Review.Id.Value, facts.Review.Revision, digest.Length <= 16 ? digest : digest[..16]);
    }

    // The limit counts requests for changes, so there may be one round more than that.
    private static string RoundOf(ReviewFacts facts) => $"Round {Math.Min(facts.Review.ChangesUsed, facts.Rounds) + 1} of {facts.Rounds + 1}";

    private static IEnumerable<string> Asked(ReviewFacts facts) =>
    [
        facts.StartedBy.Length > 0 ? CardText.Line(facts.StartedBy, 80) : $"{CardText.Line(facts.Requester, 60)} asked",
        CardText.Line(facts.TemplateTitle, 60),
        CardText.Line(facts.About, 80),
    ];

    private static string Consequence(ReviewFacts facts, ReviewSheet sheet) =>
        string.Join(' ', new[] { $"{sheet.Whole} {(sheet.WholeIsMany ? "are" : "is")} {facts.Effects.Happens}.", sheet.Besides, facts.Effects.Undo }.Where(part => part.Length > 0));

    // What the next yes does by itself: where others decide behind it, nothing leaves with it.
    private static string AfterYes(ReviewFacts facts, ReviewSheet sheet) => facts.Reviewers.AfterNext == 0
        ? Consequence(facts, sheet)
        : $"Nothing is {facts.Effects.Nothing} yet; it then waits for {facts.Reviewers.Next}. After the last approval {CardParts.FirstLower(Consequence(facts, sheet))}";

    // Of what a program hands in, nothing was read or proposed by anybody here, whatever its type usually says.
    private static string DraftOrigin(ReviewFacts facts, ReviewSheet sheet) =>
        facts.System.Length > 0 ? $"given by {Author(facts)}" : sheet.DraftOrigin + (facts.Offline ? " (offline, no language model)" : "");

    private static string Author(ReviewFacts facts) => facts.System.Length > 0 ? CardText.Line(facts.System, 60) : "the agent";

    private static IEnumerable<CardElement> Remarks(ReviewFacts facts)
    {
        foreach (string note in facts.Notes.Take(MostNotes))
        {
            yield return CardParts.Small(CardParts.Sentence(note));
        }

        if (facts.Notes.Length > MostNotes)
        {
            yield return CardParts.Small($"{Wording.Count(facts.Notes.Length - MostNotes, "more note", "more notes")} in the full view.");
        }

        if (!facts.Failed.IsEmpty)
        {
            string[] some = [.. facts.Failed.Take(MostFailed).Select(failed => $"{CardText.Line(failed.Item, 40)} ({CardText.Line(failed.Reason, 80)})")];
            string others = facts.Failed.Length > MostFailed ? $" and {facts.Failed.Length - MostFailed} more" : "";
            yield return CardParts.Small($"**Left out: {Wording.Count(facts.Failed.Length, "item", "items")}.** {string.Join(", ", some)}{others}.");
        }
    }

    private static string ChangesTitle(ReviewFacts facts) => facts.Remark!.Kind == RemarkKind.Edited
        ? "What the edit changed"
        : $"What changed since round {Math.Max(1, facts.Review.ChangesUsed)}";

    private static string RemarkWords(ReviewRemark remark) => remark.Kind switch
    {
        RemarkKind.SentBack => $"{CardText.Line(remark.By, 60)} sent it back: {CardText.Quote(remark.Words)}",
        RemarkKind.Edited => remark.Words.Length == 0 ? $"edited by {CardText.Line(remark.By, 60)}" : $"edited by {CardText.Line(remark.By, 60)}: {CardText.Quote(remark.Words)}",
        _ => CardParts.Sentence(remark.Words),
    };

    private static ImmutableArray<CardElement> Changes(ReviewSheet sheet) => sheet.Changes.IsEmpty ? [CardParts.Small("Nothing changed.")] : sheet.Changes;

    private static IEnumerable<CardElement> CutNotice(ReviewFacts facts, ReviewSheet sheet) => sheet.Cut is not { } cut
        ? []
        :
        [
            new TextBlock($"{cut.Sentence} {cut.First}") { Spacing = Spacing.Medium },
            new ActionSet([CardParts.Open(cut.Button, CardPath.ReviewInFull(facts.Review.Id, facts.Review.Revision))]) { Spacing = Spacing.Small },
        ];

    // No model works for a program that asks.
    private static string CostOf(ReviewFacts facts) => facts.System.Length > 0 ? "" : facts.Cost.Line;

    private static string BasedOn(ReviewFacts facts)
    {
        string[] sources =
        [
            .. facts.FactsUsed > 0 ? new[] { Wording.Count(facts.FactsUsed, "fact", "facts") } : [],
            .. facts.SourceFile.Length > 0 ? new[] { CardText.Line(facts.SourceFile, 60) } : [],
        ];
        return sources.Length == 0 ? "" : $"based on {Wording.List(sources)}";
    }

    private static string Fallback(ReviewFacts facts, ReviewSheet sheet)
    {
        string until = facts.Review.ExpiresAt is { } at ? $" by {facts.Clock.MomentInCity(at)}" : "";
        string leaves = string.Concat(facts.Leaves.Select(leaving => $" {leaving.Sentence}"));
        string ask = facts.Reviewers.IsConsent ? MayItLeave(facts, sheet) : sheet.Headline.Ask;
        string text = $"{ask} {string.Join(" · ", Asked(facts).Where(part => part.Length > 0))}. {CardParts.FirstUpper(sheet.FactsLine)}.{leaves} {CardParts.FirstUpper(facts.Reviewers.Phrase)} decides{until}: {(facts.Reviewers.IsConsent ? "declassify" : "approve")} {facts.Label}, reject {facts.Label}, or in the console.";
        return CardText.PlainLine(text.Replace("\\", "", StringComparison.Ordinal), 1_000);
    }
}
