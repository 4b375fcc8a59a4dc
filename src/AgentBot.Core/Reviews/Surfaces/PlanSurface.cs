using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="Goal">What it is for; empty where nothing is said.</param>
/// <param name="Steps">One row each; the column "step" says what is done, others who, when or at what cost.</param>
public sealed record PlanContent(string Goal, TableData Steps)
{
    public const int MostSteps = 50;
    public const string StepColumn = "step";

    public static Result<PlanContent> Read(Value value)
    {
        var reading = new FieldReading(value, "plan", "goal", "steps");
        string goal = reading.Text("goal", 1_000, required: false);
        TableData steps = reading.Rows("steps") ?? TableData.Empty;
        return reading.Wrong is { } wrong ? wrong
            : TableCheck.Check(steps) is { } misfit ? misfit
            : steps.Rows.IsEmpty || steps.Rows.Length > MostSteps ? ArtifactShape.Misfit("The plan does not fit", $"It has 1 to {MostSteps} steps; this one has {steps.Rows.Length}.")
            : steps.IndexOf(StepColumn) < 0 || steps.Rows.Any(row => ValueText.ForPeople(row[steps.IndexOf(StepColumn)]).Trim().Length == 0) ? ArtifactShape.Misfit("A step says nothing", "Each row has a text in the column “step”.")
            : new PlanContent(goal, steps);
    }

    public string Step(int row) => ValueText.ForPeople(Steps.Rows[row][Steps.IndexOf(StepColumn)]).Trim();

    /// <summary>The number a step had when it was proposed; it keeps it when others are left out.</summary>
    public string NumberOf(int row) => Steps.KeyOf(row);
}

/// <summary>Steps that each need a consent: a step that is left out is no part of what is approved.</summary>
public sealed class PlanSurface : ArtifactKind
{
    private const string Consent = "step-";
    private const string Do = "do it";
    private const string LeaveOut = "leave out";
    private const int LongestStep = 200;

    public override ArtifactType Type => ArtifactType.Plan;

    public override string Noun => "plan";

    public override AnswerShape Answer { get; } = new(
        "plan",
        "Steps, each of which needs a consent.",
        [
            AnswerField.Text("goal", "What the plan is for.", required: false),
            new AnswerField("steps", [new FieldType.Table([], Open: true)], "A table with the column step, and others such as who, when and cost."),
        ]);

    public override Refusal? Check(Value content) => PlanContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content)
    {
        PlanContent plan = PlanContent.Read(content).Value;
        return
        [
            .. Enumerable.Range(0, plan.Steps.Rows.Length).Select(row => new EditField(
                Consent + (row + 1).ToString(CultureInfo.InvariantCulture),
                CardText.PlainLine($"{plan.NumberOf(row)}. {plan.Step(row)}", 60),
                Do,
                false,
                new FieldType.Choice([Do, LeaveOut]))),
        ];
    }

    public override Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        PlanContent plan = PlanContent.Read(before).Value;
        int[] kept = [.. Enumerable.Range(0, plan.Steps.Rows.Length).Where(row => given.GetValueOrDefault(Consent + (row + 1).ToString(CultureInfo.InvariantCulture), Do) != LeaveOut)];
        if (kept.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "No step is left.", "A plan without steps does nothing.", "Reject it instead.");
        }

        // What nobody took out stays the very same plan.
        return kept.Length == plan.Steps.Rows.Length ? before : ((Value.Record)before).With("steps", new Value.Table(plan.Steps with
        {
            Rows = [.. kept.Select(row => plan.Steps.Rows[row])],
            Keys = [.. kept.Select(plan.Steps.KeyOf)],
        }));
    }

    public override PlainFile Plain(Value content)
    {
        PlanContent plan = PlanContent.Read(content).Value;
        var text = new StringBuilder(plan.Goal.Length == 0 ? "" : plan.Goal + "\n\n");
        for (int row = 0; row < plan.Steps.Rows.Length; row++)
        {
            text.Append($"{plan.NumberOf(row)}. {plan.Step(row)}{string.Concat(Rest(plan, row, value => ValueText.ForPeople(value)).Select(part => $"; {part}"))}\n");
        }

        return new PlainFile(".txt", "The whole plan", text.ToString());
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        PlanContent plan = PlanContent.Read(input.Content).Value;
        string count = Wording.Count(plan.Steps.Rows.Length, "step", "steps");
        PlanContent? before = input.Before is null ? null : PlanContent.Read(input.Before).Match<PlanContent?>(found => found, _ => null);
        string[] gone = before is null ? [] : [.. Enumerable.Range(0, before.Steps.Rows.Length).Where(row => Enumerable.Range(0, plan.Steps.Rows.Length).All(now => plan.NumberOf(now) != before.NumberOf(row))).Select(row => $"{before.NumberOf(row)}. {before.Step(row)}")];
        TableChanges? changes = before is null ? null : ArtifactDiff.Table(before.Steps, plan.Steps);
        ImmutableArray<CardFact> facts = Facts(plan, input);
        int shown = Math.Min(plan.Steps.Rows.Length, input.Room.Rows);
        bool shortened = Enumerable.Range(0, shown).Any(row => plan.Step(row).Length > LongestStep || string.Join(" · ", Rest(plan, row, value => Wording.Plain(value, input.Clock))).Length > LongestStep) || plan.Goal.Length > 300;
        return new ReviewSheet
        {
            Headline = new Headline($"Go ahead with these {count}?".Replace("these 1 step", "this one step", StringComparison.Ordinal), $"The plan with {count}", $"{CardParts.FirstUpper(input.Effects.Past)}: the plan with {count}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Changes = changes is null ? [] : [.. gone.Select(step => CardParts.Small($"Left out: {CardText.Line(step, LongestStep)}")), .. changes.Cells.IsEmpty && changes.Added.IsEmpty ? [] : TableChangesDrawn.Draw(new TableContent(plan.Steps), changes with { Removed = [] }, new Value.Table(before!.Steps), input)],
            ChangeCount = changes is null ? 0 : changes.ChangedRows.Length + changes.Added.Length + changes.Removed.Length,
            Draft =
            [
                .. plan.Goal.Length == 0 ? [] : new CardElement[] { new TextBlock(CardText.Line(plan.Goal, 300)) { Spacing = Spacing.Small } },
                .. Enumerable.Range(0, shown).Select(row => Step(plan, row, input.Clock)),
            ],
            DraftTitle = "Steps",
            DraftOrigin = "proposed by the agent",
            Cut = shown < plan.Steps.Rows.Length || shortened ? new CutNotice(shown < plan.Steps.Rows.Length ? $"**Shown: {Wording.Part(shown, plan.Steps.Rows.Length)} steps.**" : "**Some steps are shortened here.**", "Open the whole plan once; Approve works after that.", "Read the whole plan") : null,
            Answers = new SheetAnswers { Yes = plan.Steps.Rows.Length == 1 ? "Approve this step" : $"Approve all {count}", Edit = plan.Steps.Rows.Length == 1 ? "" : "Choose steps…" },
            EditNote = "A step that is left out is no part of what you approve. You are named as the one who chose.",
            Noun = Noun,
            Whole = $"The plan with {(plan.Steps.Rows.Length == 1 ? "its step" : $"all {count}")}",
            Besides = "AgentBot does none of the steps itself.",
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        PlanContent plan = PlanContent.Read(input.Content).Value;
        TableData? before = input.Before is null ? null : PlanContent.Read(input.Before).Match<TableData?>(found => found.Steps, _ => null);
        FullView steps = TableSurface.View(new TableContent(plan.Steps), before, [], input.Clock);
        return plan.Goal.Length == 0 ? steps : new FullView.Fields([new FullField("goal", "Goal", CardText.Visible(plan.Goal), null, null), new FullField("steps", "Steps", Wording.Number(plan.Steps.Rows.Length), null, steps)]);
    }

    private static ImmutableArray<CardFact> Facts(PlanContent plan, SurfaceInput input)
    {
        var table = new TableContent(plan.Steps);
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        facts.Add(new CardFact("Steps", Wording.Number(plan.Steps.Rows.Length)));
        if (!table.All.Sums.IsEmpty)
        {
            facts.Add(new CardFact(CardText.Line(Wording.Title(plan.Steps.Columns[table.Amount!.Value].Name), 30), TableSurface.Sums(table.All)));
        }

        DateOnly[] days = [.. plan.Steps.Rows.SelectMany(row => row.OfType<Value.Date>()).Select(date => date.Day).Order()];
        if (days.Length > 0)
        {
            facts.Add(new CardFact("Days", days[0] == days[^1] ? input.Clock.Day(days[0]) : $"{input.Clock.Day(days[0])} to {input.Clock.Day(days[^1])}"));
        }

        return facts.ToImmutable();
    }

    private static Container Step(PlanContent plan, int row, CardClock clock)
    {
        string[] rest = [.. Rest(plan, row, value => CardText.PlainLine(Wording.Plain(value, clock), 20_000))];
        ImmutableArray<CardElement> lines = [new TextBlock($"**{CardText.Line(plan.NumberOf(row), 8)}** · {CardText.Line(plan.Step(row), LongestStep)}")];
        return new Container(rest.Length == 0 ? lines : lines.Add(CardParts.Subtle(CardText.Line(string.Join(" · ", rest), LongestStep)) with { Spacing = Spacing.None })) { Spacing = Spacing.Small };
    }

    /// <summary>What the other columns say of a step: "who: Tomas Ruiz".</summary>
    private static IEnumerable<string> Rest(PlanContent plan, int row, Func<Value, string> words) => plan.Steps.Columns
        .Select((column, i) => (column.Name, Text: words(plan.Steps.Rows[row][i])))
        .Where(cell => !string.Equals(cell.Name, PlanContent.StepColumn, StringComparison.OrdinalIgnoreCase) && cell.Text.Trim().Length > 0)
        .Select(cell => $"{CardParts.FirstLower(Wording.Title(cell.Name))}: {cell.Text}");
}
