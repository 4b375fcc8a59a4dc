using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tests.Reviews.Deciding;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Together;

public sealed class WaitingReviewsTests
{
    private static readonly string[] Humans = ["ana", "ben", "cleo", "dan"];

    [Fact]
    public async Task A_queue_holds_exactly_what_the_guard_lets_each_person_decide()
    {
        Random random = Proof.Random();
        int own = 0, others = 0;
        for (int queue = 0; queue < Proof.Size(200); queue++)
        {
            var people = new Deciders(Humans.Select(name => Deciders.Somebody(name)));
            people.Put("leads", [.. Humans.Where(_ => random.Next(2) == 0)]);
            people.Away(Pick(random), Pick(random), TimeSpan.FromDays(1));
            ReviewRow[] all = [.. Enumerable.Range(0, 40).Select(at => Question(random, people, at))];
            var waiting = new WaitingReviews(new Shelf(all), people);
            foreach (PersonKey who in Humans.Select(PersonKey.Of))
            {
                ReviewRow[] mine = [.. all.Where(review => Guard.MayDecide(who, review, people.Latest))];
                QueuePage page = await waiting.PageAsync(who, all[0].Workspace, QueueFilter.None, 1, 100, CancellationToken.None);
                Assert.True(mine.SequenceEqual(page.Shown) && page.Count == mine.Length, $"queue {queue} of {who}, seed {Proof.Seed}: the guard lets {mine.Length}, the queue has {page.Count}.");
                own += mine.Length;
                others += all.Length - mine.Length;
            }
        }

        Assert.True(own > 100 && others > 100, $"{own} may be decided, {others} not: the queues say too little.");
    }

    private static ReviewRow Question(Random random, Deciders people, int at)
    {
        ReviewPolicySpec policy = Deciders.OneOf(random.Next(2) == 0 ? "leads" : Pick(random)) with { NotRequester = random.Next(2) == 0 };
        ReviewProgress progress = random.Next(3) switch
        {
            0 => ReviewProgress.Nothing with { Approvals = [new Approval(PersonKey.Of(Pick(random)), 0)] },
            1 => ReviewProgress.Nothing with { Handovers = [new Handover(PersonKey.Of(Pick(random)), PersonKey.Of(Pick(random)), people.Clock.GetUtcNow())] },
            _ => ReviewProgress.Nothing,
        };
        return people.Ask(policy, Pick(random), progress) with
        {
            Id = new ReviewId($"review{at}"),
            CausedBy = random.Next(3) == 0 ? new PersonKeys(Pick(random)) : PersonKeys.None,
        };
    }

    private static string Pick(Random random) => Humans[random.Next(Humans.Length)];

    /// <summary>Finds everything under any name, so that only the guard chooses.</summary>
    private sealed class Shelf(IReadOnlyList<ReviewRow> all) : IQueueReader
    {
        public ValueTask<IReadOnlyList<ReviewRow>> WaitingAsync(QueueQuery query, CancellationToken ct) => new([.. all.Skip(query.Skip).Take(query.Take)]);

        public ValueTask<IReadOnlyList<AlikeReviews>> AlikeAsync(WorkspaceKey workspace, IReadOnlyList<string> principals, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ReviewRow>> UncomparedAsync(int take, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<BatchRow?> FindBatchAsync(string id, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<BatchRow?> OpenBatchAsync(WorkspaceKey workspace, PersonKey person, string kin, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<BatchRow>> BatchesAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<OpeningRow>> OpeningsAsync(ReviewId review, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<RecordedDecision>> DecisionsOfAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct) => throw new NotSupportedException();
    }
}
