using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

public abstract class RunsContract : StoreContract
{
    [Fact]
    public async Task Runs_are_numbered_per_workspace_without_gaps()
    {
        var other = new WorkspaceKey("T2");
        await LoseAsync(new Change.InsertRun(Any.Run("lost")), new Change.UpdateRun(Any.Run("nobody")));
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => CommitAsync(new Change.InsertRun(Any.Run("r" + i))).AsTask()));
        Assert.Equal(
            Enumerable.Range(1, 50).Select(i => (long)i),
            results.Cast<CommitResult.Done>().SelectMany(done => done.Numbers.Values).Order());
        await KeepAsync(new Change.InsertRun(Any.Run("o1") with { Workspace = other }));
        Assert.Equal("o1", (await Engine.Runs.FindByNumberAsync(other, 1, Ct))!.Id.Value);
        Assert.NotEqual("o1", (await Engine.Runs.FindByNumberAsync(Any.Workspace, 1, Ct))!.Id.Value);
        Assert.Null(await Engine.Runs.FindByNumberAsync(other, 2, Ct));
    }

    [Fact]
    public async Task A_thread_leads_to_its_newest_run()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("a") with { Thread = "t" }),
            new Change.InsertRun(Any.Run("b") with { Thread = "t" }),
            new Change.InsertRun(Any.Run("c", Any.Operations) with { Thread = "t" }));
        Assert.Equal("b", (await Engine.Runs.FindByThreadAsync(Any.Finance, "t", Ct))!.Id.Value);
        Assert.Null(await Engine.Runs.FindByThreadAsync(Any.Finance, "", Ct));
    }

    [Fact]
    public async Task A_loaded_run_has_what_the_machine_needs_and_no_items()
    {
        RunRow run = Any.Run("r");
        await KeepAsync(
            new Change.InsertRun(run),
            new Change.InsertStep(Any.Step("r", "check")),
            new Change.InsertStep(Any.Step("r", "check") with { Attempt = 2 }),
            new Change.InsertStep(Any.Step("r", "check", 2)),
            new Change.InsertStep(Any.Step("r", "check", 2) with { Item = "k1", Ordinal = 0 }),
            new Change.InsertStep(Any.Step("r", "rows")),
            new Change.InsertStep(Any.Step("r", "rows") with { Attempt = 2 }),
            new Change.InsertReview(Any.Review("v", "r") with { State = ReviewState.ChangesRequested }),
            new Change.InsertReview(Any.Review("v", "r") with { Revision = 2 }),
            new Change.InsertEffect(Any.Effect("e1", "r")),
            new Change.InsertEffect(Any.Effect("e2", "r") with { State = EffectState.Sent }),
            new Change.InsertRun(Any.Run("c1") with { Parent = run.Id, Root = run.Id, Depth = 1 }),
            new Change.InsertRun(Any.Run("c2") with { Parent = run.Id, Root = run.Id, Depth = 1, EndedAt = Any.Start, Status = RunStatus.Done }));
        RunState? state = await Engine.Runs.LoadAsync(run.Id, Ct);
        Assert.Equal(run.Id, state!.Run.Id);
        Assert.Equal([("check", 2, 1), ("rows", 1, 2)], state.Steps.Select(step => (step.Step, step.Round, step.Attempt)));
        Assert.Equal(2, Assert.Single(state.Reviews).Revision);
        Assert.Equal("e1", Assert.Single(state.Effects).Id.Value);
        Assert.Equal("c1", Assert.Single(state.Children).Id.Value);
        Assert.Equal(2, (await Engine.Runs.ChildrenAsync(run.Id, Ct)).Count);
        Assert.Equal(3, await Engine.Runs.TreeSizeAsync(run.Id, Ct));
        Assert.Null(await Engine.Runs.LoadAsync(new RunId("nobody"), Ct));
    }

    [Fact]
    public async Task What_is_known_of_a_run_after_a_commit_is_what_would_be_loaded()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("r")), new Change.InsertStep(Any.Step("r", "rows")), new Change.InsertStep(Any.Step("r", "check")), new Change.InsertStep(Any.Step("r", "report")));
        RunState before = (await Engine.Runs.LoadAsync(new RunId("r"), Ct))!;
        Change[] changes =
        [
            new Change.UpdateRun(before.Run with { Worked = TimeSpan.FromSeconds(3), Outcome = "Half done" }),
            new Change.InsertStep(Any.Step("r", "rows", 2)),
            new Change.InsertStep(Any.Step("r", "check") with { Item = "a", Ordinal = 0 }),
            new Change.UpdateStep(before.Step("check")! with { Status = StepStatus.Succeeded, StartedAt = Any.Start, EndedAt = Any.Start.AddSeconds(3) }),
            new Change.UpdateStep(before.Step("rows")! with { Status = StepStatus.Failed, Failure = "It broke." }),
            new Change.WantView("c", "run", Any.Start),
        ];
        await KeepAsync(changes);
        RunState known = before.After([.. changes])!;
        RunState loaded = (await Engine.Runs.LoadAsync(new RunId("r"), Ct))!;
        Assert.Equal(loaded.Run, known.Run);
        // As text: a digest that was never set is read back as the empty one.
        Assert.Equal([.. loaded.Steps.Select(step => step.ToString())], known.Steps.Select(step => step.ToString()));
        Assert.Null(before.After([new Change.InsertReview(Any.Review("v", "r"))]));
        Assert.Same(known, await Engine.Runs.LoadAsync(known.Run.Id, known, Ct));
        Assert.Equal(known.Run, (await Engine.Runs.LoadAsync(known.Run.Id, before, Ct))!.Run);
    }

    [Fact]
    public async Task Items_come_in_their_order_and_the_step_first()
    {
        await KeepAsync(
            new Change.InsertStep(Any.Step("r", "check") with { Item = "b", Ordinal = 1 }),
            new Change.InsertStep(Any.Step("r", "check") with { Item = "a", Ordinal = 0, Attempt = 2 }),
            new Change.InsertStep(Any.Step("r", "check") with { Item = "a", Ordinal = 0 }),
            new Change.InsertStep(Any.Step("r", "check")),
            new Change.InsertStep(Any.Step("r", "check", 2)),
            new Change.InsertStep(Any.Step("r", "other") with { Item = "z", Ordinal = 0 }));
        IReadOnlyList<StepRow> rows = await Engine.Runs.ItemsAsync(new RunId("r"), "check", 1, Ct);
        Assert.Equal([("", 1), ("a", 1), ("a", 2), ("b", 1)], rows.Select(row => (row.Item, row.Attempt)));
        IReadOnlyList<StepRow> named = await Engine.Runs.ItemsAsync(Any.Step("r", "check").Key, ["b", "z", "a"], Ct);
        Assert.Equal([("b", 1), ("a", 1)], named.Select(row => (row.Item, row.Attempt)));
    }

    [Fact]
    public async Task History_follows_the_beginning_of_the_steps()
    {
        await KeepAsync(
            new Change.InsertStep(Any.Step("r", "a") with { StartedAt = Any.Start.AddMinutes(2) }),
            new Change.InsertStep(Any.Step("r", "b") with { StartedAt = Any.Start.AddMinutes(1) }),
            new Change.InsertStep(Any.Step("r", "c")));
        Assert.Equal(["b", "a", "c"], (await Engine.Runs.HistoryAsync(new RunId("r"), Ct)).Select(row => row.Step));
    }

    [Fact]
    public async Task A_list_of_runs_keeps_to_every_part_of_its_question()
    {
        for (int i = 0; i < 12; i++)
        {
            RunRow row = Any.Run("r" + i, i % 2 == 0 ? Any.Finance : Any.Operations) with
            {
                Template = i % 3 == 0 ? "minutes" : "expense-triage",
                Status = i % 4 == 0 ? RunStatus.Failed : RunStatus.Running,
                Requester = i < 6 ? Any.Ana : Any.Ben,
                Depth = i == 11 ? 1 : 0,
            };
            await KeepAsync(new Change.InsertRun(row));
        }

        async Task<IEnumerable<long>> NumbersAsync(RunQuery query) => (await Engine.Runs.ListAsync(query, Ct)).Select(run => run.Number).ToList();
        var all = new RunQuery(Any.Workspace, null, null, null, null, false, null, 100);
        Assert.Equal([12L, 11L, 10L], await NumbersAsync(all with { Take = 3 }));
        Assert.Equal([9L, 8L], await NumbersAsync(all with { Before = 10, Take = 2 }));
        Assert.Equal([11L, 9L, 7L, 5L, 3L, 1L], await NumbersAsync(all with { Channel = Any.Finance }));
        Assert.Equal([10L, 7L, 4L, 1L], await NumbersAsync(all with { Template = "minutes" }));
        Assert.Equal([9L, 5L, 1L], await NumbersAsync(all with { Status = [RunStatus.Failed, RunStatus.Done] }));
        Assert.Equal([6L, 5L, 4L, 3L, 2L, 1L], await NumbersAsync(all with { Requester = Any.Ana }));
        Assert.Equal(11, (await NumbersAsync(all with { RootsOnly = true })).Count());
        Assert.Equal([1L], await NumbersAsync(all with { Channel = Any.Finance, Template = "minutes", Status = [RunStatus.Failed], Requester = Any.Ana }));
        Assert.Empty(await NumbersAsync(all with { Workspace = new WorkspaceKey("T9") }));
        Assert.Empty(await NumbersAsync(all with { Status = [] }));
        Assert.Equal(new RunCounts(9, 0, 0, 3), await Engine.Runs.CountAsync(Any.Workspace, Ct));
    }

    [Fact]
    public async Task A_closure_is_kept_by_its_version_and_never_replaced()
    {
        Digest version = Digest.OfText("v");
        await KeepAsync(new Change.PutClosure(version, "t", "{\"a\":1}", Any.Start));
        await KeepAsync(new Change.PutClosure(version, "t", "{\"a\":2}", Any.Start));
        Assert.Equal("{\"a\":1}", await Engine.Runs.FindClosureAsync(version, Ct));
        Assert.Null(await Engine.Runs.FindClosureAsync(Digest.OfText("w"), Ct));
    }

    [Fact]
    public async Task Closing_items_counts_down_and_the_last_one_appends_the_work()
    {
        StepRow head = Any.Step("r", "check") with { Status = StepStatus.Waiting, Waiting = WaitReason.Items, ItemsTotal = 100, ItemsOpen = 100 };
        await KeepAsync(new Change.InsertStep(head));
        Change.CloseItems Close(int amount, int failed) =>
            new(head.Key, amount, failed, Any.Work("gather", "r") with { Kind = WorkKind.Gather });

        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => KeepAsync(Close(11, i == 0 ? 2 : 0))));
        Assert.Equal(0, await Engine.Work.CountAsync(new RunId("r"), Ct));
        await LoseAsync(Close(2, 0));
        await KeepAsync(Close(1, 0));
        Assert.Equal(1, await Engine.Work.CountAsync(new RunId("r"), Ct));
        StepRow? end = await Engine.Runs.FindStepAsync(head.Key, Ct);
        Assert.Equal((0, 2), (end!.ItemsOpen, end.ItemsFailed));
        await LoseAsync(new Change.UpdateStep(head));
        await KeepAsync(new Change.UpdateStep(end with { Status = StepStatus.Succeeded }));
        await LoseAsync(Close(0, 0));
    }
}
