using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>A schedule from the words to its run, as people in Slack see it.</summary>
public sealed class SlackScheduleTests
{
    [Fact]
    public async Task A_schedule_is_proposed_in_private_changed_with_words_confirmed_by_a_click_and_told_in_the_channel()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject proposal = (await host.CommandAsync("schedule memo every monday at 9:00 zone=Europe/Berlin text=\"Good morning\""))!;
        Assert.Contains("each Monday, 09:00", proposal.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("ephemeral", (string?)proposal["response_type"]);
        Assert.Empty(host.Slack.Read(workspace => workspace.In(SlackHost.Finance).ToArray()));

        Assert.Null(await host.InteractAsync(Press(host, proposal, "Change")));
        FakeSlackView asks = await host.ViewAsync("agentbot.note");
        JsonObject? again = await host.InteractAsync(host.Submit(asks, SlackHost.Ana, new() { ["note"] = SlackHost.Typed("sometimes") }));
        Assert.Equal("errors", (string?)again!["response_action"]);
        Assert.Null(await host.InteractAsync(Press(host, proposal, "Start this schedule")));
        FakeSlackMessage told = await host.PostedAsync("Ana Duarte scheduled Memo: each Monday, 09:00 Berlin time");
        Assert.Contains(told, host.Slack.Read(workspace => workspace.In(SlackHost.Finance).ToArray()));
        Assert.Equal("", told.Thread);

        JsonObject list = (await host.CommandAsync("schedules", SlackHost.Ben))!;
        Assert.Contains("each Monday, 09:00", list.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(await host.InteractAsync(Press(host, (await host.CommandAsync("show schedule 1"))!, "Run it now")));
        RunRow run = Assert.Single(await Until(host));
        Assert.Equal("by Ana Duarte, from schedule 1", run.StartedBy);
        await host.ButtonAsync("Approve");
    }

    [Fact]
    public async Task A_due_schedule_begins_its_run_in_the_channel_and_trouble_is_told_there_and_to_its_owner()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        Assert.Null(await host.InteractAsync(Press(host, (await host.CommandAsync("schedule memo every day at 9:00 text=Hello"))!, "Start this schedule")));
        await host.PostedAsync("Ana Duarte scheduled Memo");
        IScheduleReader schedules = host.Get<IScheduleReader>();
        await FireAsync();
        FakeSlackMessage root = await host.PostedAsync("by schedule, each day, 09:00");
        Assert.Equal(SlackHost.Finance, root.Channel);

        ScheduleRow row = (await schedules.FindByNumberAsync(SlackHost.Channel, 1, CancellationToken.None))!;
        await CommitAsync(row with { Owner = new Core.PersonKey("ana"), Terms = (ScheduleTerms.Read(row.Terms) with { Shape = Core.Digest.OfText("another") }).Write() });
        await FireAsync();
        await SlackHost.UntilAsync(
            () => host.Slack.Read(workspace => workspace.Messages.Where(message => SlackHost.Shows(message, "no longer runs by itself")).Select(message => message.Channel).Distinct().Count() == 2),
            "channel and owner were not both told");
        await host.ButtonAsync("Look and confirm");

        async Task FireAsync()
        {
            ScheduleRow now = (await schedules.FindByNumberAsync(SlackHost.Channel, 1, CancellationToken.None))!;
            DateTimeOffset due = TimeProvider.System.GetUtcNow().AddSeconds(-1);
            await CommitAsync(now with { NextDue = due, WakeAt = due });
        }

        async Task CommitAsync(ScheduleRow changed) => Assert.IsType<CommitResult.Done>(await host.Get<ICommitter>().CommitAsync(
            new Commit { Workspace = SlackHost.Channel.Workspace, Changes = [new Change.UpdateSchedule(changed)] }, CancellationToken.None));
    }

    /// <summary>Nobody names them in the settings, and after a restart AgentBot has seen no message of theirs.</summary>
    [Fact]
    public async Task An_owner_whom_nobody_has_seen_since_the_start_is_asked_about_and_one_whose_account_was_closed_has_left()
    {
        await using SlackHost host = await SlackHost.StartAsync([Schedules.Ringing.Greet]);
        Core.Templates.ITemplateCatalog catalog = host.Get<Core.Templates.ITemplateCatalog>();
        await SlackHost.UntilAsync(() => host.Get<Core.People.IDirectory>().Latest.Channel(SlackHost.Channel) is not null, "the channel was never found");
        Assert.Null(host.Get<Core.People.IDirectory>().Latest.Find(new Core.PersonKey("slack:U0DAN")));
        ScheduleRow row = await FireAsync("seen", "slack:U0DAN");
        Assert.Equal(FiringOutcome.Started, Assert.Single(await host.Get<IScheduleReader>().FiringsAsync(row.Id, 5, CancellationToken.None)).Outcome);

        host.Slack.Workspace.Users["U0GONE"] = new FakeSlackUser("U0GONE", "Gil Gone", "gil@acme.example", SlackHost.Team) { IsDeleted = true };
        row = await FireAsync("left", "slack:U0GONE");
        Assert.Equal((ScheduleStatus.Frozen, "Gil Gone, in whose name it runs, has left: their account was closed."), (row.Status, row.Reason));
        row = await FireAsync("never", "slack:U0NOBODY");
        Assert.Equal(ScheduleStatus.Frozen, row.Status);

        async Task<ScheduleRow> FireAsync(string id, string owner)
        {
            DateTimeOffset due = TimeProvider.System.GetUtcNow();
            var terms = new ScheduleTerms
            {
                Rule = new ScheduleRule(new RulePattern.EveryDays(1, [new TimeOnly(due.Hour, due.Minute)]), "Etc/UTC"),
                Said = "",
                Inputs = new Core.Commands.GivenAnswers("greet", "", false, []),
                Shape = TemplateShape.Of(catalog.Current.Find("greet")!.Closure),
            };
            var made = new ScheduleRow
            {
                Id = new Core.ScheduleId(id), Workspace = SlackHost.Channel.Workspace, Channel = SlackHost.Channel, CreatedAt = due, ChangedAt = due, Template = "greet",
                Owner = new Core.PersonKey(owner), Terms = terms.Write(), Status = ScheduleStatus.Active, NextDue = due, WakeAt = due,
            };
            Assert.IsType<CommitResult.Done>(await host.Get<ICommitter>().CommitAsync(
                new Commit { Workspace = SlackHost.Channel.Workspace, Changes = [new Change.InsertSchedule(made)] }, CancellationToken.None));
            IScheduleReader schedules = host.Get<IScheduleReader>();
            await SlackHost.UntilAsync(async () => (await schedules.FiringsAsync(made.Id, 1, CancellationToken.None)).Count > 0, $"schedule {id} never fired");
            return (await schedules.FindAsync(made.Id, CancellationToken.None))!;
        }
    }

    /// <summary>A click on a button of the private answer to a command.</summary>
    internal static JsonObject Press(SlackHost host, JsonObject answer, string label)
    {
        JsonObject button = SlackHost.Buttons(answer).First(button => ((string?)button["text"]!["text"])!.StartsWith(label, StringComparison.Ordinal));
        JsonObject click = host.Click(new FakeSlackMessage(SlackHost.Finance, "1.1"), button, SlackHost.Ana);
        click["container"]!["is_ephemeral"] = true;
        ((JsonObject)click["container"]!).Remove("thread_ts");
        return click;
    }

    private static async Task<IReadOnlyList<RunRow>> Until(SlackHost host)
    {
        await SlackHost.UntilAsync(async () => (await SlackIngressTests.RunsAsync(host)).Count > 0, "no run began");
        return await SlackIngressTests.RunsAsync(host);
    }
}
