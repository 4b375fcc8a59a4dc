using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using static AgentBot.Host.Tests.People.TwoPlatforms;

namespace AgentBot.Host.Tests.People;

/// <summary>Fault row E5: one person with two accounts neither approves what they asked for nor counts twice.</summary>
public sealed class OnePersonTests
{
    private static readonly string Four = SmallTemplates.Memo
        .Replace("owner: ben", "owner: anna", StringComparison.Ordinal)
        .Replace("reviewers: \"@finance-leads\"", "reviewers: { group: leads, quorum: 1, not: requester }", StringComparison.Ordinal);

    private static readonly string Two = Four
        .Replace("name: memo", "name: two", StringComparison.Ordinal)
        .Replace("quorum: 1", "quorum: 2", StringComparison.Ordinal);

    [Fact]
    public async Task Who_asked_in_one_app_does_not_approve_in_the_other_also_when_asked_before_linking_and_not_after_unlinking()
    {
        await using TwoPlatforms host = await StartAsync(Four);
        ReviewRow before = await host.ReviewAsync(await host.RunAsync(OnTeams, "alice", "memo"));
        await host.LinkAsync(OnSlack, "alice", OnTeams, "alice");
        ReviewRow after = await host.ReviewAsync(await host.RunAsync(OnSlack, "alice", "memo"));

        foreach (ReviewRow review in new[] { before, after })
        {
            Assert.Equal(RefusalKind.OwnRequest, Refusal(await host.ApproveAsync(review, OnSlack, "alice")));
            Assert.Equal(RefusalKind.OwnRequest, Refusal(await host.ApproveAsync(review, OnTeams, "alice")));
        }

        await host.SayAsync(OnTeams, "alice", "unlink");
        Assert.NotEqual(host.Person(OnSlack, "alice"), host.Person(OnTeams, "alice"));
        foreach (ReviewRow review in new[] { before, after })
        {
            Assert.Equal(RefusalKind.OwnRequest, Refusal(await host.ApproveAsync(review, OnSlack, "alice")));
            Assert.Equal(RefusalKind.OwnRequest, Refusal(await host.ApproveAsync(review, OnTeams, "alice")));
            Assert.IsType<Reply.Decided>(await host.ApproveAsync(review, OnTeams, "bob"));
        }
    }

    [Fact]
    public async Task Who_asked_may_withdraw_from_the_other_account_and_is_told_by_name()
    {
        await using TwoPlatforms host = await StartAsync(Four);
        RunId run = await host.RunAsync(OnTeams, "alice", "memo");
        await host.LinkAsync(OnSlack, "alice", OnTeams, "alice");
        Assert.Equal("Alice of slack", host.People.NameOf((await host.Get<IRunReader>().FindAsync(run, CancellationToken.None))!.Requester));
        ReviewRow review = await host.ReviewAsync(run);
        Reply withdrawn = await host.Get<IConversation>().DecideAsync(
            new DecisionRequest(host.Caller(OnSlack, "alice"), review.Id, review.Revision, review.Artifact.Content.Value[..16], DecisionKind.Withdraw, "", [], null, false, []), CancellationToken.None);
        Assert.IsType<Reply.Decided>(withdrawn);
    }

    [Fact]
    public async Task A_quorum_counts_a_person_once_whichever_accounts_they_used_and_whenever_they_were_linked()
    {
        await using TwoPlatforms host = await StartAsync(Two);
        ReviewRow review = await host.ReviewAsync(await host.RunAsync(OnTeams, "bob", "two"));
        Assert.Contains("one more person", Assert.IsType<Reply.Decided>(await host.ApproveAsync(review, OnTeams, "alice")).Sentence, StringComparison.Ordinal);
        await host.LinkAsync(OnSlack, "alice", OnTeams, "alice");
        Assert.DoesNotContain("Approved", TwoPlatforms.Words(await host.ApproveAsync(review, OnSlack, "alice")), StringComparison.Ordinal);
        Assert.Equal(ReviewState.Open, (await host.ReviewAsync(review.Run)).State);
        await host.SayAsync(OnSlack, "alice", "unlink");
        await host.ApproveAsync(review, OnSlack, "alice");
        Assert.Equal(ReviewState.Open, (await host.ReviewAsync(review.Run)).State);
        await host.ApproveAsync(review, OnSlack, "mallory");
        Assert.Equal(ReviewState.Approved, (await host.ReviewAsync(review.Run)).State);
    }

    [Fact]
    public async Task An_approval_that_turns_out_to_be_the_requesters_own_lets_nothing_out()
    {
        await using TwoPlatforms host = await StartAsync(Four);
        ReviewRow review = await host.ReviewAsync(await host.RunAsync(OnTeams, "alice", "memo"));
        Assert.IsType<Reply.Decided>(await host.ApproveAsync(review, OnSlack, "alice"));
        await host.WorkAsync();
        await host.LinkAsync(OnSlack, "alice", OnTeams, "alice");
        foreach (var effect in await host.Get<IDeliveryReader>().DueEffectsAsync(host.Clock.GetUtcNow(), 10, CancellationToken.None))
        {
            await host.Get<EffectHandler>().HandleAsync(effect, CancellationToken.None);
        }

        Assert.Empty(((ScriptedSender)host.Get<IEffectSender>()).Sendings);
    }

    [Fact]
    public async Task No_self_approval_in_any_number_of_tries()
    {
        Random random = Proof.Random();
        await using TwoPlatforms host = await StartAsync(Four);
        string[] people = ["alice", "bob", "mallory"];
        var linked = new HashSet<string>();
        var open = new List<(RunId Run, string Asked)>();
        int own = 0, decided = 0;
        for (int i = 0; i < Proof.Size(500); i++)
        {
            string who = people[random.Next(people.Length)];
            string platform = random.Next(2) == 0 ? OnSlack : OnTeams;
            switch (random.Next(10))
            {
                case 0 when host.Person(OnSlack, who) != host.Person(OnTeams, who):
                    (string first, string second) = random.Next(2) == 0 ? (OnSlack, OnTeams) : (OnTeams, OnSlack);
                    await host.LinkAsync(first, who, second, who);
                    // An account may type five codes an hour.
                    host.Clock.Advance(TimeSpan.FromMinutes(61));
                    linked.Add(who);
                    break;
                case 1:
                    await host.SayAsync(platform, who, "unlink");
                    break;
                case < 5:
                    // Before the first link nobody can know that the two accounts are one.
                    if (linked.Contains(who) || open.Count < 3)
                    {
                        open.Add((await host.RunAsync(platform, who, "memo"), who));
                    }

                    break;
                default:
                    if (open.Count > 0)
                    {
                        (RunId run, string asked) = open[random.Next(open.Count)];
                        bool isOwn = asked == who && linked.Contains(who);
                        if (asked == who && !isOwn)
                        {
                            break;
                        }

                        Reply reply = await host.ApproveAsync(await host.ReviewAsync(run), platform, who);
                        own += isOwn && reply is Reply.Decided ? 1 : 0;
                        decided += reply is Reply.Decided ? 1 : 0;
                        if (reply is Reply.Decided)
                        {
                            open.RemoveAll(one => one.Run == run);
                        }
                    }

                    break;
            }
        }

        Assert.Equal(0, own);
        Assert.True(decided > 0, "nothing was ever approved, so nothing was proved");
    }

    private static RefusalKind Refusal(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.Kind;
}
