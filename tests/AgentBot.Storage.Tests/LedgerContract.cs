using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

public abstract class LedgerContract : StoreContract
{
    [Fact]
    public async Task Reservations_at_once_never_pass_the_cap()
    {
        await KeepAsync(new Change.OpenBudget(Pot(1000, 100)));
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => CommitAsync(new Change.Reserve("p", 7, 1)).AsTask()));
        Assert.Equal(100, results.OfType<CommitResult.Done>().Count());
        BudgetRow pot = await PotAsync();
        Assert.Equal((700L, 100L), (pot.ReservedMicros, pot.ReservedTokens));
        await LoseAsync(new Change.Reserve("p", 1, 1));
        await LoseAsync(new Change.Reserve("no such pot", 1, 1));
    }

    [Fact]
    public async Task What_was_reserved_is_settled_or_given_back()
    {
        await KeepAsync(new Change.OpenBudget(Pot(1000, 100)), new Change.Reserve("p", 600, 50));
        await LoseAsync(new Change.Reserve("p", 401, 1));
        await KeepAsync(new Change.Settle("p", 600, 50, 150, 20));
        BudgetRow pot = await PotAsync();
        Assert.Equal((150L, 0L, 20L, 0L), (pot.SpentMicros, pot.ReservedMicros, pot.SpentTokens, pot.ReservedTokens));
        await KeepAsync(new Change.Reserve("p", 850, 80));
        await KeepAsync(new Change.Settle("p", 850, 80, 0, 0));
        Assert.Equal((150L, 0L), ((await PotAsync()).SpentMicros, (await PotAsync()).ReservedMicros));
    }

    [Fact]
    public async Task What_was_reserved_by_calls_that_died_with_their_process_is_given_back()
    {
        await KeepAsync(new Change.OpenBudget(Pot(1000, 100)), new Change.Reserve("p", 300, 30), new Change.Settle("p", 300, 30, 120, 12));
        await KeepAsync(new Change.Reserve("p", 800, 80));
        await LoseAsync(new Change.Reserve("p", 500, 50));

        await Engine.ReopenAsync();

        BudgetRow pot = await PotAsync();
        Assert.Equal((120L, 0L, 12L, 0L), (pot.SpentMicros, pot.ReservedMicros, pot.SpentTokens, pot.ReservedTokens));
        await KeepAsync(new Change.Reserve("p", 500, 50));
    }

    [Fact]
    public async Task An_open_pot_keeps_what_was_spent_and_takes_the_new_cap()
    {
        await KeepAsync(new Change.OpenBudget(Pot(1000, 100)), new Change.Reserve("p", 500, 10), new Change.Settle("p", 500, 10, 500, 10));
        await KeepAsync(new Change.OpenBudget(Pot(600, 90)));
        BudgetRow pot = await PotAsync();
        Assert.Equal((600L, 500L, 90L, 10L), (pot.CapMicros, pot.SpentMicros, pot.CapTokens, pot.SpentTokens));
        await LoseAsync(new Change.Reserve("p", 101, 0));
    }

    [Fact]
    public async Task The_usual_cost_of_a_template_counts_a_run_with_its_children()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("r1") with { EndedAt = Any.Start, Status = RunStatus.Done }),
            new Change.InsertRun(Any.Run("c1") with { Root = new RunId("r1"), Depth = 1, Template = "child" }),
            new Change.InsertRun(Any.Run("r2")),
            new Change.InsertRun(Any.Run("r3") with { EndedAt = Any.Start, Status = RunStatus.Done }),
            new Change.InsertModelCall(Call("1", "r1", 40)),
            new Change.InsertModelCall(Call("2", "c1", 2)),
            new Change.InsertModelCall(Call("3", "r2", 100)));
        IReadOnlyList<(RunRow Run, long Cost)> recent = await Engine.Budgets.RecentCostsAsync(Any.Workspace, "expense-triage", 10, Ct);
        Assert.Equal([("r3", 0L), ("r1", 42L)], recent.Select(one => (one.Run.Id.Value, one.Cost)));
    }

    [Fact]
    public async Task An_agents_conversation_only_grows()
    {
        StepKey step = Any.Step("r", "check").Key;
        await KeepAsync(new Change.AppendAgentEvent(step, 1, "message", "{\"a\":1}", Any.Start), new Change.AppendAgentEvent(step, 2, "tool", "{}", Any.Start));
        await LoseAsync(new Change.AppendAgentEvent(step, 2, "tool", "{\"other\":1}", Any.Start));
        await KeepAsync(new Change.AppendAgentEvent(step with { Attempt = 2 }, 1, "message", "{}", Any.Start));
        Assert.Equal(
            [new AgentEventRow(1, "message", "{\"a\":1}", Any.Start), new AgentEventRow(2, "tool", "{}", Any.Start)],
            await Engine.AgentLog.ReadAsync(step, Ct));
    }

    [Fact]
    public async Task The_store_says_what_it_is_and_that_it_is_sound()
    {
        StoreHealth health = await Engine.Upkeep.CheckAsync(thorough: true, Ct);
        Assert.True(health.IsHealthy, health.Sentence);
        Assert.Matches(@"^\w+ \d+\.\d+", health.Engine);
    }

    private static BudgetRow Pot(long cap, long tokens) => new("p", Any.Workspace, "USD", cap, 0, 0, tokens, 0, 0);

    private static ModelCallRow Call(string id, string run, long cost) => Any.Filled<ModelCallRow>() with { Id = id, Run = new RunId(run), CostMicros = cost };

    private async Task<BudgetRow> PotAsync() => (await Engine.Budgets.FindAsync("p", Ct))!;
}
