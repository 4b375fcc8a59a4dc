using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>What people say about schedules and press on their cards.</summary>
public sealed class ScheduleCommandTests
{
    [Fact]
    public async Task A_proposal_shows_its_times_and_starts_only_after_the_click()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Card card = await host.ShownAsync("schedule memo every monday at 9:00 zone=Europe/Berlin text=\"Good morning\"");
        string text = Text(card);
        Assert.Contains("Run Memo each Monday, 09:00?", text, StringComparison.Ordinal);
        Assert.Contains("every monday at 9:00", text, StringComparison.Ordinal);
        Assert.Contains("Mon 23 Nov, 08:00", text, StringComparison.Ordinal);
        Assert.Contains("it runs once as soon as AgentBot is back", text, StringComparison.Ordinal);
        Assert.Contains("none: no model is asked; 5 runs a month", text, StringComparison.Ordinal);
        Assert.Empty(await host.Schedules().WakingAsync(CancellationToken.None));
        Assert.Empty(await host.ToldAsync());

        string confirm = Ringing.CommandOf(card, 0);
        Assert.Equal(RefusalKind.Unknown, (await host.RefusedAsync(confirm, FaultHost.Ben)).Kind);
        Assert.IsType<Reply.Said>(await host.SayAsync(confirm));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), Assert.Single(await host.Schedules().WakingAsync(CancellationToken.None)).At);
        MessageRow told = Assert.Single(await host.ToldAsync());
        Assert.Contains("Memo: each Monday, 09:00 Berlin time. Next: Mon 23 Nov, 09:00 Berlin time. pause 1 stops it.", told.Text, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.TooLate, (await host.RefusedAsync(confirm)).Kind);
        Assert.Single(await host.ToldAsync());
    }

    [Fact]
    public async Task The_same_press_delivered_twice_confirms_once_and_gets_the_same_answer()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        string confirm = Ringing.CommandOf(await host.ShownAsync("schedule greet every day at 9:00"), 0);
        var first = Assert.IsType<Reply.Said>(await host.SayAsync(confirm, receipt: "test|local|press|1"));
        Assert.Equal(first.Text, Assert.IsType<Reply.Said>(await host.SayAsync(confirm, receipt: "test|local|press|1")).Text);
    }

    [Fact]
    public async Task Missing_inputs_are_asked_by_a_form_and_the_time_is_not_asked_again()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        FormRequest form = Assert.IsType<Reply.Form>(await host.SayAsync("schedule memo every monday at 9:00")).Request;
        Assert.Equal("every monday at 9:00", form.When);
        var submission = new FormSubmission(host.Caller(FaultHost.Ana), "memo", false, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("text", "Hello"), System.Collections.Immutable.ImmutableSortedDictionary<string, Core.Values.Value.File>.Empty, [])
        {
            When = form.When,
        };
        Card card = Assert.IsType<Reply.Shown>(await host.Get<IConversation>().SubmitAsync(submission, CancellationToken.None)).Card;
        Assert.Contains("text: Hello", Text(card), StringComparison.Ordinal);
        Assert.Empty(await host.AllRunsAsync());
    }

    [Fact]
    public async Task Words_with_two_meanings_are_asked_and_each_choice_leads_to_its_proposal()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Card asked = await host.ShownAsync("schedule memo every monday at 6 zone=Europe/Berlin text=\"Good morning\" overlap=queue");
        Assert.True(asked.Actions.Length >= 2, Text(asked));
        foreach (int choice in Enumerable.Range(0, 2))
        {
            Card card = await host.ShownAsync(Ringing.CommandOf(asked, choice));
            Assert.Contains(choice == 0 ? "06:00" : "18:00", Text(card), StringComparison.Ordinal);
            Assert.Contains("text: Good morning", Text(card), StringComparison.Ordinal);
            Assert.Contains("starts when the old one has ended", Text(card), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("schedule mmo every monday at 9:00 text=x", "No template is called")]
    [InlineData("schedule memo sometimes text=x", "Nothing was scheduled.")]
    [InlineData("schedule memo every monday at 9:00 txt=x", "no input called")]
    [InlineData("schedule memo every monday at 9:00 text=x zone=Mars/Base", "no time zone")]
    [InlineData("schedule memo every monday at 9:00 text=x missed=maybe", "missed=maybe")]
    [InlineData("schedule memo 2026-01-01 9:00 text=x", "Nothing was scheduled.")]
    [InlineData("schedule away every monday at 9:00 text=x", "Nothing was scheduled.")]
    public async Task Mistakes_are_told_at_creation(string typed, string says)
    {
        string away = SmallTemplates.Memo.Replace("name: memo", "name: away", StringComparison.Ordinal).Replace("#finance", "#nowhere", StringComparison.Ordinal);
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo, away);
        Refusal refusal = await host.RefusedAsync(typed);
        Assert.Contains(says, refusal.ToString(), StringComparison.Ordinal);
        Assert.True(refusal.Next.Length > 0, refusal.ToString());
        Assert.Empty(await host.Schedules().WakingAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_stranger_cannot_schedule()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        Assert.Equal(RefusalKind.NotAllowed, (await host.RefusedAsync("schedule greet every day at 9:00", "eve")).Kind);
    }

    [Fact]
    public async Task Anybody_in_the_channel_pauses_and_only_those_who_answer_for_it_let_it_go_on()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet every day at 9:00", FaultHost.Ben);
        Assert.Contains("is paused", Assert.IsType<Reply.Said>(await host.SayAsync("pause 1")).Text, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotAllowed, (await host.RefusedAsync("resume 1")).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await host.RefusedAsync("unschedule 1")).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await host.RefusedAsync("reschedule 1 every day at 10:00")).Kind);
        Assert.Equal(ScheduleStatus.Paused, (await host.NowAsync(row)).Status);
        host.Clock.Advance(TimeSpan.FromDays(3));
        await host.RingAsync();
        Assert.Empty(await host.AllRunsAsync());

        Assert.Contains("goes on", Assert.IsType<Reply.Said>(await host.SayAsync("resume 1", FaultHost.Ben)).Text, StringComparison.Ordinal);
        await host.RingAsync();
        Assert.Empty(await host.AllRunsAsync());
        await host.RingNextAsync(row);
        Assert.Single(await host.AllRunsAsync());
        Assert.Equal(["confirmed", "paused", "resumed"], (await host.ToldAsync()).Select(told => told.Purpose.Split(':')[3]));
    }

    [Fact]
    public async Task A_pause_until_a_day_ends_by_itself()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet every day at 9:00");
        Assert.IsType<Reply.Said>(await host.SayAsync("pause 1 until 2026-11-24 8:00"));
        await host.RingNextAsync(row);
        ScheduleRow now = await host.NowAsync(row);
        Assert.Equal((ScheduleStatus.Active, new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)), (now.Status, now.NextDue!.Value));
        Assert.Empty(await host.FiringsAsync(row));
    }

    [Fact]
    public async Task Away_holds_all_of_mine_and_back_lets_them_go_on()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow mine = await host.ScheduleAsync("greet every day at 9:00");
        ScheduleRow other = await host.ScheduleAsync("greet every day at 10:00");
        ScheduleRow bens = await host.ScheduleAsync("greet every day at 11:00", FaultHost.Ben);
        await host.SayAsync("pause 2");
        Assert.Contains("1 schedule of yours is paused until", Assert.IsType<Reply.Said>(await host.SayAsync("away until 2026-12-01 9:00")).Text, StringComparison.Ordinal);
        Assert.Equal(ScheduleStatus.Active, (await host.NowAsync(bens)).Status);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero), (await host.NowAsync(mine)).WakeAt);
        Assert.Contains("1 schedule of yours goes on", Assert.IsType<Reply.Said>(await host.SayAsync("back")).Text, StringComparison.Ordinal);
        Assert.Equal((ScheduleStatus.Active, ScheduleStatus.Paused), ((await host.NowAsync(mine)).Status, (await host.NowAsync(other)).Status));
    }

    [Fact]
    public async Task A_change_is_proposed_first_and_keeps_number_inputs_and_history()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every monday at 9:00 text=Hello");
        Card card = await host.ShownAsync("reschedule 1 every friday at 16:00 zone=America/New_York missed=all:3");
        Assert.Equal(row.NextDue, (await host.NowAsync(row)).NextDue);
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(card, 0)));
        ScheduleRow changed = await host.NowAsync(row);
        var terms = ScheduleTerms.Read(changed.Terms);
        Assert.Equal((1L, new DateTimeOffset(2026, 11, 20, 21, 0, 0, TimeSpan.Zero)), (changed.Number, changed.NextDue!.Value));
        Assert.Equal((CatchUp.All, 3, "Hello"), (terms.CatchUp, terms.MostCaughtUp, terms.Inputs.Values["text"]));
        Assert.Single(await host.Schedules().WakingAsync(CancellationToken.None));

        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(await host.ShownAsync("reschedule 1 overlap=cancel"), 0)));
        Assert.Equal(Overlap.CancelOld, ScheduleTerms.Read((await host.NowAsync(row)).Terms).Overlap);
        Assert.Equal(changed.NextDue, (await host.NowAsync(row)).NextDue);
    }

    [Fact]
    public async Task A_proposal_can_be_worded_otherwise_before_it_is_confirmed()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Card first = await host.ShownAsync("schedule memo every monday at 9:00 text=Hello overlap=queue");
        string reschedule = Assert.IsType<CardAction.Execute>(Assert.IsType<CardAction.ShowCard>(first.Actions[1]).Card.Actions[0]).Ref.Id;
        Card second = await host.ShownAsync($"{reschedule} every friday at 16:00");
        Assert.Contains("each Friday, 16:00", Text(second), StringComparison.Ordinal);
        Assert.Contains("starts when the old one has ended", Text(second), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.TooLate, (await host.RefusedAsync(Ringing.CommandOf(first, 0))).Kind);
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(second, 0)));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 16, 0, 0, TimeSpan.Zero), Assert.Single(await host.Schedules().WakingAsync(CancellationToken.None)).At);
    }

    [Fact]
    public async Task Run_now_runs_in_the_name_of_who_asks_and_changes_nothing_else()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo every monday at 9:00 text=Hello");
        RunRow run = await host.RunAsync(Assert.IsType<Reply.Started>(await host.SayAsync("run schedule 1", FaultHost.Ben)).Run);
        Assert.Equal((FaultHost.Ben, "by Ben Okafor, from schedule 1"), (run.Requester.Value, run.StartedBy));
        Assert.Equal(row, await host.NowAsync(row));
    }

    [Fact]
    public async Task Schedules_are_listed_and_shown_and_end_for_good()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        Assert.Contains("Nothing runs by itself", Text(await host.ShownAsync("schedules")), StringComparison.Ordinal);
        ScheduleRow row = await host.ScheduleAsync("greet every day at 9:00");
        await host.RingNextAsync(row);
        Card list = await host.ShownAsync("schedules", FaultHost.Ben);
        Assert.Contains("Greeting", Text(list), StringComparison.Ordinal);
        Card one = await host.ShownAsync(Ringing.CommandOf(list, 0), FaultHost.Ben);
        Assert.Contains("Fri 20 Nov, 09:00 · run 1, done", Text(one), StringComparison.Ordinal);

        Assert.IsType<Reply.Said>(await host.SayAsync("unschedule 1"));
        host.Clock.Advance(TimeSpan.FromDays(9));
        await host.RingAsync();
        Assert.Single(await host.AllRunsAsync());
        Assert.Equal(RefusalKind.TooLate, (await host.RefusedAsync("unschedule 1")).Kind);
        Assert.Contains("Nothing runs by itself", Text(await host.ShownAsync("schedules")), StringComparison.Ordinal);
    }

    private static string Text(Card card) => string.Join('\n', card.Body.SelectMany(Texts));

    private static IEnumerable<string> Texts(CardElement element) => element switch
    {
        CardElement.TextBlock text => [text.Text.Replace("\\", "", StringComparison.Ordinal)],
        CardElement.FactSet facts => facts.Facts.Select(fact => $"{fact.Title}: {fact.Value}".Replace("\\", "", StringComparison.Ordinal)),
        CardElement.Container container => container.Items.SelectMany(Texts),
        CardElement.ColumnSet columns => columns.Columns.SelectMany(column => column.Items).SelectMany(Texts),
        _ => [],
    };
}
