using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

public abstract class QueueContract : StoreContract
{
    private static readonly string[] Names = ["ana", "ben", "finance-leads", "ops"];

    /// <summary>Compares pages and kinds with the plainest possible answer while reviews open, are compared and close at random.</summary>
    [Fact]
    public async Task What_waits_is_paged_by_age_and_grouped_as_a_plain_search_would()
    {
        Random random = Proof.Random();
        var all = new Dictionary<string, (ReviewRow Row, string? Kin)>();
        for (int step = 0; step < 150; step++)
        {
            if (all.Count < 5 || random.Next(3) > 0)
            {
                ReviewRow fresh = Random(random, "v" + step);
                await KeepAsync(new Change.InsertRun(Any.Run(fresh.Run.Value) with { Template = step % 2 == 0 ? "even" : "odd" }), new Change.InsertReview(fresh));
                all[fresh.Id.Value] = (fresh, null);
            }
            else if (random.Next(3) > 0)
            {
                (ReviewRow row, _) = all.Values.ElementAt(random.Next(all.Count));
                string? kin = random.Next(4) switch { 0 => null, 1 => "", 2 => "k1", _ => "k2" };
                await KeepAsync(new Change.PutKin(row.Id, row.Revision, kin));
                all[row.Id.Value] = (row, row.IsOpen ? kin : all[row.Id.Value].Kin);
            }
            else
            {
                (ReviewRow row, string? kin) = all.Values.Where(one => one.Row.IsOpen).ElementAt(random.Next(all.Values.Count(one => one.Row.IsOpen)));
                await KeepAsync(new Change.UpdateReview(row with { State = ReviewState.Approved }));
                all[row.Id.Value] = (row with { State = ReviewState.Approved, RowVersion = row.RowVersion + 1 }, kin);
            }
        }

        List<string> order = [.. all.Keys];
        (ReviewRow Row, string? Kin)[] open = [.. all.Values.Where(one => one.Row.IsOpen).OrderBy(one => one.Row.OpenedAt).ThenBy(one => order.IndexOf(one.Row.Id.Value))];
        Assert.Equal(open.Where(one => one.Kin is null).Select(one => one.Row.Id.Value).Order(), (await Engine.Queue.UncomparedAsync(500, Ct)).Select(row => row.Id.Value).Order());
        foreach (string[] principals in new string[][] { ["ben"], ["finance-leads", "ana"], ["nobody"], Names })
        {
            (ReviewRow Row, string? Kin)[] mine = [.. open.Where(one => ReviewersOf(one.Row).Intersect(principals).Any())];
            Assert.Equal(mine.Skip(4).Take(9).Select(one => one.Row.Id), await PageAsync(new QueueQuery(Any.Workspace, principals, 4, 9)));
            Assert.Equal(mine.Where(one => one.Row.Channel == Any.Finance).Select(one => one.Row.Id), await PageAsync(new QueueQuery(Any.Workspace, principals, 0, 500) { Channel = Any.Finance }));
            Assert.Equal(mine.Where(one => int.Parse(one.Row.Id.Value[1..]) % 2 == 1).Select(one => one.Row.Id), await PageAsync(new QueueQuery(Any.Workspace, principals, 0, 500) { Template = "odd" }));
            Assert.Equal(mine.Where(one => one.Kin == "k2").Select(one => one.Row.Id), await PageAsync(new QueueQuery(Any.Workspace, principals, 0, 500) { Kin = "k2" }));
            (string, int, ReviewId)[] kinds =
            [
                .. mine.Where(one => one.Kin is { Length: > 0 }).GroupBy(one => one.Kin!).Where(kind => kind.Count() > 1)
                    .OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, kind.Count(), kind.First().Row.Id)),
            ];
            Assert.Equal(kinds, (await Engine.Queue.AlikeAsync(Any.Workspace, principals, Ct)).Select(kind => (kind.Kin, kind.Count, kind.First.Id)));
        }
    }

    [Fact]
    public async Task What_was_drawn_for_a_person_cannot_be_drawn_again_before_it_is_over()
    {
        BatchRow first = Batch("b1");
        await KeepAsync(new Change.InsertBatch(first));
        await LoseAsync(new Change.InsertBatch(Batch("b2")));
        await KeepAsync(new Change.InsertBatch(Batch("b3") with { Person = Any.Ana }), new Change.InsertBatch(Batch("b4") with { Kin = "another" }));
        BatchRow stands = (await Engine.Queue.OpenBatchAsync(Any.Workspace, Any.Ben, "kin", Ct))!;
        Assert.Equal(first.Members, stands.Members);
        Assert.Equal(first.Shown, stands.Shown);

        await KeepAsync(new Change.UpdateBatch(stands with { State = BatchState.Approved, EndedAt = Any.Start.AddHours(1) }));
        await LoseAsync(new Change.UpdateBatch(stands with { State = BatchState.Over }));
        Assert.Null(await Engine.Queue.OpenBatchAsync(Any.Workspace, Any.Ben, "kin", Ct));
        await KeepAsync(new Change.InsertBatch(Batch("b5") with { MadeAt = Any.Start.AddDays(1) }));
        Assert.Equal(["b5", "b1", "b4"], (await Engine.Queue.BatchesAsync(Any.Workspace, Any.Ben, Any.Start, 10, Ct)).Select(row => row.Id).OrderBy(id => id == "b5" ? 0 : 1).ThenBy(id => id));
        Assert.Equal(BatchState.Approved, (await Engine.Queue.FindBatchAsync("b1", Ct))!.State);
    }

    [Fact]
    public async Task A_persons_record_tells_each_decision_with_what_others_said_and_whether_the_whole_was_opened()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("r")),
            new Change.InsertReview(Any.Review("v", "r")),
            new Change.MarkOpened(new ReviewId("v"), 1, Any.Ben, Any.Start.AddMinutes(5)),
            new Change.InsertDecision(Any.Decision("v", Any.Ben) with { At = Any.Start.AddMinutes(9), Together = "b1" }),
            new Change.InsertDecision(Any.Decision("v", Any.Ana, DecisionKind.Reject) with { At = Any.Start.AddMinutes(10) }));
        RecordedDecision one = Assert.Single(await Engine.Queue.DecisionsOfAsync(Any.Workspace, Any.Ben, Any.Start, 10, Ct));
        Assert.Equal((DecisionKind.Approve, Any.Start, Any.Start.AddMinutes(5), Any.Start.AddMinutes(9)), (one.Kind, one.AskedAt, one.OpenedAt!.Value, one.At));
        Assert.Equal(("expense-triage", "b1"), (one.Template, one.Together));
        Assert.Equal([DecisionKind.Reject], one.Others);
        Assert.Null(Assert.Single(await Engine.Queue.DecisionsOfAsync(Any.Workspace, Any.Ana, Any.Start, 10, Ct)).OpenedAt);
        Assert.Empty(await Engine.Queue.DecisionsOfAsync(Any.Workspace, Any.Ben, Any.Start.AddDays(1), 10, Ct));
        Assert.Equal(new OpeningRow(new ReviewId("v"), 1, Any.Ben, Any.Start.AddMinutes(5)), Assert.Single(await Engine.Queue.OpeningsAsync(new ReviewId("v"), Ct)));
    }

    [Fact]
    public async Task Runs_in_line_are_found_oldest_first_until_they_go_on()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("young") with { Held = "Ben has 10 reviews open.", CreatedAt = Any.Start.AddMinutes(1) }),
            new Change.InsertRun(Any.Run("old") with { Held = "Ben has 10 reviews open." }),
            new Change.InsertRun(Any.Run("free")));
        IReadOnlyList<Core.Runs.RunRow> held = await Engine.Runs.HeldAsync(10, Ct);
        Assert.Equal(["old", "young"], held.Select(run => run.Id.Value));
        await KeepAsync(new Change.UpdateRun(held[0] with { Held = "", LetGo = true }));
        Assert.Equal(["young"], (await Engine.Runs.HeldAsync(10, Ct)).Select(run => run.Id.Value));
        Assert.True((await Engine.Runs.FindAsync(new RunId("old"), Ct))!.LetGo);
    }

    private static BatchRow Batch(string id) => new()
    {
        Id = id,
        Workspace = Any.Workspace,
        Person = Any.Ben,
        Kin = "kin",
        Members = [new BatchMember(new ReviewId("v1"), 1, Digest.OfText("b"), Digest.OfText("a"), true), new BatchMember(new ReviewId("v2"), 2, Digest.OfText("c"), Digest.OfText("d"), false)],
        MadeAt = Any.Start,
    };

    private static ReviewRow Random(Random random, string id) => Any.Review(id, "r" + id, [.. Names.Where(_ => random.Next(2) == 0).DefaultIfEmpty("ben")]) with
    {
        Channel = random.Next(2) == 0 ? Any.Finance : Any.Operations,
        OpenedAt = Any.Start.AddMinutes(random.Next(10)),
    };

    private static IEnumerable<string> ReviewersOf(ReviewRow review) => ReviewPolicies.Read(review.Policy).Reviewers.Select(reviewer => reviewer.Name);

    private async Task<ReviewId[]> PageAsync(QueueQuery query) => [.. (await Engine.Queue.WaitingAsync(query, Ct)).Select(review => review.Id)];
}
