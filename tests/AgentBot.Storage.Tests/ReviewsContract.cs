using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

public abstract class ReviewsContract : StoreContract
{
    private static readonly string[] Names = ["ana", "ben", "cleo", "finance-leads", "ops"];

    /// <summary>Compares lists and counts with the plainest possible answer while reviews open, move and close at random.</summary>
    [Fact]
    public async Task Open_reviews_are_listed_and_counted_as_a_plain_search_would()
    {
        Random random = Proof.Random();
        var all = new Dictionary<string, ReviewRow>();
        for (int step = 0; step < 200; step++)
        {
            if (all.Count == 0 || random.Next(3) > 0)
            {
                ReviewRow fresh = Random(random, "v" + step);
                await KeepAsync(new Change.InsertReview(fresh));
                all[fresh.Id.Value] = fresh;
            }
            else
            {
                ReviewRow old = all.Values.ElementAt(random.Next(all.Count));
                ReviewRow changed = old with
                {
                    State = random.Next(2) == 0 ? ReviewState.Open : ReviewState.Approved,
                    Policy = Any.Policy(Some(random)),
                    ExpiresAt = random.Next(2) == 0 ? null : Any.Start.AddMinutes(random.Next(50)),
                };
                await KeepAsync(new Change.UpdateReview(changed));
                all[old.Id.Value] = changed with { RowVersion = old.RowVersion + 1 };
            }
        }

        foreach (string[]? principals in new string[]?[] { null, ["ben"], ["finance-leads", "cleo"], ["nobody"], [] })
        {
            foreach (ChannelKey? channel in new ChannelKey?[] { null, Any.Finance, Any.Operations })
            {
                string[] expected =
                [
                    .. all.Values
                        .Where(review => review.IsOpen && (channel is null || review.Channel == channel) && (principals is null || ReviewersOf(review).Intersect(principals).Any()))
                        .OrderBy(review => review.ExpiresAt ?? DateTimeOffset.MaxValue)
                        .ThenBy(review => review.OpenedAt)
                        .ThenBy(review => all.Keys.ToList().IndexOf(review.Id.Value))
                        .Select(review => review.Id.Value),
                ];
                Assert.Equal(expected.Length, await Engine.Reviews.CountOpenAsync(Any.Workspace, principals, channel, Ct));
                Assert.Equal(expected, await PageAsync(principals, channel, 0, 1000));
                Assert.Equal(expected.Skip(3).Take(7), await PageAsync(principals, channel, 3, 7));
            }
        }
    }

    [Fact]
    public async Task A_draft_of_rows_comes_back_as_it_went_in_and_is_fenced_by_its_version()
    {
        RowDraftRow draft = Any.Filled<RowDraftRow>() with { RowVersion = 0 };
        await KeepAsync(new Change.PutRowDraft(draft), new Change.PutRowDraft(draft with { Person = Any.Ana }), new Change.PutRowDraft(draft with { Revision = draft.Revision + 1 }));
        Assert.IsType<CommitResult.Lost>(await Engine.Committer.CommitAsync(Any.Of(new Change.PutRowDraft(draft)), Ct));
        await Engine.ReopenAsync();
        IReadOnlyList<RowDraftRow> kept = await Engine.Reviews.DraftsAsync(draft.Review, Ct);
        Assert.Equal(3, kept.Count);
        Assert.Contains(draft with { RowVersion = 1 }, kept);

        await KeepAsync(new Change.PutRowDraft(draft with { Choices = "other", RowVersion = 1 }));
        Assert.IsType<CommitResult.Lost>(await Engine.Committer.CommitAsync(Any.Of(new Change.PutRowDraft(draft with { RowVersion = 1 })), Ct));
        Assert.Contains(draft with { Choices = "other", RowVersion = 2 }, await Engine.Reviews.DraftsAsync(draft.Review, Ct));

        await KeepAsync(new Change.DropRowDrafts(draft.Review, draft.Revision, draft.Person), new Change.DropRowDrafts(draft.Review, draft.Revision, draft.Person));
        Assert.Equal(2, (await Engine.Reviews.DraftsAsync(draft.Review, Ct)).Count);
        Assert.Empty(await Engine.Reviews.DraftsAsync(new ReviewId("another"), Ct));
    }

    [Fact]
    public async Task Another_workspace_sees_none_of_it()
    {
        await KeepAsync(new Change.InsertReview(Any.Review("v", "r")));
        var other = new WorkspaceKey("T2");
        Assert.Empty(await Engine.Reviews.OpenAsync(other, null, null, 0, 10, Ct));
        Assert.Equal(0, await Engine.Reviews.CountOpenAsync(other, null, null, Ct));
    }

    [Fact]
    public async Task A_stale_change_of_a_review_loses_and_moves_no_count()
    {
        ReviewRow review = Any.Review("v", "r");
        await KeepAsync(new Change.InsertReview(review));
        await KeepAsync(new Change.UpdateReview(review with { Reason = "moved on" }));
        await LoseAsync(new Change.UpdateReview(review with { State = ReviewState.Approved }));
        Assert.Equal(1, await Engine.Reviews.CountOpenAsync(Any.Workspace, ["finance-leads"], null, Ct));
    }

    [Fact]
    public async Task Revisions_are_found_by_number_and_the_newest_without()
    {
        await KeepAsync(
            new Change.InsertReview(Any.Review("v", "r") with { State = ReviewState.ChangesRequested, ClosedAt = Any.Start }),
            new Change.InsertReview(Any.Review("v", "r") with { Revision = 2 }));
        var id = new ReviewId("v");
        Assert.Equal(2, (await Engine.Reviews.FindAsync(id, Ct))!.Revision);
        Assert.Equal(1, (await Engine.Reviews.FindAsync(id, 1, Ct))!.Revision);
        Assert.Null(await Engine.Reviews.FindAsync(id, 3, Ct));
        Assert.Equal([1, 2], (await Engine.Reviews.OfRunAsync(new RunId("r"), Ct)).Select(review => review.Revision));
        Assert.Equal(1, Assert.Single(await Engine.Reviews.ClosedAsync(Any.Workspace, Any.Finance, 10, Ct)).Revision);
        Assert.Empty(await Engine.Reviews.ClosedAsync(Any.Workspace, Any.Operations, 10, Ct));
    }

    [Fact]
    public async Task The_first_opening_of_the_whole_artifact_is_the_one_that_counts()
    {
        var id = new ReviewId("v");
        await KeepAsync(new Change.MarkOpened(id, 1, Any.Ben, Any.Start));
        await KeepAsync(new Change.MarkOpened(id, 1, Any.Ben, Any.Start.AddHours(1)));
        Assert.Equal(Any.Start, await Engine.Reviews.OpenedAtAsync(id, 1, Any.Ben, Ct));
        Assert.Null(await Engine.Reviews.OpenedAtAsync(id, 2, Any.Ben, Ct));
        Assert.Null(await Engine.Reviews.OpenedAtAsync(id, 1, Any.Ana, Ct));
    }

    private static string[] Some(Random random) => [.. Names.Where(_ => random.Next(3) == 0).DefaultIfEmpty("ben")];

    private static ReviewRow Random(Random random, string id) => Any.Review(id, "r" + id, Some(random)) with
    {
        Channel = random.Next(2) == 0 ? Any.Finance : Any.Operations,
        OpenedAt = Any.Start.AddMinutes(random.Next(10)),
        ExpiresAt = random.Next(2) == 0 ? null : Any.Start.AddMinutes(random.Next(50)),
    };

    private static IEnumerable<string> ReviewersOf(ReviewRow review) => ReviewPolicies.Read(review.Policy).Reviewers.Select(reviewer => reviewer.Name);

    private async Task<string[]> PageAsync(string[]? principals, ChannelKey? channel, int skip, int take) =>
        [.. (await Engine.Reviews.OpenAsync(Any.Workspace, principals, channel, skip, take, Ct)).Select(review => review.Id.Value)];
}
