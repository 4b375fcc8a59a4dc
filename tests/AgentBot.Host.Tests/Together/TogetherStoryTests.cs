using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Together;

/// <summary>Alike reviews, told through the door: what is grouped, what is drawn, what the others cost, and what is never approved.</summary>
public sealed class TogetherStoryTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task What_is_drawn_is_read_and_decided_first_and_then_the_others_go_each_by_its_own_decision()
    {
        await using FaultHost host = await WaitingAsync(5);
        Card queue = Shown(await host.SayAsync("reviews", FaultHost.Ben));
        Assert.Contains("5 reviews wait for you", queue.FallbackText, StringComparison.Ordinal);
        CardAction.Execute together = Assert.Single(queue.Actions.OfType<CardAction.Execute>(), button => button.Title.StartsWith("Decide 5 together", StringComparison.Ordinal));

        Card offered = Shown(await host.SayAsync(together.Ref.Id, FaultHost.Ben));
        Assert.DoesNotContain(offered.Actions.OfType<CardAction.Execute>(), button => button.Verb == CardVerb.Approve);
        BatchRow batch = await BatchAsync(host);
        BatchMember spot = Assert.Single(batch.Spots);
        Assert.Contains("drawn to be read first", What(await ApproveAsync(host, batch)), StringComparison.Ordinal);
        Assert.Empty(host.Sender.Sendings);

        await ReadAsync(host, spot);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await RowAsync(host, spot), FaultHost.Ben, DecisionKind.Approve));
        Card ready = Shown(await host.SayAsync(together.Ref.Id, FaultHost.Ben));
        CardAction.Execute button = Assert.Single(ready.Actions.OfType<CardAction.Execute>(), one => one.Verb == CardVerb.Approve);
        Assert.Equal((CardRef.Together, batch.Id, "Approve the 4 others"), (button.Ref.Kind, button.Ref.Id, button.Title));

        Card done = Shown(await ApproveAsync(host, batch));
        Assert.Contains("Approved together: 4 messages", done.FallbackText, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Equal(5, host.Sender.Sendings.Length);
        foreach (BatchMember member in batch.Members)
        {
            DecisionRow decision = Assert.Single(await host.DecisionsAsync(await RowAsync(host, member)));
            Assert.Equal((DecisionKind.Approve, member.Artifact, member.IsSpot ? "" : batch.Id), (decision.Kind, decision.Shown, decision.Together));
        }

        Assert.Contains("approved this group already", What(await ApproveAsync(host, batch)), StringComparison.Ordinal);
        Card record = Shown(await host.SayAsync("reviews record", FaultHost.Ben));
        Assert.Contains("4 of them together", Words(record), StringComparison.Ordinal);
        Assert.Contains("1 of 1 read in full", Words(record), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_again_draws_nothing_anew_also_not_after_the_process_began_again_or_more_came_in()
    {
        await using FaultHost host = await WaitingAsync(12);
        BatchRow first = await OfferAsync(host);
        Assert.Equal(2, first.Spots.Count());
        for (int i = 0; i < 5; i++)
        {
            await host.StartAsync($"run memo text=\"Late {i}\"");
            await host.Get<LikenessKeeper>().CompareAsync(Ct);
            Assert.Equal(first.Shown, (await OfferAsync(host)).Shown);
        }

        Assert.Equal(BatchState.Open, (await host.Get<IQueueReader>().FindBatchAsync(first.Id, Ct))!.State);
    }

    [Fact]
    public async Task A_spot_check_that_was_not_read_or_found_something_leaves_the_others_to_be_decided_one_by_one()
    {
        foreach (bool reads in (bool[])[false, true])
        {
            await using FaultHost host = await WaitingAsync(4);
            BatchRow batch = await OfferAsync(host);
            ReviewRow spot = await RowAsync(host, batch.Spots.Single());
            if (reads)
            {
                await ReadAsync(host, batch.Spots.Single());
                Assert.IsType<Reply.Decided>(await host.DecideAsync(spot, FaultHost.Ben, DecisionKind.Reject, "The name is wrong."));
            }
            else
            {
                Assert.IsType<Reply.Decided>(await host.DecideAsync(spot, FaultHost.Ben, DecisionKind.Approve));
            }

            string why = What(await ApproveAsync(host, batch));
            Assert.Contains("one by one", why, StringComparison.Ordinal);
            Assert.Contains(reads ? "You did not approve" : "without opening all of it", why, StringComparison.Ordinal);
            Assert.Contains("one by one", What(await ApproveAsync(host, batch)), StringComparison.Ordinal);
            Assert.All(batch.Others, member => Assert.Empty(host.Get<IReviewReader>().DecisionsAsync(member.Review, Ct).AsTask().Result));
        }
    }

    [Fact]
    public async Task What_changed_or_was_decided_meanwhile_is_left_out_and_named()
    {
        await using FaultHost host = await WaitingAsync(5);
        BatchRow batch = await OfferAsync(host);
        await ReadAsync(host, batch.Spots.Single());
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await RowAsync(host, batch.Spots.Single()), FaultHost.Ben, DecisionKind.Approve));
        BatchMember[] others = [.. batch.Others];
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await RowAsync(host, others[0]), FaultHost.Cleo, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(host.Click(await RowAsync(host, others[1]), FaultHost.Cleo, DecisionKind.Edit) with { Edited = new Core.Values.Value.Record([new Core.Values.Field("text", new Core.Values.Value.Text("Cleo's words."))]) }));

        Card done = Shown(await ApproveAsync(host, batch));
        string words = Words(done);
        Assert.Contains("Approved together: 2 messages", done.FallbackText, StringComparison.Ordinal);
        Assert.Contains("Cleo Brandt decided it meanwhile", words, StringComparison.Ordinal);
        Assert.Contains("it changed since it was shown", words, StringComparison.Ordinal);
        Assert.DoesNotContain(await host.DecisionsAsync((await host.Reviews.FindAsync(others[1].Review, Ct))!), decision => decision.Kind == DecisionKind.Approve);
    }

    [Fact]
    public async Task A_delivery_that_comes_twice_decides_once_and_another_persons_group_is_nobody_elses()
    {
        await using FaultHost host = await WaitingAsync(3);
        BatchRow batch = await OfferAsync(host);
        await ReadAsync(host, batch.Spots.Single());
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await RowAsync(host, batch.Spots.Single()), FaultHost.Ben, DecisionKind.Approve));
        Assert.Contains("for somebody else", What(await ApproveAsync(host, batch, FaultHost.Cleo)), StringComparison.Ordinal);
        Assert.Contains("does not belong", What(await ApproveAsync(host, batch, shown: new string('0', 16))), StringComparison.Ordinal);

        string once = "test|local|delivery|twice";
        Card first = Shown(await ApproveAsync(host, batch, receipt: once));
        Card second = Shown(await ApproveAsync(host, batch, receipt: once));
        Assert.Equal(first.FallbackText, second.FallbackText);
        await host.WorkAsync();
        Assert.Equal(3, host.Sender.Sendings.Length);
    }

    [Fact]
    public async Task Twenty_are_the_most_and_those_that_two_decide_or_that_leave_the_channel_are_never_alike()
    {
        await using FaultHost host = await WaitingAsync(23);
        Assert.Equal(BatchHandler.Most, (await OfferAsync(host)).Members.Count);

        await using FaultHost two = await FaultHost.WithAsync(SmallTemplates.Two, SmallTemplates.TwoPlaces);
        for (int i = 0; i < 3; i++)
        {
            await two.StartAsync($"run two text=\"Hello {i}\"");
            await two.StartAsync($"run two-places text=\"Hello {i}\"");
        }

        await two.Get<LikenessKeeper>().CompareAsync(Ct);
        Assert.Contains("Nothing alike", Shown(await two.SayAsync("reviews together", FaultHost.Ben)).FallbackText, StringComparison.Ordinal);
        Assert.Contains("There is no such group", What(await two.SayAsync("reviews together 1", FaultHost.Ben)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_ones_own_and_of_others_for_operators_and_owners_only()
    {
        await using FaultHost host = await WaitingAsync(2);
        ReviewRow review = (await host.Get<IQueueReader>().UncomparedAsync(5, Ct)) is [{ } first, ..] ? first : (await host.Get<IReviewReader>().OpenAsync(FaultHost.Finance.Workspace, null, null, 0, 1, Ct))[0];
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));
        Assert.Contains("You decided once", Shown(await host.SayAsync("reviews record", FaultHost.Cleo)).FallbackText, StringComparison.Ordinal);
        Assert.Contains("Cleo Brandt decided once", Shown(await host.SayAsync("reviews record @cleo", FaultHost.Ben)).FallbackText, StringComparison.Ordinal);
        Assert.Contains("for operators", What(await host.SayAsync("reviews record @cleo")), StringComparison.Ordinal);
    }

    private static async Task<FaultHost> WaitingAsync(int count)
    {
        FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        for (int i = 0; i < count; i++)
        {
            await host.StartAsync($"run memo text=\"Hello {i}\"");
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        while (await host.Get<LikenessKeeper>().CompareAsync(Ct) > 0)
        {
        }

        return host;
    }

    private static async Task<BatchRow> OfferAsync(FaultHost host)
    {
        Shown(await host.SayAsync("reviews together 1", FaultHost.Ben));
        return await BatchAsync(host);
    }

    private static async Task<BatchRow> BatchAsync(FaultHost host) =>
        Assert.Single(await host.Get<IQueueReader>().BatchesAsync(FaultHost.Finance.Workspace, new PersonKey(FaultHost.Ben), DateTimeOffset.UnixEpoch, 10, Ct));

    private static async Task<ReviewRow> RowAsync(FaultHost host, BatchMember member) => (await host.Reviews.FindAsync(member.Review, member.Revision, Ct))!;

    private static Task ReadAsync(FaultHost host, BatchMember member) =>
        host.CommitAsync(new Change.MarkOpened(member.Review, member.Revision, new PersonKey(FaultHost.Ben), host.Clock.GetUtcNow()));

    private static ValueTask<Reply> ApproveAsync(FaultHost host, BatchRow batch, string person = FaultHost.Ben, string? shown = null, string? receipt = null) =>
        host.Get<IConversation>().ApproveTogetherAsync(new TogetherRequest(host.Caller(person, receipt), batch.Id, shown ?? batch.Shown.Value[..16], []), Ct);

    private static Card Shown(Reply reply) => reply is Reply.Shown shown ? shown.Card : throw new InvalidOperationException(reply.ToString());

    private static string What(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.ToString();

    private static string Words(Card card) => CardJson.Write(card).Replace("\\u00A0", " ", StringComparison.Ordinal);
}
