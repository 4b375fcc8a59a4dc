using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tests.Templates;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Commands;

public sealed class ScheduleCostsTests
{
    private const string Sorting = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: sorting
        title: Sorting
        summary: Sorts one text.
        owner: ben
        inputs:
          text: { type: text, required: true, label: Text }
        limits: { cost: 0.50 USD }
        steps:
          - id: sort
            title: Sort
            agent:
              purpose: Say what it is.
              instructions: Say what it is.
              input: "{{ inputs.text }}"
              output: { kind: { type: choice, of: [bill, letter] } }
        """;

    private static readonly ScheduleRule Weekly = new(new RulePattern.EveryDays(7, [new TimeOnly(9, 0)]), "Etc/UTC");
    private static readonly AgentEstimate Paid = new(2_000, 900, PriceKnown: true);

    [Fact]
    public async Task What_a_month_may_cost_at_most_is_the_limit_of_a_run_for_each_time_that_can_fall_into_one()
    {
        Assert.Equal("at most 2.50 USD a month (5 runs of at most 0.50 USD)", await SayAsync(Paid, Weekly));
        Assert.Equal("at most 15.50 USD a month (31 runs of at most 0.50 USD)", await SayAsync(Paid, Weekly with { Pattern = new RulePattern.EveryDays(1, [new TimeOnly(9, 0)]) }));
        Assert.Equal("at most 2.00 USD a year (4 runs of at most 0.50 USD)", await SayAsync(Paid, Weekly with { Pattern = new RulePattern.EveryDays(90, [new TimeOnly(9, 0)]) }));
        Assert.Equal("at most 0.50 USD (1 run)", await SayAsync(Paid, Weekly with { Pattern = new RulePattern.Instant(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero)) }));
    }

    [Fact]
    public async Task What_runs_have_cost_lately_stands_beside_it()
    {
        Assert.Equal("at most 2.50 USD a month (5 runs of at most 0.50 USD), lately about 0.03 USD a run", await SayAsync(Paid, Weekly, 20_000, 40_000));
        Assert.Equal("at most 2.50 USD a month (5 runs of at most 0.50 USD), lately less than 0.01 USD a run", await SayAsync(Paid, Weekly, 10));
    }

    [Fact]
    public async Task A_model_that_costs_nothing_is_said_and_one_without_a_price_is_not_taken_for_it()
    {
        Assert.Equal("none: the model that is set costs nothing; 5 runs a month", await SayAsync(new AgentEstimate(0, 900, PriceKnown: true), Weekly));
        Assert.StartsWith("at most", await SayAsync(new AgentEstimate(0, 900, PriceKnown: false), Weekly), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_leaves_no_room_for_a_single_answer_is_a_mistake_when_it_is_scheduled()
    {
        Assert.Null(Of(Paid).CannotKeep(Agentic()));
        Assert.Equal(
            "No run of Sorting would get past “Sort”: an answer there may cost 0.60 USD, and a run may cost 0.50 USD.",
            Of(Paid with { CostMicros = 600_000 }).CannotKeep(Agentic())!.Why.Replace('\u00a0', ' '));
        Assert.Equal(
            "No run of Sorting would get past “Sort”: an answer there may take 250,000 tokens, and a run may take 200,000.",
            Of(Paid with { Tokens = 250_000 }).CannotKeep(Agentic())!.Why);
        Assert.Contains("the price of its model is not set", Of(Paid with { CostMicros = 600_000, PriceKnown = false }).CannotKeep(Agentic())!.Why, StringComparison.Ordinal);
    }

    private static async Task<string> SayAsync(AgentEstimate each, ScheduleRule rule, params long[] earlier)
    {
        DateTimeOffset now = new FakeClock().GetUtcNow();
        var terms = new ScheduleTerms { Rule = rule with { Start = new DateOnly(2026, 11, 18) }, Said = "", Inputs = new GivenAnswers("sorting", "", false, []), Shape = Digest.None };
        var row = new ScheduleRow
        {
            Id = new ScheduleId("s1"), Workspace = new WorkspaceKey("local"), Channel = new ChannelKey("console/local/finance"), CreatedAt = now, ChangedAt = now,
            Template = "sorting", Owner = new PersonKey("ana"), Terms = terms.Write(),
        };
        return (await Of(each, earlier).SayAsync(row, terms, Agentic(), CancellationToken.None)).Replace('\u00a0', ' ');
    }

    private static ScheduleCosts Of(AgentEstimate each, params long[] earlier) => new(new Priced(each), new Earlier(earlier), new FiringCalendar(HolidayCatalog.BuiltIn), new FakeClock());

    private static Template Agentic()
    {
        using Library library = new Library().With("finance/sorting.yaml", Sorting);
        return library.Good("sorting");
    }

    private sealed class Priced(AgentEstimate each) : IAgentRunner
    {
        public AgentEstimate Estimate(AgentSpec agent, int items, int batch, long inputCharacters) => each;

        public ValueTask<AgentOutcome> RunAsync(AgentTask task, IProgress<AgentProgress>? partial, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Earlier(long[] costs) : IBudgetReader
    {
        public ValueTask<BudgetRow?> FindAsync(string pot, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ModelCallRow>> CallsAsync(RunId run, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<BudgetRow>> NearlySpentAsync(int take, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<(RunRow Run, long CostMicros)>> RecentCostsAsync(WorkspaceKey workspace, string template, int take, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<(RunRow, long)>>([.. costs.Select(cost => ((RunRow)null!, cost))]);
    }
}
