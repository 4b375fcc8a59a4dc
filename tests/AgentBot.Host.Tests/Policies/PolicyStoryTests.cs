using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Policies;

/// <summary>Who decides, told through the doors: steps, numbers, other hands, people who are away, ladders that nobody climbs to a yes.</summary>
public sealed class PolicyStoryTests
{
    private static readonly Value Edited = new Value.Record([new Field("text", new Value.Text("As Ben would say it."))]);

    [Fact]
    public async Task Steps_decide_one_after_the_other_and_the_card_says_who_is_next()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.InOrder);
        RunRow run = await host.StartAsync("run in-order text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        string first = await WordsAsync(host, review);
        Assert.Contains("**Now:** Ben Okafor", first, StringComparison.Ordinal);
        Assert.Contains("**Then:** Cleo Brandt", first, StringComparison.Ordinal);
        Assert.Contains("Nothing is posted yet; it then waits for Cleo Brandt.", first, StringComparison.Ordinal);
        Assert.Equal("Approve, then Cleo Brandt", await ButtonAsync(host, review));
        Assert.Contains("It is not your turn yet: Ben Okafor decides first.", What(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve)), StringComparison.Ordinal);

        Reply.Decided counted = Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        Assert.Contains("waits for Cleo Brandt", counted.Sentence, StringComparison.Ordinal);
        string second = await WordsAsync(host, await host.ReviewAsync(run));
        Assert.Contains("Waiting for the second decision", second, StringComparison.Ordinal);
        Assert.Contains("1 of 2", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is posted yet", second, StringComparison.Ordinal);
        Assert.Equal("Approve and post to #finance", await ButtonAsync(host, await host.ReviewAsync(run)));
        Assert.Contains("**Done:** Ben Okafor, Thu 19 Nov", second, StringComparison.Ordinal);
        Assert.Contains("Ben Okafor approved run 1. Now it waits for Cleo Brandt.", await NoticesAsync(host, review, "step:1"), StringComparison.Ordinal);
        Assert.Contains("You have decided this already.", What(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve)), StringComparison.Ordinal);
        Assert.Contains("Step 1 of 2, Ben Okafor: approved by Ben Okafor.", Words(Assert.IsType<Reply.Shown>(await host.SayAsync($"why {run.Number}")).Card), StringComparison.Ordinal);

        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
        Assert.Equal(ReviewState.Approved, (await host.ReviewAsync(run)).State);
    }

    [Fact]
    public async Task A_no_at_any_step_wins_and_an_edit_begins_again_at_the_first()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.InOrder);
        RunRow run = await host.StartAsync("run in-order text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(host.Click(review, FaultHost.Cleo, DecisionKind.Edit) with { Edited = Edited }));
        ReviewRow edited = await host.ReviewAsync(run);
        Assert.Equal((2, 0), (edited.Revision, DecidingRule.Of(edited, Directory(host)).At));
        Assert.Contains("not your turn", What(await host.DecideAsync(edited, FaultHost.Cleo, DecisionKind.Approve)), StringComparison.Ordinal);

        Assert.IsType<Reply.Decided>(await host.DecideAsync(edited, FaultHost.Ben, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(edited, FaultHost.Ben, DecisionKind.Reject, "Second thoughts."));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(ReviewState.Rejected, (await host.ReviewAsync(run)).State);
    }

    [Fact]
    public async Task Who_wrote_the_version_shown_leaves_it_to_the_others()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.FourEyes);
        RunRow run = await host.StartAsync("run four-eyes text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        DecisionRequest edit = host.Click(review, FaultHost.Ben, DecisionKind.Edit) with { Edited = Edited };
        Assert.Contains("your approval alone does not decide it", Assert.IsType<Reply.Refused>(await host.DecideAsync(edit with { ThenApprove = true })).Refusal.ToString(), StringComparison.Ordinal);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(host.Click(review, FaultHost.Ben, DecisionKind.Edit) with { Edited = Edited }));
        ReviewRow edited = await host.ReviewAsync(run);
        Assert.Contains("You wrote this version", What(await host.DecideAsync(edited, FaultHost.Ben, DecisionKind.Approve)), StringComparison.Ordinal);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(edited, FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Equal(edited.Artifact.Content, Assert.Single(host.Sender.Sendings).Content);
    }

    [Theory]
    [InlineData("ada,1000 EUR\nbob,240 EUR", "the total 1,240.00\u00a0EUR is over 1,000.00\u00a0EUR")]
    [InlineData("ada,10 EUR\nbob,10 USD", "the total cannot be computed: it has amounts in more than one currency")]
    [InlineData("ada,900 EUR\nbob,90 EUR", "")]
    public async Task A_number_of_the_stored_bytes_asks_one_person_more_and_the_card_says_why(string rows, string because)
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Table);
        RunRow run = await host.StartAsync("run spending", await host.FileAsync("rows.csv", "who,amount\n" + rows + "\n"));
        ReviewRow review = await host.ReviewAsync(run);
        Assert.Equal(because.Length > 0, (await WordsAsync(host, review)).Contains($"**Then:** Cleo Brandt, because {because}", StringComparison.Ordinal));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Equal(because.Length > 0 ? 0 : 1, host.Sender.Sendings.Length);
        if (because.Length > 0)
        {
            Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));
            await host.WorkAsync();
            Assert.Single(host.Sender.Sendings);
        }
    }

    [Fact]
    public async Task A_part_is_handed_over_taken_back_and_decided_once()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Ben, PolicyTemplates.BenHimself);
        RunRow run = await host.StartAsync("run for-ben text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Assert.Contains("Ana Duarte asked for it", Why(await host.SayAsync($"delegate {run.Number} to @ana", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.Contains("to themselves", Why(await host.SayAsync($"delegate {run.Number} to ben", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.Contains("is nobody AgentBot knows", What(await host.SayAsync($"delegate {run.Number} to @zoe", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await host.SayAsync($"delegate {run.Number} to @ben", FaultHost.Cleo));

        Assert.Contains("Cleo Brandt’s to decide now", Said(await host.SayAsync($"delegate {run.Number} to @cleo I am travelling", FaultHost.Ben)), StringComparison.Ordinal);
        ReviewRow handed = await host.ReviewAsync(run);
        string card = await WordsAsync(host, handed);
        Assert.Contains("Cleo Brandt", card, StringComparison.Ordinal);
        Assert.Contains("Ben Okafor handed it to Cleo Brandt: “I am travelling”.", card, StringComparison.Ordinal);
        Assert.Contains("You handed this to Cleo Brandt.", What(await host.DecideAsync(handed, FaultHost.Ben, DecisionKind.Approve)), StringComparison.Ordinal);
        Assert.Contains("it goes no further", Why(await host.SayAsync($"delegate {run.Number} to @ana", FaultHost.Cleo)), StringComparison.Ordinal);
        Assert.Contains($"**{run.Number}**", Words(Assert.IsType<Reply.Shown>(await host.SayAsync("reviews", FaultHost.Cleo)).Card), StringComparison.Ordinal);

        Assert.Contains("yours to decide again", Said(await host.SayAsync($"delegate {run.Number} back", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Cleo, DecisionKind.Approve));
        await host.SayAsync($"delegate {run.Number} to @cleo", FaultHost.Ben);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
        Assert.Equal(3, (await host.AuditAsync(run)).Count(verb => verb is "review.delegated" or "review.taken-back"));
        Assert.Contains("Ben Okafor handed it to Cleo Brandt", Words(Assert.IsType<Reply.Shown>(await host.SayAsync($"why {run.Number}")).Card), StringComparison.Ordinal);

        RunRow himself = await host.StartAsync("run ben-himself text=Hello");
        Assert.Contains("Its template wants", Why(await host.SayAsync($"delegate {himself.Number} to @cleo", FaultHost.Ben)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_substitute_decides_open_and_new_questions_until_the_person_is_back()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Ben);
        RunRow open = await host.StartAsync("run for-ben text=Hello");
        Assert.Contains("Nobody stands in for themselves", Why(await host.SayAsync("away until 2026-11-30 9:00 substitute=@ben", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.Contains("Cleo Brandt decides what waits for you.", Said(await host.SayAsync("away until 2026-11-30 9:00 substitute=@cleo", FaultHost.Ben)), StringComparison.Ordinal);
        RunRow fresh = await host.StartAsync("run for-ben text=Again");
        foreach (RunRow run in new[] { open, fresh })
        {
            ReviewRow review = await host.ReviewAsync(run);
            string card = await WordsAsync(host, review);
            Assert.Contains("**Who decides:** Cleo Brandt", card, StringComparison.Ordinal);
            Assert.Contains("Ben Okafor is away until Mon 30 Nov; Cleo Brandt decides instead.", card, StringComparison.Ordinal);
            Assert.Contains("You are away", What(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve)), StringComparison.Ordinal);
        }

        Assert.Contains("Ben Okafor is away: Cleo Brandt decides run 1 instead.", await NoticesAsync(host, await host.ReviewAsync(open), "away:"), StringComparison.Ordinal);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(open), FaultHost.Cleo, DecisionKind.Approve));
        Assert.Contains("You are back.", Said(await host.SayAsync("back", FaultHost.Ben)), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await host.DecideAsync(await host.ReviewAsync(fresh), FaultHost.Cleo, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(fresh), FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();

        // What was approved in somebody's place stays approved when they are back.
        Assert.Equal(2, host.Sender.Sendings.Length);
        Assert.Contains("review.substituted", await host.AuditAsync(open));
    }

    [Fact]
    public async Task An_absence_that_ends_by_itself_is_seen_on_the_card()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Ben);
        RunRow open = await host.StartAsync("run for-ben text=Hello");
        Said(await host.SayAsync("away until 2026-11-20 9:00 substitute=@cleo", FaultHost.Ben));
        RunRow fresh = await host.StartAsync("run for-ben text=Again");
        foreach (RunRow run in new[] { open, fresh })
        {
            Assert.Contains("**Who decides:** Cleo Brandt", await WordsAsync(host, await host.ReviewAsync(run)), StringComparison.Ordinal);
        }

        long drawn = await WantedAsync(host, fresh);
        DateTimeOffset back = ReviewProgress.Read((await host.ReviewAsync(fresh)).Progress).ReturnsAt!.Value;
        await PassAsync(host, back - host.Clock.GetUtcNow());
        foreach (RunRow run in new[] { open, fresh })
        {
            ReviewRow review = await host.ReviewAsync(run);
            Assert.Null(ReviewProgress.Read(review.Progress).ReturnsAt);
            Assert.Contains("**Who decides:** Ben Okafor", await WordsAsync(host, review), StringComparison.Ordinal);
            Assert.Contains("review.returned", await host.AuditAsync(run));
        }

        Assert.Equal(drawn + 1, await WantedAsync(host, fresh));
    }

    [Fact]
    public async Task Nobody_answers_reminders_then_each_rung_on_time_then_the_end_and_never_a_yes()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Ladder);
        DateTimeOffset began = host.Clock.GetUtcNow();
        RunRow run = await host.StartAsync("run ladder text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Assert.Contains($"From Thu 19 Nov, 13:14 Cleo Brandt is asked.", await WordsAsync(host, review), StringComparison.Ordinal);

        // Thursday 09:14, four hours of the day's eight: not a minute before.
        await PassAsync(host, TimeSpan.FromMinutes(239));
        Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Reject, "No."));
        Assert.Equal(0, Climbed(await host.ReviewAsync(run)));
        await PassAsync(host, TimeSpan.FromMinutes(1));
        ReviewRow first = await host.ReviewAsync(run);
        Assert.Equal(1, Climbed(first));
        Assert.Contains("Nobody decided run 1 within 4 working hours. Cleo Brandt can decide it too until Tue 24 Nov, 09:14", await NoticesAsync(host, review, "rung:1"), StringComparison.Ordinal);
        Assert.Contains("one of Ben Okafor or Cleo Brandt", await WordsAsync(host, first), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("From Sun 22 Nov, 09:14 @operations-leads is asked.", await WordsAsync(host, first), StringComparison.Ordinal);

        await PassAsync(host, began + TimeSpan.FromDays(3) - host.Clock.GetUtcNow());
        Assert.Equal(2, Climbed(await host.ReviewAsync(run)));
        await PassAsync(host, TimeSpan.FromDays(2));
        Assert.Equal(ReviewState.Expired, (await host.ReviewAsync(run)).State);
        Assert.Equal(RunStatus.Expired, (await host.RunAsync(run.Id)).Status);
        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(2, (await host.AuditAsync(run)).Count(verb => verb == "review.escalated"));
    }

    [Fact]
    public async Task Nobody_is_reminded_twice_within_four_hours()
    {
        await using FaultHost host = await FaultHost.WithAsync(PolicyTemplates.Ben);
        RunRow run = await host.StartAsync("run for-ben text=Hello");
        Assert.Contains("A reminder is in the thread", Said(await host.SayAsync($"remind {run.Number}")), StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromHours(3));
        Refusal refusal = Assert.IsType<Reply.Refused>(await host.SayAsync($"remind {run.Number}")).Refusal;
        Assert.Equal("They were reminded at 09:14.", refusal.What);
        Assert.Contains("From today 13:14", refusal.Next, StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<Reply.Said>(await host.SayAsync($"remind {run.Number}"));
    }

    private static async Task PassAsync(FaultHost host, TimeSpan time)
    {
        DateTimeOffset until = host.Clock.GetUtcNow() + time;
        while (host.Clock.GetUtcNow() < until)
        {
            TimeSpan left = until - host.Clock.GetUtcNow();
            host.Clock.Advance(left < TimeSpan.FromMinutes(30) ? left : TimeSpan.FromMinutes(30));
            await host.WorkAsync();
        }
    }

    private static async Task<string> ButtonAsync(FaultHost host, ReviewRow review) => (await host.Get<ReviewAnswers>().CardAsync(review, CancellationToken.None)).Actions[0].Title;

    private static async Task<long> WantedAsync(FaultHost host, RunRow run)
    {
        ReviewRow review = await host.ReviewAsync(run);
        return (await host.Get<IDeliveryReader>().FindViewAsync(Conversations.ThreadOf(run), Purposes.Review(review.Id, review.Revision), CancellationToken.None))!.Wanted;
    }

    private static int Climbed(ReviewRow review) => ReviewProgress.Read(review.Progress).Climbed;

    private static Core.People.DirectorySnapshot Directory(FaultHost host) => host.Get<Core.People.IDirectory>().Latest;

    private static async Task<string> WordsAsync(FaultHost host, ReviewRow review) => Words(await host.Get<ReviewAnswers>().CardAsync(review, CancellationToken.None));

    private static string Words(Card card) => string.Join('\n', card.Body.SelectMany(Texts)) + "\n" + card.FallbackText;

    private static IEnumerable<string> Texts(CardElement element) => element switch
    {
        CardElement.TextBlock text => [text.Text],
        CardElement.Container container => container.Items.SelectMany(Texts),
        CardElement.ColumnSet columns => columns.Columns.SelectMany(column => column.Items.SelectMany(Texts)),
        _ => [],
    };

    private static async Task<string> NoticesAsync(FaultHost host, ReviewRow review, string what)
    {
        IReadOnlyList<ViewRow> due = await host.Get<IDeliveryReader>().DueViewsAsync(host.Clock.GetUtcNow(), 200, CancellationToken.None);
        string[] marks = [.. due.Where(view => view.Purpose.StartsWith($"notice:review:{review.Id}:{review.Revision}:{what}", StringComparison.Ordinal)).Select(view => view.Purpose["notice:".Length..])];
        var said = new List<string>();
        foreach (string mark in marks)
        {
            said.Add(await host.Get<IStoreMarks>().FindMarkAsync(mark, CancellationToken.None) ?? "");
        }

        return string.Join("\n", said);
    }

    private static string What(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.What;

    private static string Why(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.Why;

    private static string Said(Reply reply) => Assert.IsType<Reply.Said>(reply).Text;
}
