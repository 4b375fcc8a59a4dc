using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>A commit is kept whole or not at all, once, and says truly which.</summary>
public abstract class CommitContract : StoreContract
{
    [Fact]
    public async Task A_redelivery_gets_the_first_answer_and_changes_nothing()
    {
        Commit first = Any.Of(new Change.InsertRun(Any.Run("r1"))).With("slack|T1|command|1", "{\"said\":\"one\"}");
        Commit again = Any.Of(new Change.InsertRun(Any.Run("r2"))).With("slack|T1|command|1", "{\"said\":\"two\"}");
        Assert.IsType<CommitResult.Done>(await Engine.Committer.CommitAsync(first, Ct));
        var duplicate = Assert.IsType<CommitResult.Duplicate>(await Engine.Committer.CommitAsync(again, Ct));
        Assert.Equal("{\"said\":\"one\"}", duplicate.Answer);
        Assert.Null(await Engine.Runs.FindAsync(new RunId("r2"), Ct));
        Assert.Equal("{\"said\":\"one\"}", await Engine.Delivery.FindReceiptAsync("slack|T1|command|1", Ct));
    }

    [Fact]
    public async Task The_same_delivery_many_times_at_once_is_kept_once()
    {
        Task<CommitResult>[] all =
        [
            .. Enumerable.Range(0, 64).Select(i => Engine.Committer.CommitAsync(Any.Of(new Change.InsertRun(Any.Run("r" + i))).With("one", "a" + i), Ct).AsTask()),
        ];
        CommitResult[] results = await Task.WhenAll(all);
        Assert.Single(results.OfType<CommitResult.Done>());
        Assert.Single(results.OfType<CommitResult.Duplicate>().Select(duplicate => duplicate.Answer).Distinct());
        Assert.Equal(1, (await Engine.Runs.CountAsync(Any.Workspace, Ct)).Active);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_condition_that_fails_anywhere_leaves_nothing_behind(int place)
    {
        await KeepAsync(new Change.InsertRun(Any.Run("r1")));
        List<Change> changes =
        [
            new Change.InsertStep(Any.Step("r1", "check")),
            new Change.InsertWork(Any.Work("w1", "r1")),
            new Change.WantView("c", "p", Any.Start),
            new Change.PutMark("m", "v"),
        ];
        var stale = new Change.UpdateRun(Any.Run("r1") with { RowVersion = 7 });
        changes.Insert(place, stale);
        CommitResult result = await Engine.Committer.CommitAsync(Any.Of([.. changes]).With("receipt"), Ct);
        Assert.Same(stale, Assert.IsType<CommitResult.Lost>(result).Change);
        Assert.Null(await Engine.Runs.FindStepAsync(Any.Step("r1", "check").Key, Ct));
        Assert.Equal(0, await Engine.Work.CountAsync(new RunId("r1"), Ct));
        Assert.Null(await Engine.Delivery.FindViewAsync("c", "p", Ct));
        Assert.Null(await Engine.Marks.FindMarkAsync("m", Ct));
        Assert.Null(await Engine.Delivery.FindReceiptAsync("receipt", Ct));
        Assert.Equal(0, (await Engine.Runs.FindAsync(new RunId("r1"), Ct))!.RowVersion);
    }

    [Fact]
    public async Task A_contradiction_takes_back_its_own_commit_only()
    {
        await KeepAsync(new Change.InsertStep(Any.Step("r", "taken")));
        Task<CommitResult>[] all =
        [
            .. Enumerable.Range(0, 40).Select(i => Engine.Committer.CommitAsync(
                i % 10 == 7
                    ? Any.Of(new Change.PutMark("m" + i, "v"), new Change.InsertStep(Any.Step("r", "taken")))
                    : i % 10 == 3
                        ? Any.Of(new Change.PutMark("m" + i, "v"), new Change.InsertWork(Any.Work("w" + i, "r")), new Change.UpdateRun(Any.Run("nobody")))
                        : Any.Of(new Change.PutMark("m" + i, "v")),
                Ct).AsTask()),
        ];
        for (int i = 0; i < all.Length; i++)
        {
            bool isKept = i % 10 is not (7 or 3);
            if (i % 10 == 7)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => all[i]);
            }
            else
            {
                Assert.Equal(isKept, await all[i] is CommitResult.Done);
            }

            Assert.Equal(isKept ? "v" : null, await Engine.Marks.FindMarkAsync("m" + i, Ct));
        }
    }

    [Fact]
    public async Task Listeners_hear_of_what_was_kept_and_of_nothing_else()
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<Commit>();
        Engine.Signal.Committed += _ => throw new InvalidOperationException("A broken listener.");
        Engine.Signal.Committed += heard.Enqueue;
        Commit kept = Any.Of(new Change.PutMark("a", "1"));
        await Engine.Committer.CommitAsync(kept, Ct);
        await LoseAsync(new Change.UpdateRun(Any.Run("nobody")));
        Commit last = Any.Of(new Change.PutMark("b", "2"));
        await Engine.Committer.CommitAsync(last, Ct);
        await Engine.DisposeStoreAsync();
        Assert.Equal([kept, last], heard);
    }

    [Fact]
    public async Task Who_leaves_before_it_began_has_written_nothing()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Engine.Committer.CommitAsync(Any.Of(new Change.PutMark("a", "1")), gone.Token));
        await KeepAsync(new Change.PutMark("b", "2"));
        Assert.Null(await Engine.Marks.FindMarkAsync("a", Ct));
    }

    [Fact]
    public async Task A_closed_store_keeps_nothing_and_says_so()
    {
        await Engine.DisposeStoreAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await CommitAsync(new Change.PutMark("a", "1")));
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => KeepAsync(new Change.InsertRun(Any.Run("r" + i)))));
        await Engine.ReopenAsync();
        Assert.Equal(300, (await Engine.Runs.CountAsync(Any.Workspace, Ct)).Active);
    }

    /// <summary>Fault row B5.</summary>
    [Fact]
    public async Task Of_two_deciders_in_the_same_moment_exactly_one_wins()
    {
        int races = Proof.Size(1000);
        for (int race = 0; race < races; race++)
        {
            ReviewRow review = Any.Review("v" + race, "r" + race);
            await KeepAsync(new Change.InsertReview(review));
            Task<CommitResult> approve = DecideAsync(review, Any.Ben, DecisionKind.Approve, ReviewState.Approved);
            Task<CommitResult> reject = DecideAsync(review, new PersonKey("cleo"), DecisionKind.Reject, ReviewState.Rejected);
            CommitResult[] results = await Task.WhenAll(approve, reject);
            Assert.Single(results.OfType<CommitResult.Done>());
            Assert.Single(results.OfType<CommitResult.Lost>());
            DecisionRow decision = Assert.Single(await Engine.Reviews.DecisionsAsync(review.Id, Ct));
            ReviewRow? now = await Engine.Reviews.FindAsync(review.Id, Ct);
            Assert.Equal(decision.Person, now!.ClosedBy);
            Assert.Equal(decision.Kind == DecisionKind.Approve ? ReviewState.Approved : ReviewState.Rejected, now.State);
        }
    }

    [Fact]
    public async Task The_same_person_cannot_say_the_same_twice()
    {
        await KeepAsync(new Change.InsertReview(Any.Review("v", "r")), new Change.InsertDecision(Any.Decision("v", Any.Ben)));
        await LoseAsync(new Change.InsertDecision(Any.Decision("v", Any.Ben)));
        await KeepAsync(new Change.InsertDecision(Any.Decision("v", Any.Ben, DecisionKind.Reject)));
        Assert.Equal(2, (await Engine.Reviews.DecisionsAsync(new ReviewId("v"), Ct)).Count);
    }

    [Fact]
    public async Task An_effect_with_a_known_key_is_refused_until_the_first_is_withdrawn()
    {
        EffectRow first = Any.Effect("e1", "r1");
        EffectRow second = Any.Effect("e2", "r2") with { IdempotencyKey = first.IdempotencyKey };
        await KeepAsync(new Change.InsertEffect(first));
        await LoseAsync(new Change.InsertEffect(second));
        await KeepAsync(new Change.UpdateEffect(first with { State = EffectState.Withdrawn }));
        Assert.Null(await Engine.Delivery.FindEffectByKeyAsync(first.IdempotencyKey, Ct));
        await KeepAsync(new Change.InsertEffect(second));
        Assert.Equal(second.Id, (await Engine.Delivery.FindEffectByKeyAsync(first.IdempotencyKey, Ct))!.Id);
    }

    [Fact]
    public async Task Old_receipts_go_and_young_ones_stay()
    {
        for (int i = 0; i < 5; i++)
        {
            Commit commit = Any.Of() with { Receipt = new ReceiptRow("k" + i, Any.Workspace, "{}", Any.Start.AddHours(i)) };
            await Engine.Committer.CommitAsync(commit, Ct);
        }

        await Engine.Upkeep.TendAsync(Any.Start.AddHours(3), Ct);
        Assert.Null(await Engine.Delivery.FindReceiptAsync("k2", Ct));
        Assert.NotNull(await Engine.Delivery.FindReceiptAsync("k3", Ct));
    }

    private Task<CommitResult> DecideAsync(ReviewRow review, PersonKey person, DecisionKind kind, ReviewState state)
    {
        Change[] changes =
        [
            new Change.UpdateReview(review with { State = state, ClosedBy = person, ClosedAt = Any.Start }),
            new Change.InsertDecision(Any.Decision(review.Id.Value, person, kind)),
            new Change.WantView("conversation", "review:" + review.Id.Value, Any.Start),
        ];
        return Engine.Committer.CommitAsync(Any.Of(changes).With($"{review.Id.Value}|{person.Value}"), Ct).AsTask();
    }
}
