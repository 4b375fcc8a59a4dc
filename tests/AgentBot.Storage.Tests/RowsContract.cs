using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>Every field of every row comes back as it went in, and an update keeps every field that may change.</summary>
public abstract class RowsContract : StoreContract
{
    [Fact]
    public async Task A_run_comes_back_as_it_went_in()
    {
        RunRow row = Any.Filled<RunRow>();
        await KeepAsync(new Change.InsertRun(row));
        RunRow? read = await Engine.Runs.FindAsync(row.Id, Ct);
        Assert.Equal(row with { Number = 1 }, read);

        RunRow changed = read! with { Status = RunStatus.Done, Outcome = "Published.", EndedAt = Any.Start, Thread = "other", Worked = TimeSpan.FromSeconds(3), Paused = false, CancelledBy = null };
        await KeepAsync(new Change.UpdateRun(changed));
        Assert.Equal(changed with { RowVersion = read.RowVersion + 1 }, await Engine.Runs.FindAsync(row.Id, Ct));
    }

    [Fact]
    public async Task A_step_comes_back_as_it_went_in()
    {
        StepRow row = Any.Filled<StepRow>();
        await KeepAsync(new Change.InsertStep(row));
        Assert.Equal(row, await Engine.Runs.FindStepAsync(row.Key, Ct));

        StepRow changed = row with { Status = StepStatus.Failed, Failure = "It failed.", EndWord = null, Review = null, ItemsOpen = 0 };
        await KeepAsync(new Change.UpdateStep(changed));
        Assert.Equal(changed with { RowVersion = row.RowVersion + 1 }, await Engine.Runs.FindStepAsync(row.Key, Ct));
    }

    [Fact]
    public async Task A_review_comes_back_as_it_went_in()
    {
        ReviewRow row = Any.Filled<ReviewRow>();
        await KeepAsync(new Change.InsertReview(row));
        Assert.Equal(row, await Engine.Reviews.FindAsync(row.Id, row.Revision, Ct));

        ReviewRow changed = row with { State = ReviewState.Approved, ClosedBy = Any.Ben, ClosedAt = Any.Start, ExpiresAt = null, Reason = "Because." };
        await KeepAsync(new Change.UpdateReview(changed));
        Assert.Equal(changed with { RowVersion = row.RowVersion + 1 }, await Engine.Reviews.FindAsync(row.Id, Ct));
    }

    [Fact]
    public async Task A_decision_comes_back_as_it_went_in()
    {
        DecisionRow row = Any.Filled<DecisionRow>();
        await KeepAsync(new Change.InsertDecision(row));
        DecisionRow read = Assert.Single(await Engine.Reviews.DecisionsAsync(row.Review, Ct));
        Assert.Equal(row.Marked, read.Marked);
        Assert.Equal(row with { Marked = read.Marked }, read);
    }

    [Fact]
    public async Task An_effect_comes_back_as_it_went_in()
    {
        EffectRow row = Any.Filled<EffectRow>() with { State = EffectState.Dead };
        await KeepAsync(new Change.InsertEffect(row));
        Assert.Equal(row, await Engine.Delivery.FindEffectAsync(row.Id, Ct));
        Assert.Equal(row, await Engine.Delivery.FindEffectByKeyAsync(row.IdempotencyKey, Ct));

        EffectRow changed = row with { State = EffectState.Unknown, Failure = "Unclear.", Attempts = 9, EndedAt = null };
        await KeepAsync(new Change.UpdateEffect(changed));
        Assert.Equal(changed with { RowVersion = row.RowVersion + 1 }, await Engine.Delivery.FindEffectAsync(row.Id, Ct));
    }

    [Fact]
    public async Task A_view_keeps_what_its_sender_found()
    {
        ViewRow row = Any.Filled<ViewRow>();
        await KeepAsync(new Change.WantView(row.Conversation, row.Purpose, Any.Start), new Change.UpdateView(row));
        Assert.Equal(row with { Workspace = Any.Workspace, Wanted = 1 }, await Engine.Delivery.FindViewAsync(row.Conversation, row.Purpose, Ct));
    }

    [Fact]
    public async Task A_fact_comes_back_as_it_went_in()
    {
        FactRow row = Any.Filled<FactRow>();
        await KeepAsync(new Change.InsertFact(row));
        FactRow? read = await Engine.Facts.FindByNumberAsync(row.Channel, 1, Ct);
        Assert.Equal(row with { Number = 1 }, read);

        FactRow changed = read! with { Text = "Other.", Status = FactStatus.Active, RetiredAt = null, RetiredBy = null };
        await KeepAsync(new Change.UpdateFact(changed));
        Assert.Equal(changed with { RowVersion = read.RowVersion + 1 }, await Engine.Facts.FindByNumberAsync(row.Channel, 1, Ct));
    }

    [Fact]
    public async Task A_schedule_comes_back_as_it_went_in()
    {
        ScheduleRow row = Any.Filled<ScheduleRow>();
        await KeepAsync(new Change.InsertSchedule(row));
        ScheduleRow? read = await Engine.Schedules.FindAsync(row.Id, Ct);
        Assert.Equal(row with { Number = 1 }, read);

        ScheduleRow changed = read! with { Template = "other", Owner = Any.Ben, Terms = "{}", Status = ScheduleStatus.Active, Reason = "", ChangedBy = null, LastDue = null, NextDue = null, WakeAt = null, Failures = 0, Told = "" };
        await KeepAsync(new Change.UpdateSchedule(changed));
        Assert.Equal(changed with { RowVersion = read.RowVersion + 1 }, await Engine.Schedules.FindByNumberAsync(row.Channel, 1, Ct));
    }

    [Fact]
    public async Task A_firing_comes_back_as_it_went_in()
    {
        FiringRow row = Any.Filled<FiringRow>();
        await KeepAsync(new Change.InsertFiring(row));
        Assert.Equal(row, await Engine.Schedules.FindFiringAsync(row.Schedule, row.Due, Ct));

        FiringRow changed = row with { Outcome = FiringOutcome.Started, Run = new RunId("r9"), Reason = "", End = null, EndedAt = null, Lateness = TimeSpan.Zero };
        await KeepAsync(new Change.UpdateFiring(changed));
        Assert.Equal(changed with { RowVersion = row.RowVersion + 1 }, await Engine.Schedules.FindFiringAsync(new RunId("r9"), Ct));
    }

    [Fact]
    public async Task A_message_comes_back_as_it_went_in()
    {
        MessageRow row = Any.Filled<MessageRow>();
        await KeepAsync(new Change.PutMessage(row));
        Assert.Equal(row, await Engine.Chat.FindAsync(row.Key, Ct));
    }

    [Fact]
    public async Task A_budget_and_a_model_call_come_back_as_they_went_in()
    {
        BudgetRow pot = Any.Filled<BudgetRow>();
        ModelCallRow call = Any.Filled<ModelCallRow>();
        await KeepAsync(new Change.OpenBudget(pot), new Change.InsertModelCall(call));
        Assert.Equal(pot, await Engine.Budgets.FindAsync(pot.Pot, Ct));
        Assert.Equal(call, Assert.Single(await Engine.Budgets.CallsAsync(call.Run, Ct)));
    }

    [Fact]
    public async Task Work_comes_back_with_its_lease_when_claimed()
    {
        WorkRow row = Any.Filled<WorkRow>() with { DueAt = Any.Start, LeaseToken = "", LeaseUntil = default };
        await KeepAsync(new Change.InsertWork(row));
        WorkRow claimed = Assert.Single(await Engine.Work.ClaimAsync(10, TimeSpan.FromSeconds(15), Any.Start, Ct));
        Assert.NotEmpty(claimed.LeaseToken);
        Assert.Equal(row with { LeaseToken = claimed.LeaseToken, LeaseUntil = Any.Start.AddSeconds(15) }, claimed);
    }

    [Fact]
    public async Task Texts_of_any_kind_come_back_byte_for_byte()
    {
        string[] texts = ["", "nul \0 inside", "ümläut 漢字 🧾", "'; DROP TABLE runs; --", new string('x', 100_000), "\r\n\t\u202e"];
        foreach (string text in texts)
        {
            await KeepAsync(new Change.PutMark("odd", text));
            Assert.Equal(text, await Engine.Marks.FindMarkAsync("odd", Ct));
        }
    }

    [Fact]
    public async Task An_empty_artifact_is_an_artifact()
    {
        Artifact empty = Artifact.Of(ArtifactType.File, []);
        await KeepAsync(new Change.PutArtifact(Any.Finance, empty, null, Any.Start));
        Artifact? read = await Engine.Artifacts.FindAsync(Any.Finance, empty.Ref.Content, Ct);
        Assert.Equal(0, read!.Bytes.Length);
    }
}
