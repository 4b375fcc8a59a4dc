using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Draws what a step asks people: how to go on after a failure, or where its money is not enough.</summary>
public sealed class StepAskDrawer(DrawingReads reads, ICheaperModel cheaper)
{
    private const int MostOperators = 3;

    /// <param name="purpose">As <see cref="Purposes.StepAsks"/> writes it.</param>
    public async ValueTask<DrawnView?> DrawAsync(string purpose, CancellationToken ct)
    {
        string[] parts = purpose.Split(':');
        var id = new RunId(parts[1]);
        int round = int.Parse(parts[3], CultureInfo.InvariantCulture);
        if (await reads.Runs.LoadAsync(id, ct) is not { } state || state.Step(parts[2]) is not { } row)
        {
            return null;
        }

        var (_, graph) = await reads.Closures.OfAsync(state.Run.TemplateVersion, ct);
        bool asks = row is { Status: StepStatus.Waiting, Waiting: WaitReason.Person } && row.Round == round;
        if (parts[0] == "stillasks")
        {
            string text = asks ? $"Reminder: run {state.Run.Number} is still paused, because not enough money is left for it. {WhoOf(graph, row)} can top it up." : $"Run {state.Run.Number}: answered.";
            return new DrawnView(null, text, null);
        }

        Card card = asks && MoneyAnswers.IsAbout(row) && Shortage.Read(row.Shortage) is { } shortage && await reads.Budgets.FindAsync(shortage.Pot, ct) is { } pot
            ? BudgetPauseCard.Of(Pause(state.Run, graph, row, shortage, pot))
            : Ask(state.Run, graph, row, asks);
        return new DrawnView(card, card.FallbackText, null);
    }

    private Card Ask(RunRow run, WorkflowGraph graph, StepRow row, bool asks)
    {
        var facts = new StepAskFacts
        {
            Id = IdOf(row),
            RunNumber = run.Number,
            TemplateTitle = graph.Spec.Title,
            StepTitle = graph.Step(row.Step).Title,
            Failure = row.Failure,
            ItemsFailed = row.ItemsFailed,
            ItemsDone = row.ItemsTotal - row.ItemsFailed,
            MaySkip = IsNeededByNobody(graph, row) || row.FailureKind == FailureKind.ItemsFailed,
            WhoAnswers = CardText.Line(WhoOf(graph, row), 120),
            Called = CalledOf(graph, row),
        };
        return asks ? StepAskCard.Of(facts) : StepAskCard.Settled(facts, "Answered.");
    }

    private BudgetPauseFacts Pause(RunRow run, WorkflowGraph graph, StepRow row, Shortage shortage, BudgetRow pot)
    {
        bool isTokens = MoneyAnswers.IsOfTokens(pot, shortage);
        string alias = run.Alias.Length > 0 ? run.Alias : graph.Step(row.Step) is StepSpec.Agent agent ? agent.Spec.Model : "";
        return new BudgetPauseFacts
        {
            Id = IdOf(row),
            RunNumber = run.Number,
            TemplateTitle = graph.Spec.Title,
            StepTitle = graph.Step(row.Step).Title,
            Pot = PotWords.Of(pot.Pot, reads.People),
            Spent = isTokens ? $"{Wording.Number(pot.SpentTokens)} of {Wording.Number(pot.LimitTokens)} tokens" : PotWords.Spent(pot),
            Needed = isTokens ? $"{Wording.Number(shortage.Tokens)} tokens" : Wording.Money(RoundedUp(shortage.Micros), pot.Currency),
            Missing = MoneyAnswers.MissingText(pot, shortage),
            Unit = isTokens ? "tokens" : pot.Currency,
            ItemsDone = row.ItemsTotal - row.ItemsOpen - row.ItemsFailed,
            ItemsTotal = row.ItemsTotal,
            MayBeCheaper = !isTokens && cheaper.Than(alias) is not null,
            MaySkip = IsNeededByNobody(graph, row),
            Anew = Pots.ReadMonth(pot.Pot) is null ? "" : PotWords.Anew(reads.Months, reads.ClockOf(run)),
            WhoRaises = CardText.Line(WhoOf(graph, row), 120),
            Called = CalledOf(graph, row),
        };
    }

    private string WhoOf(WorkflowGraph graph, StepRow row)
    {
        string[] who = [.. CalledOf(graph, row).Select(one => one.Text).Distinct(StringComparer.Ordinal)];
        return who.Length == 0 ? "an operator" : Wording.List(who, "or");
    }

    // The owner answers for the run, operators for what a month may cost; what the provider is paid is in operators' hands, too.
    private ImmutableArray<CardMention> CalledOf(WorkflowGraph graph, StepRow row)
    {
        bool isMonths = row.FailureKind == FailureKind.OverBudget && Pots.ReadMonth(Shortage.Read(row.Shortage)?.Pot ?? "") is { Kind: not PotKind.Template };
        bool isMoneys = row.FailureKind is FailureKind.OverBudget or FailureKind.NoMoney;
        CardMention[] owner = isMonths ? [] : [new CardMention(Names.NameOf(graph.Spec.Owner, reads.People), graph.Spec.Owner)];
        IEnumerable<CardMention> operators = isMoneys
            ? reads.People.Operators.OrderBy(reads.NameOf, StringComparer.Ordinal).Take(MostOperators).Select(person => new CardMention(reads.NameOf(person), new Principal(PrincipalKind.Person, person.Value)))
            : [];
        return [.. owner.Concat(operators).DistinctBy(one => one.Text)];
    }

    private static decimal RoundedUp(long micros) => decimal.Ceiling(Pots.Amount(micros) * 100) / 100;

    private static bool IsNeededByNobody(WorkflowGraph graph, StepRow row) => graph.Spec.Steps.All(reader => !reader.ValueEdges.Contains(row.Step));

    private static string IdOf(StepRow row) => $"{row.Run}:{row.Step}:{row.Round}";
}
