using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Testing;

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
    public async Task What_people_add_to_a_cap_stays_when_the_cap_follows_the_settings()
    {
        await KeepAsync(new Change.OpenBudget(Pot(1000, 100)), new Change.Reserve("p", 900, 90), new Change.Settle("p", 900, 90, 900, 90));
        await LoseAsync(new Change.Reserve("p", 150, 5));
        await KeepAsync(new Change.RaiseBudget("p", 50, 20));
        await KeepAsync(new Change.Reserve("p", 150, 30));
        await LoseAsync(new Change.Reserve("p", 1, 0));
        await LoseAsync(new Change.RaiseBudget("no such pot", 50, 20));

        await KeepAsync(new Change.OpenBudget(Pot(1100, 100)));
        BudgetRow pot = await PotAsync();
        Assert.Equal((1150L, 120L, 100L, 0L), (pot.LimitMicros, pot.LimitTokens, pot.LeftMicros, pot.LeftTokens));
    }

    [Fact]
    public async Task Pots_of_a_month_that_are_nearly_spent_are_told_of_once()
    {
        foreach (var (name, cap, spent) in new[] { ("channel:a:2026-11", 1000L, 800L), ("channel:b:2026-11", 1000L, 799L), ("run:r", 1000L, 999L), ("person:c:2026-11", Pots.NoCap, 5_000_000_000L), ("all:d:2026-11", 0L, 0L) })
        {
            await KeepAsync(new Change.OpenBudget(Pot(cap, 100) with { Pot = name }), new Change.Settle(name, 0, 0, spent, 0));
        }

        Assert.Equal(["channel:a:2026-11"], (await Engine.Budgets.NearlySpentAsync(10, Ct)).Select(pot => pot.Pot));
        await KeepAsync(new Change.WarnOfBudget("channel:a:2026-11"));
        await LoseAsync(new Change.WarnOfBudget("channel:a:2026-11"));
        Assert.Empty(await Engine.Budgets.NearlySpentAsync(10, Ct));
    }

    /// <summary>Fault row H9: calls of many runs at once, each from several pots that others draw on too.</summary>
    [Fact]
    public async Task However_reservations_race_no_pot_is_overspent_and_a_refused_call_holds_nothing()
    {
        Random random = Proof.Random();
        string[] names = [.. Enumerable.Range(0, 6).Select(pot => $"pot{pot}")];
        long[] caps = [.. names.Select(_ => random.NextInt64(200, 3_000))];
        await KeepAsync([.. names.Select((name, i) => new Change.OpenBudget(Pot(caps[i], long.MaxValue / 4) with { Pot = name }))]);
        var calls = Enumerable.Range(0, Proof.Size(3_000)).Select(_ => (Pots: random.GetItems(names, random.Next(1, 5)).Distinct().ToArray(), Micros: random.NextInt64(0, 60), Used: random.NextDouble())).ToArray();
        long[] spent = new long[names.Length];
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (call, _) =>
        {
            if (await CommitAsync([.. call.Pots.Select(pot => new Change.Reserve(pot, call.Micros, 1))]) is CommitResult.Done)
            {
                long used = (long)(call.Micros * call.Used);
                await KeepAsync([.. call.Pots.Select(pot => new Change.Settle(pot, call.Micros, 1, used, 1))]);
                foreach (string pot in call.Pots)
                {
                    Interlocked.Add(ref spent[Array.IndexOf(names, pot)], used);
                }
            }
        });
        for (int i = 0; i < names.Length; i++)
        {
            BudgetRow pot = (await Engine.Budgets.FindAsync(names[i], Ct))!;
            Assert.True(pot.SpentMicros <= caps[i], $"seed {Proof.Seed}: {names[i]} has {caps[i]} and spent {pot.SpentMicros}");
            Assert.Equal((spent[i], 0L, 0L), (pot.SpentMicros, pot.ReservedMicros, pot.ReservedTokens));
        }
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
