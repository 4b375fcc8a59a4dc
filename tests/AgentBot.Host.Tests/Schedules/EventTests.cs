using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>Schedules that wait for something that happens: the same card, rights and receipts as times, and one run for each event.</summary>
public sealed class EventTests
{
    private const string Intake = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: intake
        title: Intake
        summary: Reads claims and has somebody look at them.
        owner: ben
        inputs:
          claims: { type: file, accept: [csv], required: true, label: Claims, columns: { who: text } }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.claims }}" }
          - id: report
            action: table.write
            with: { rows: "{{ steps.rows }}" }
          - id: decide
            review: { of: report, reviewers: "@finance-leads", on_changes: report }
        """;

    [Fact]
    public async Task A_dropped_file_starts_one_run_in_the_owners_name_however_often_it_is_told_and_who_dropped_it_does_not_decide()
    {
        await using FaultHost host = await FaultHost.WithAsync(Intake);
        Card card = await host.ShownAsync("schedule intake when a file is dropped here");
        string text = Text(card);
        Assert.Contains("Run Intake when a file named *.csv is dropped here?", text, StringComparison.Ordinal);
        Assert.Contains("Claims: event.file", text, StringComparison.Ordinal);
        Assert.Contains("at most 60 runs an hour; more wait", text, StringComparison.Ordinal);
        Assert.DoesNotContain("If missed", text, StringComparison.Ordinal);
        Value.File file = await host.FileAsync("claims.csv", "who\nEve\n");
        Assert.Equal(0, await SaidAsync(host, "m0", "", FaultHost.Ben, file));

        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(card, 0)));
        Assert.Contains("Ana Duarte scheduled Intake: when a file named *.csv is dropped here. pause 1 stops it.", (await host.ToldAsync())[^1].Text, StringComparison.Ordinal);
        for (int delivery = 0; delivery < 4; delivery++)
        {
            await SaidAsync(host, "m1", "Here they are", FaultHost.Ben, file);
            await host.HappenAsync();
        }

        Assert.Equal(0, await SaidAsync(host, "m2", "", FaultHost.Ben, await host.FileAsync("notes.txt", "no")));
        Assert.Equal(0, await SaidAsync(host, "m3", "no file", FaultHost.Ben));
        RunRow run = Assert.Single(await host.AllRunsAsync());
        Assert.Equal((FaultHost.Ana, FaultHost.Ben, "by schedule 1, claims.csv of Ben Okafor"), (run.Requester.Value, run.CausedBy.Value, run.StartedBy));
        Assert.Contains("claims.csv of Ben Okafor · run 1, waits for a decision", Text(await host.ShownAsync("show schedule 1")), StringComparison.Ordinal);

        ReviewRow review = await host.ReviewAsync(run);
        Refusal own = Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve)).Refusal;
        Assert.Equal((RefusalKind.OwnRequest, "What you did began this, so somebody else decides."), (own.Kind, own.What));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));
    }

    [Fact]
    public async Task A_message_that_contains_the_words_gives_its_text_and_waits_for_the_run_before_it()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo when a message contains \"over * budget\" or bill");
        await SaidAsync(host, "m1", "We are OVER the budget");
        await SaidAsync(host, "m2", "nothing of it");
        await SaidAsync(host, "m3", "The bill came");
        await host.HappenAsync();
        RunRow run = Assert.Single(await host.AllRunsAsync());
        Assert.Contains("We are OVER the budget", run.Inputs, StringComparison.Ordinal);
        MessageRow waits = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":waits:", StringComparison.Ordinal));
        Assert.Contains("1 event waits until run 1 has ended", waits.Text, StringComparison.Ordinal);

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Cleo, DecisionKind.Reject, "no"));
        await host.HappenAsync();
        Assert.Equal(2, (await host.FiringsAsync(row)).Count(firing => firing.Outcome == FiringOutcome.Started));
    }

    [Fact]
    public async Task A_fact_that_is_remembered_or_forgotten_starts_a_run_in_the_same_commit_as_it_is_kept()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo when a fact about pricing changes text=\"{{ event.change }}: {{ event.text }}\" overlap=together");
        await host.SayAsync("remember the pricing is 5 EUR", FaultHost.Ben, "test|local|delivery|same");
        await host.SayAsync("remember the pricing is 5 EUR", FaultHost.Ben, "test|local|delivery|same");
        await host.SayAsync("remember lunch is at noon", FaultHost.Ben);
        Assert.Single(await host.Schedules().QueuedAsync(row.Id, CancellationToken.None));
        await host.SayAsync("forget 1", FaultHost.Cleo);
        await host.HappenAsync();
        Assert.Equal(["ben", "cleo"], (await host.AllRunsAsync()).OrderBy(run => run.Number).Select(run => run.CausedBy.Value));
        Assert.Contains("forgotten: the pricing is 5 EUR", (await host.AllRunsAsync()).MaxBy(run => run.Number)!.Inputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_run_is_told_once_also_after_a_restart_and_only_the_end_that_was_meant()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        ScheduleRow row;
        await using (FaultHost before = await FaultHost.WithAsync(folder, clock, Ringing.Greet, SmallTemplates.Memo))
        {
            await before.StartAsync("run greet");
            clock.Advance(TimeSpan.FromSeconds(1));
            row = await before.ScheduleAsync("memo when run greet succeeds text=\"Run {{ event.run.number }} is {{ event.run.status }}\"", FaultHost.Ben);
            await before.ScheduleAsync("memo when run greet fails text=x");
            clock.Advance(TimeSpan.FromSeconds(1));
            await before.StartAsync("run greet");
        }

        for (int restart = 0; restart < 3; restart++)
        {
            await using FaultHost after = await FaultHost.WithAsync(folder, clock, Ringing.Greet, SmallTemplates.Memo);
            await after.HappenAsync();
            RunRow run = Assert.Single(await after.AllRunsAsync(), run => run.Template == "memo");
            Assert.Contains("Run 2 is done", run.Inputs, StringComparison.Ordinal);
            Assert.Equal((FaultHost.Ben, FaultHost.Ana, "by schedule 1, the end of run 2"), (run.Requester.Value, run.CausedBy.Value, run.StartedBy));
            Assert.Single(await after.FiringsAsync(row));
        }
    }

    [Fact]
    public async Task Schedules_that_would_start_each_other_are_refused_with_their_names()
    {
        string other = Ringing.Greet.Replace("name: greet", "name: other", StringComparison.Ordinal);
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet, other, SmallTemplates.Memo);
        Assert.Contains("Each run of greet would start another one", (await host.RefusedAsync("schedule greet when run greet finishes")).Why, StringComparison.Ordinal);
        Card later = await host.ShownAsync("schedule memo when run other finishes text=x");
        await host.ScheduleAsync("greet when run memo finishes");
        await host.ScheduleAsync("other when run greet finishes");
        Assert.Contains("other, then memo, then greet, then other", (await host.RefusedAsync(Ringing.CommandOf(later, 0))).Why, StringComparison.Ordinal);
        Assert.Contains("without end", (await host.RefusedAsync("schedule memo when run other finishes text=x")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_line_of_schedules_ends_after_five_and_says_so()
    {
        string[] names = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];
        await using FaultHost host = await FaultHost.WithAsync([.. names.Select(name => Ringing.Greet.Replace("name: greet", $"name: {name}", StringComparison.Ordinal))]);
        for (int i = 1; i < names.Length; i++)
        {
            await host.ScheduleAsync($"{names[i]} when run {names[i - 1]} finishes");
        }

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.StartAsync("run a1");
        await host.HappenAsync();
        Assert.Equal(names[..6], (await host.AllRunsAsync()).OrderBy(run => run.Number).Select(run => run.Template));
        Assert.Single(await host.ToldAsync(), message => message.Text.Contains("may follow each other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_an_hour_may_begin_waits_and_is_told_once()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet when any message is written here most=2 word={{ event.text }}");
        for (int i = 0; i < 5; i++)
        {
            await SaidAsync(host, $"m{i}", $"message {i}");
            await host.HappenAsync();
        }

        Assert.Equal(2, (await host.AllRunsAsync()).Count);
        MessageRow told = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":held-back:", StringComparison.Ordinal));
        Assert.Contains("3 events wait", told.Text, StringComparison.Ordinal);
        DateTimeOffset? again = await host.Get<EventStarter>().HandleAsync(row.Id, CancellationToken.None);
        host.Clock.Advance(again!.Value - host.Clock.GetUtcNow());
        await host.HappenAsync();
        Assert.Equal(4, (await host.AllRunsAsync()).Count);
    }

    [Fact]
    public async Task With_skip_the_rest_is_left_out_and_one_message_counts_it()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        ScheduleRow row = await host.ScheduleAsync("greet when any message is written here most=2 overlap=skip word={{ event.text }}");
        for (int i = 0; i < 7; i++)
        {
            await SaidAsync(host, $"m{i}", $"message {i}");
            await host.HappenAsync();
        }

        Assert.Equal(2, (await host.AllRunsAsync()).Count);
        MessageRow told = Assert.Single(await host.ToldAsync(), message => message.Purpose.Contains(":left-out:", StringComparison.Ordinal));
        Assert.Contains("5 events were left out within this hour because 2 runs had begun", told.Text, StringComparison.Ordinal);
        Assert.All((await host.FiringsAsync(row)).Where(firing => firing.Outcome == FiringOutcome.Skipped), firing => Assert.Empty(StoredEvent.Read(firing.Event).Data));
    }

    [Fact]
    public async Task What_is_missing_at_the_event_is_told_once_and_three_in_a_row_hold_the_schedule()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo when any message is written here text=\"{{ event.link }}\"");
        for (int i = 0; i < 3; i++)
        {
            await SaidAsync(host, $"m{i}", "no link");
            await host.HappenAsync();
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(await host.AllRunsAsync());
        Assert.Equal(ScheduleStatus.Paused, (await host.NowAsync(row)).Status);
        Assert.Single(await host.ToldAsync(), message => message.Text.Contains("did not start", StringComparison.Ordinal) && message.Text.Contains("“What it says” is missing", StringComparison.Ordinal));
        Assert.Equal(0, await SaidAsync(host, "m9", "paused"));
    }

    [Fact]
    public async Task Run_now_takes_what_happened_last()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        await host.ScheduleAsync("memo when a message contains \"invoice\" overlap=together");
        Assert.Contains("Nothing has happened yet", (await host.RefusedAsync("run schedule 1")).Why, StringComparison.Ordinal);
        await SaidAsync(host, "m1", "first invoice", FaultHost.Ben);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await SaidAsync(host, "m2", "second invoice", FaultHost.Ben);
        Assert.IsType<Reply.Started>(await host.SayAsync("run schedule 1", FaultHost.Cleo));
        RunRow run = Assert.Single(await host.AllRunsAsync());
        Assert.Contains("second invoice", run.Inputs, StringComparison.Ordinal);
        Assert.Equal((FaultHost.Cleo, FaultHost.Ben), (run.Requester.Value, run.CausedBy.Value));
    }

    [Fact]
    public async Task What_stands_in_line_is_dealt_with_after_a_restart_and_dropped_where_the_schedule_is_held()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        ScheduleRow row;
        await using (FaultHost before = await FaultHost.WithAsync(folder, clock, Ringing.Greet))
        {
            row = await before.ScheduleAsync("greet when any message is written here");
            await SaidAsync(before, "m1", "one");
        }

        await using FaultHost after = await FaultHost.WithAsync(folder, clock, Ringing.Greet);
        Assert.Equal(row.Id, Assert.Single(await after.Schedules().ArrivedAsync(CancellationToken.None)));
        await after.HappenAsync();
        Assert.Single(await after.AllRunsAsync());
        await SaidAsync(after, "m2", "two");
        Assert.IsType<Reply.Said>(await after.SayAsync("pause 1"));
        await after.HappenAsync();
        Assert.Equal(FiringOutcome.Skipped, (await after.FiringsAsync(row))[0].Outcome);
        Assert.IsType<Reply.Said>(await after.SayAsync("resume 1"));
        await SaidAsync(after, "m3", "three");
        await after.HappenAsync();
        Assert.Equal(2, (await after.AllRunsAsync()).Count);
    }

    [Fact]
    public async Task A_changed_template_holds_it_and_taking_over_lets_it_go_on()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo when a message contains \"invoice\"");
        await host.PutTemplatesAsync(SmallTemplates.Memo.Replace("#finance", "#operations", StringComparison.Ordinal));
        await SaidAsync(host, "m1", "an invoice");
        await host.HappenAsync();
        Assert.Equal(ScheduleStatus.Frozen, (await host.NowAsync(row)).Status);
        Assert.Empty(await host.AllRunsAsync());
        Card card = await host.ShownAsync("takeover 1", FaultHost.Cleo);
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(card, 0), FaultHost.Cleo));
        await SaidAsync(host, "m2", "another invoice");
        await host.HappenAsync();
        Assert.Equal(FaultHost.Cleo, Assert.Single(await host.AllRunsAsync()).Requester.Value);
    }

    [Fact]
    public async Task What_strangers_write_starts_nothing()
    {
        await using FaultHost host = await FaultHost.WithAsync(Ringing.Greet);
        await host.ScheduleAsync("greet when any message is written here");
        Assert.Equal(0, await SaidAsync(host, "m1", "hello", "eve"));
        Assert.False(await host.Get<IEventDoor>().WantsAsync(FaultHost.Finance, new PersonKey("eve"), "hello", [], CancellationToken.None));
        Assert.True(await host.Get<IEventDoor>().WantsAsync(FaultHost.Finance, new PersonKey("ben"), "hello", [], CancellationToken.None));
    }

    [Theory]
    [InlineData("memo when any message is written here text={{ event.txt }}", "Did you mean text?")]
    [InlineData("memo when any message is written here text={{ inputs.text }}", "no field text")]
    [InlineData("memo when any message is written here text={{ steps.x }}", "no step x")]
    [InlineData("memo when any message is written here text={{ event.files }} zone=Europe/Berlin", "zone= says nothing here")]
    [InlineData("memo when any message is written here text={{ event.file }}", "takes text")]
    [InlineData("intake when any message is written here claims={{ event.text }}", "takes a file")]
    [InlineData("memo every day at 9:00 text=x most=3", "most= says nothing here")]
    [InlineData("memo when any message is written here text=x most=0", "most=0 is not understood")]
    [InlineData("memo when a mesage contains \"x\" text=y", "Closest: message")]
    [InlineData("memo when hook invoices is called", "No hook is set up")]
    [InlineData("to-somebody when any message is written here whom={{ event.author }}", "only people may choose that")]
    [InlineData("to-somebody when any message is written here where={{ event.text }} whom=ben", "only people may choose that")]
    public async Task Mistakes_are_told_at_creation(string typed, string says)
    {
        string somebody = SmallTemplates.Memo
            .Replace("name: memo", "name: to-somebody", StringComparison.Ordinal)
            .Replace("  text: { type: text, required: true, label: What it says }", "  text: { type: text, default: hello, label: What it says }\n  whom: { type: user, required: true, label: Whom }\n  where: { type: channel, default: here, label: Where }", StringComparison.Ordinal);
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo, Intake, somebody);
        Refusal refusal = await host.RefusedAsync("schedule " + typed);
        Assert.Contains(says, refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(await host.Schedules().ArrivedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Another_event_or_a_time_can_take_the_place_of_what_was_waited_for()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        ScheduleRow row = await host.ScheduleAsync("memo when a message contains \"invoice\"");
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(await host.ShownAsync("reschedule 1 when a message contains \"bill\" most=5"), 0)));
        Assert.Equal(0, await SaidAsync(host, "m1", "invoice"));
        Assert.Equal(1, await SaidAsync(host, "m2", "bill"));
        Assert.IsType<Reply.Said>(await host.SayAsync(Ringing.CommandOf(await host.ShownAsync("reschedule 1 every day at 9:00 text=hello"), 0)));
        Assert.Equal(0, await SaidAsync(host, "m3", "bill"));
        Assert.NotNull((await host.NowAsync(row)).NextDue);
        Assert.Contains("each day, 09:00", Text(await host.ShownAsync("schedules")), StringComparison.Ordinal);
    }

    private static ValueTask<int> SaidAsync(FaultHost host, string id, string text, string person = FaultHost.Ben, params Value.File[] files) =>
        host.Get<IEventDoor>().SaidAsync(new ChannelMessage(new PersonKey(person), FaultHost.Finance, id, host.Clock.GetUtcNow(), text, [.. files], "", []), CancellationToken.None);

    private static string Text(Card card) => CardJson.Write(card, indented: false).Replace("\\u201C", "“", StringComparison.Ordinal).Replace("\\u201D", "”", StringComparison.Ordinal);
}

internal static class Events
{
    /// <summary>Tells of ended runs and deals with every line, until nothing is left to do now.</summary>
    public static async Task HappenAsync(this FaultHost host)
    {
        for (int round = 0; round < 12; round++)
        {
            await host.Get<RunEndings>().CatchUpAsync(CancellationToken.None);
            foreach (ScheduleId id in await host.Schedules().ArrivedAsync(CancellationToken.None))
            {
                await host.Get<EventStarter>().HandleAsync(id, CancellationToken.None);
            }

            await host.WorkAsync();
            await host.Get<FiringFollower>().FollowAsync(CancellationToken.None);
        }
    }
}
