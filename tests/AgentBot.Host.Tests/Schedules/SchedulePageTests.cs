using System.Net;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.WebConsole;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>The pages about schedules: the week, the list, one of them; and only to those who may read the channel.</summary>
public sealed class SchedulePageTests
{
    [Fact]
    public async Task The_page_shows_what_came_of_the_times_and_what_comes_next()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        DateTimeOffset now = host.Clock.GetUtcNow();
        var yesterday = new DateTimeOffset(now.UtcDateTime.Date.AddDays(-1).AddHours(8), TimeSpan.Zero);
        await host.CommitAsync(
            new Change.InsertSchedule(Row("daily", ConsoleHost.Finance, ScheduleStatus.Active, now)),
            new Change.InsertSchedule(Row("held", ConsoleHost.Finance, ScheduleStatus.Frozen, now) with { Template = "cash-report", Reason = "The template was changed." }),
            new Change.InsertSchedule(Row("secret", ConsoleHost.Secret, ScheduleStatus.Active, now) with { Template = "board-minutes", Owner = new PersonKey("cleo") }),
            new Change.InsertFiring(new FiringRow { Schedule = new ScheduleId("daily"), Workspace = ConsoleHost.Workspace, Due = yesterday, Outcome = FiringOutcome.CouldNotStart, Reason = "<b>Nobody</b> is called that.", At = yesterday }));

        using Browser ana = host.Browser();
        string page = await ana.ReadAsync("/console/schedules?week=0");
        Assert.Contains("Cash report is held", page, StringComparison.Ordinal);
        Assert.Contains("1 active, 1 held", page, StringComparison.Ordinal);
        Assert.Contains("each day, 08:00", page, StringComparison.Ordinal);
        Assert.Contains("pause schedule daily", page, StringComparison.Ordinal);
        Assert.Contains("takeover schedule held", page, StringComparison.Ordinal);
        Assert.Contains("Not started", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Board minutes", page, StringComparison.Ordinal);

        string one = await ana.ReadAsync("/console/schedules/daily");
        Assert.Contains("&lt;b&gt;Nobody&lt;/b&gt; is called that.", one, StringComparison.Ordinal);
        Assert.Contains("every day at 8", one, StringComparison.Ordinal);
        using HttpResponseMessage closed = await ana.GetAsync("/console/schedules/secret");
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
        using Browser cleo = host.Browser();
        await cleo.ActAsAsync("cleo");
        Assert.Contains("Board minutes", await cleo.ReadAsync("/console/schedules"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?week=52")]
    [InlineData("?week=-9999999")]
    [InlineData("?week=soon")]
    public async Task A_page_without_schedules_says_how_to_begin_whatever_week_is_asked(string query)
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        Assert.Contains("Nothing runs by itself yet", await ana.ReadAsync("/console/schedules" + query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_with_words_types_its_command_with_them()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using HttpResponseMessage answer = await ana.PostAsync("/console/act", ("act", "command|command|0||reschedule 7"), ("channel", "finance"), ("note", " every friday at 9:00 "));
        Assert.Equal("reschedule 7 every friday at 9:00", Assert.IsType<CommandRequest>(Assert.Single(host.Conversation.Asked)).Text);
    }

    [Fact]
    public async Task What_is_said_and_dropped_in_the_chat_stands_in_line_and_the_page_tells_of_it_apart_from_the_week()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        DateTimeOffset now = host.Clock.GetUtcNow();
        Trigger message = new Trigger.MessageSaid(WildText.OfAll(["invoice"]));
        Trigger file = new Trigger.FileDropped(WildText.OfAll(["*.csv"]));
        await host.CommitAsync(new Change.InsertSchedule(Waiting("said", message, now)), new Change.InsertSchedule(Waiting("dropped", file, now)));
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage said = await ana.PostAsync("/console/chat/finance", ("text", "Here comes the invoice <b>17</b>"), ("_once", "said"));
        }

        using (HttpResponseMessage dropped = await ana.UploadAsync("/console/chat/finance", [("text", ""), ("_once", "dropped")], ("files", "claims.csv", [1, 2, 3])))
        {
            Assert.True((int)dropped.StatusCode < 400, dropped.StatusCode.ToString());
        }

        Assert.Empty(host.Conversation.Asked);
        IScheduleReader schedules = host.Get<IScheduleReader>();
        FiringRow arrived = Assert.Single(await schedules.QueuedAsync(new ScheduleId("said"), CancellationToken.None));
        Assert.Equal(("message", "ana"), (StoredEvent.Read(arrived.Event).Kind, StoredEvent.Read(arrived.Event).By.Value));
        Assert.Equal("claims.csv", StoredEvent.Read(Assert.Single(await schedules.QueuedAsync(new ScheduleId("dropped"), CancellationToken.None)).Event).What);

        string page = await ana.ReadAsync("/console/schedules");
        Assert.Contains("When something happens", page, StringComparison.Ordinal);
        Assert.Contains("when a message here contains “invoice”", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("a message of Ana Duarte", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Worst delay", page, StringComparison.Ordinal);
        string one = WebUtility.HtmlDecode(await ana.ReadAsync("/console/schedules/said"));
        Assert.Contains("It waits for that to happen.", one, StringComparison.Ordinal);
        Assert.Contains("a message of Ana Duarte: “Here comes the invoice <b>17</b>”", one, StringComparison.Ordinal);
        Assert.Contains($"href=\"{StoredEvent.Read(arrived.Event).Link}\"", one, StringComparison.Ordinal);
        Assert.Contains("In line", one, StringComparison.Ordinal);
        Assert.DoesNotContain("If missed", one, StringComparison.Ordinal);
    }

    private static ScheduleRow Waiting(string id, Trigger trigger, DateTimeOffset now)
    {
        ScheduleRow row = Row(id, ConsoleHost.Finance, ScheduleStatus.Active, now);
        ScheduleTerms terms = ScheduleTerms.Read(row.Terms) with { Rule = null, Trigger = trigger, Overlap = Overlap.Queue };
        return row with { Terms = terms.Write(), Listens = trigger.Address(row.Channel), NextDue = null, WakeAt = null };
    }

    private static ScheduleRow Row(string id, ChannelKey channel, ScheduleStatus status, DateTimeOffset now) => new()
    {
        Id = new ScheduleId(id),
        Workspace = ConsoleHost.Workspace,
        Channel = channel,
        CreatedAt = now.AddDays(-9),
        ChangedAt = now.AddDays(-9),
        Template = "expense-triage",
        Owner = new PersonKey("ana"),
        Terms = new ScheduleTerms
        {
            Rule = new ScheduleRule(new RulePattern.EveryDays(1, [new TimeOnly(8, 0)]), "Etc/UTC"),
            Said = "every day at 8",
            Inputs = new GivenAnswers("expense-triage", "", false, []),
            Shape = Digest.None,
        }.Write(),
        Status = status,
        NextDue = now.AddHours(5),
        WakeAt = status == ScheduleStatus.Active ? now.AddHours(5) : null,
    };
}
