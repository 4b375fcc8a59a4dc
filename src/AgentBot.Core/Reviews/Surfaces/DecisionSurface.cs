using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="Option">As it is called.</param>
/// <param name="Means">What choosing it means; empty where nothing is said.</param>
public sealed record DecisionOption(string Option, string Means);

/// <param name="Options">Empty for a question that is answered with yes or no.</param>
/// <param name="Chosen">One of the options; empty as long as nobody has chosen.</param>
/// <param name="Leaning">What the agent would say; empty where it does not.</param>
public sealed record DecisionContent(string Question, string Yes, string No, ImmutableArray<DecisionOption> Options, string Chosen, string Leaning, string Reason)
{
    public const int LongestQuestion = 300;
    public const int MostOptions = 10;

    public static Result<DecisionContent> Read(Value value)
    {
        var reading = new FieldReading(value, "decision", "question", "yes", "no", "options", "chosen", "leaning", "reason");
        TableData? rows = reading.Rows("options", required: false);
        ImmutableArray<DecisionOption> options = rows is null ? [] : [.. Enumerable.Range(0, rows.Rows.Length).Select(rows.RowAsRecord).Select(row => new DecisionOption(ValueText.ForPeople(row["option"]).Trim(), ValueText.ForPeople(row["means"]).Trim()))];
        var decision = new DecisionContent(
            reading.Text("question", LongestQuestion),
            reading.Text("yes", 500, required: false),
            reading.Text("no", 500, required: false),
            options,
            reading.Text("chosen", 200, required: false),
            reading.Text("leaning", 200, required: false),
            reading.Text("reason", 4_000, required: false));
        if (reading.Wrong is { } wrong)
        {
            return wrong;
        }

        bool odd = rows is not null && rows.Columns.Any(column => column.Name.ToLowerInvariant() is not ("option" or "means"));
        return odd || options.Any(option => option.Option.Length is 0 or > 200 || option.Means.Length > 500) || (rows is not null && options.Length is < 2 or > MostOptions)
                || options.DistinctBy(option => option.Option, StringComparer.OrdinalIgnoreCase).Count() != options.Length
            ? ArtifactShape.Misfit("The options do not fit", $"There are 2 to {MostOptions} different ones: a table with the columns option and means.")
            : decision.Chosen.Length > 0 && options.All(option => option.Option != decision.Chosen)
            ? ArtifactShape.Misfit("The choice does not fit", $"{ValueReader.Quote(decision.Chosen)} is none of the options.")
            : decision;
    }
}

/// <summary>
/// A question that people answer: yes or no, or one of several equals, with what speaks for which. No button stands out; what the
/// agent would say comes last and is labelled so.
/// </summary>
public sealed class DecisionSurface : ArtifactKind
{
    /// <summary>Stands before what a yes does.</summary>
    public const string IfYes = "If you say yes";

    private const string OnceChosen = "Once one is chosen";

    private const int LongestMeaning = 200;

    private static readonly Refusal NothingChosen = new(RefusalKind.BadInput, "Nothing is chosen yet.", "This question has several answers, and an approval names none of them.", "Choose one on its card first.");

    public override ArtifactType Type => ArtifactType.Decision;

    public override string Noun => "decision";

    public override AnswerShape Answer { get; } = new(
        "decision",
        "A question that people answer with yes or no, or with one of several options.",
        [
            AnswerField.Text("question", "The question, ending in a question mark."),
            AnswerField.Text("yes", "What a yes means.", required: false),
            AnswerField.Text("no", "What a no means.", required: false),
            new AnswerField("options", [new FieldType.Table([], Open: true)], "Where it is not yes or no: a table with the columns option and means.", Required: false),
            AnswerField.Text("chosen", "Left empty; a person chooses.", required: false),
            new AnswerField("leaning", [new FieldType.Text(), new FieldType.Choice([])], "What the agent would say.", Required: false),
            AnswerField.Text("reason", "Why.", required: false),
        ]);

    /// <summary>As an agent answers it, but nobody chooses beforehand.</summary>
    public override PostedShape Posted => base.Posted is { Form: Form.Fields fields } posted ? posted with { Form = fields with { Named = [.. fields.Named.Where(one => one.Name != "chosen")] } } : base.Posted;

    public override Refusal? Check(Value content) => DecisionContent.Read(content).Refusal;

    public override bool MayBeUnready => true;

    public override Refusal? Unready(Value content) => DecisionContent.Read(content).Match(decision => MustChoose(decision) ? NothingChosen : null, _ => null);

    public override ImmutableArray<EditField> EditFields(Value content)
    {
        DecisionContent decision = DecisionContent.Read(content).Value;
        var record = (Value.Record)content;
        return decision.Options.IsEmpty
            ?
            [
                FieldsDrawn.Line("question", "Question", record),
                FieldsDrawn.Line("yes", "What a yes means", record),
                FieldsDrawn.Line("no", "What a no means", record),
                FieldsDrawn.Line("reason", "Why", record, multiline: true),
            ]
            : [FieldsDrawn.Line("chosen", "Your choice", record, new FieldType.Choice([.. decision.Options.Select(option => option.Option)]))];
    }

    public override PlainFile Plain(Value content)
    {
        DecisionContent decision = DecisionContent.Read(content).Value;
        var text = new StringBuilder(decision.Question).Append("\n\n");
        void Line(string title, string words) => text.Append(words.Length == 0 ? "" : $"{title}: {words}\n");
        Line("Yes", decision.Yes);
        Line("No", decision.No);
        foreach (DecisionOption option in decision.Options)
        {
            text.Append($"{(option.Option == decision.Chosen ? "Chosen: " : "- ")}{option.Option}{(option.Means.Length == 0 ? "" : $": {option.Means}")}\n");
        }

        Line("The agent leans to", decision.Leaning);
        Line("Why", decision.Reason);
        foreach (Claim claim in EvidenceList.Of(content))
        {
            text.Append($"- {(claim.Side.Length == 0 ? "" : claim.Side + ": ")}{claim.Text} ({(claim.Source.Length == 0 ? EvidenceDrawn.NoSource : claim.Source)})\n");
        }

        return new PlainFile(".txt", "The whole decision", text.ToString());
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        DecisionContent decision = DecisionContent.Read(input.Content).Value;
        string question = CardText.Quote(decision.Question, 110);
        bool choose = MustChoose(decision);
        ImmutableArray<CardFact> facts = Facts(decision, input);
        Value.Record? before = input.Before as Value.Record;
        ImmutableArray<FieldChange> changes = before is null ? [] : ArtifactDiff.Record(EvidenceList.Without(before), EvidenceList.Without((Value.Record)input.Content));
        bool shortened = decision.Options.Any(option => option.Means.Length > LongestMeaning) || decision.Reason.Length > input.Room.DraftCharacters || decision.Question.Length > 110 || decision.Yes.Length > LongestMeaning || decision.No.Length > LongestMeaning;
        string chosen = decision.Chosen.Length == 0 ? "" : $": {CardText.Quote(decision.Chosen, 60)}";
        return new ReviewSheet
        {
            Headline = new Headline(
                decision.Options.IsEmpty ? $"Yes or no: {question}" : choose ? $"Choose one: {question}" : $"Decide {question} as {CardText.Quote(decision.Chosen, 60)}?",
                $"The decision {question}{chosen}",
                $"{CardParts.FirstUpper(input.Effects.Past)}: the decision {question}{chosen}")
            {
                Undecided = $"The decision {question}",
            },
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Changes = FieldsDrawn.Changed(changes, input),
            ChangeCount = changes.Length,
            Draft = Draft(decision, input.Room, input.Author),
            DraftTitle = decision.Options.IsEmpty ? "The answers" : "The options",
            Cut = shortened ? new CutNotice("**Some of it is shortened here.**", "Open the whole decision once; an answer counts after that.", "Read the whole decision") : null,
            EditNote = decision.Options.IsEmpty ? "Your text replaces what the agent wrote. You are named as its author." : "You are named as the one who chose.",
            Noun = Noun,
            Whole = decision.Chosen.Length == 0 ? "The decision with its reasons" : $"The decision for {CardText.Quote(decision.Chosen, 60)}",
            Answers = new SheetAnswers
            {
                HasPrimary = false,
                Yes = decision.Options.IsEmpty ? "Yes" : "Decide so",
                No = decision.Options.IsEmpty ? "No" : "None of these",
                Choose = choose ? "Choose…" : "",
                Edit = decision.Options.IsEmpty ? "" : "Choose another…",
                IfYes = decision.Options.IsEmpty ? IfYes : choose ? OnceChosen : SheetAnswers.Ordinary.IfYes,
            },
            Besides = decision.Options.IsEmpty ? "A no ends it here." : "",
        };
    }

    protected override FullView FullOwn(SurfaceInput input) =>
        RecordSurface.View(EvidenceList.Without((Value.Record)input.Content), input.Before is Value.Record before ? EvidenceList.Without(before) : null, input.Clock);

    private static bool MustChoose(DecisionContent decision) => !decision.Options.IsEmpty && decision.Chosen.Length == 0;

    private static ImmutableArray<CardFact> Facts(DecisionContent decision, SurfaceInput input)
    {
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        ImmutableArray<Claim> claims = EvidenceList.Of(input.Content);
        if (!decision.Options.IsEmpty)
        {
            facts.Add(new CardFact("Options", Wording.Number(decision.Options.Length)));
            facts.Add(new CardFact("Chosen", decision.Chosen.Length == 0 ? "nothing yet" : CardText.Line(decision.Chosen, 90)));
        }

        string[] sides = [.. claims.Where(claim => claim.Side.Length > 0).GroupBy(claim => claim.Side, StringComparer.OrdinalIgnoreCase).Select(side => $"{side.Count()} for {CardText.Line(CardParts.FirstLower(side.Key), 40)}").Take(4)];
        if (decision.Options.IsEmpty || !claims.IsEmpty)
        {
            facts.Add(new CardFact("Points", claims.IsEmpty ? "none given" : sides.Length > 0 ? string.Join(", ", sides) : Wording.Number(claims.Length)));
        }

        IReadOnlyList<string> amounts = Prose.Amounts(string.Join('\n', [decision.Question, decision.Yes, decision.No, .. decision.Options.SelectMany(option => new[] { option.Option, option.Means }), .. claims.Select(claim => claim.Text)]));
        if (amounts.Count > 0)
        {
            facts.Add(new CardFact("Amounts", CardText.Line(string.Join(", ", amounts.Take(4)), 90)));
        }

        return facts.ToImmutable();
    }

    private static ImmutableArray<CardElement> Draft(DecisionContent decision, CardRoom room, string author)
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        void Add(string title, string words) => elements.Add(new TextBlock($"**{title}:** {(words.Length == 0 ? "not said" : CardText.Line(words, LongestMeaning))}") { Spacing = Spacing.Small });
        if (decision.Options.IsEmpty)
        {
            Add("Yes", decision.Yes);
            Add("No", decision.No);
        }

        foreach (DecisionOption option in decision.Options)
        {
            string mark = option.Option == decision.Chosen ? " (chosen)" : "";
            elements.Add(new TextBlock($"**{CardText.Line(option.Option, 100)}**{mark}{(option.Means.Length == 0 ? "" : $" · {CardText.Line(option.Means, LongestMeaning)}")}") { Spacing = Spacing.Small });
        }

        string leaning = decision.Leaning.Length == 0 ? "" : $"{CardText.Line(CardParts.FirstUpper(author), 60)} leans to **{CardText.Line(CardParts.FirstLower(decision.Leaning), 80)}**";
        string reason = CardText.Line(decision.Reason, room.DraftCharacters);
        if (leaning.Length + reason.Length > 0)
        {
            elements.Add(CardParts.Small(leaning.Length == 0 ? reason : reason.Length == 0 ? leaning + "." : $"{leaning}: {reason}"));
        }

        return elements.ToImmutable();
    }
}
