using System.Collections.Immutable;
using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Local;
using AgentBot.Host.People;
using AgentBot.Host.Tests.Faults;
using AgentBot.Storage;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>The whole host with its real clock, and the real program killed between a due time and its commit.</summary>
public sealed class ScheduleClockTests
{
    private static readonly ChannelKey Finance = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Proof.IsLong ? 180 : 45);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <summary>Fault row D7: many at the same minute start within the spread, and what people type is answered as ever.</summary>
    [Fact]
    public async Task Many_schedules_due_at_once_are_spread_while_commands_are_answered_at_once()
    {
        int many = Proof.Size(1_000);
        using var folder = new TempFolder();
        await PutTemplateAsync(folder);
        await using WebApplication app = await TestHost.StartAsync(folder);
        DateTimeOffset due = TimeProvider.System.GetUtcNow().AddSeconds(5);
        ScheduleRow[] rows = [.. Enumerable.Range(0, many).Select(i => Row($"s{i}", app.Services.GetRequiredService<ITemplateCatalog>(), due))];
        foreach (ScheduleRow[] some in rows.Chunk(100))
        {
            await CommitAsync(app, [.. some.Select(row => new Change.InsertSchedule(row))]);
        }

        IScheduleReader schedules = app.Services.GetRequiredService<IScheduleReader>();
        var answers = new List<TimeSpan>();
        using var limit = new CancellationTokenSource(Limit);
        FiringRow[] firings = [];
        while (firings.Length < many)
        {
            Assert.False(limit.IsCancellationRequested, $"{firings.Length} of {many} have fired.");
            long before = Stopwatch.GetTimestamp();
            Reply reply = await app.Services.GetRequiredService<IConversation>().SayAsync(
                new CommandRequest(new Caller(new PersonKey("ana"), Finance, "", $"test|local|ping|{answers.Count}"), "help", [], []), CancellationToken.None);
            answers.Add(Stopwatch.GetElapsedTime(before));
            Assert.IsType<Reply.Shown>(reply);
            firings = [.. await schedules.FiringsAsync(ConfiguredDirectory.Workspace, due.AddMinutes(-1), due.AddMinutes(1), many + 1, CancellationToken.None)];
            await Task.Delay(Pace, TimeProvider.System);
        }

        Assert.All(firings, firing => Assert.Equal(FiringOutcome.Started, firing.Outcome));
        Assert.Equal(many, firings.Select(firing => firing.Schedule).Distinct().Count());
        Assert.InRange(firings.Max(firing => firing.Lateness), TimeSpan.Zero, TimeSpan.FromSeconds(120));
        Assert.InRange(firings.Max(firing => firing.Lateness), TimeSpan.FromSeconds((many - 40) / 10.0), TimeSpan.FromSeconds(120));
        answers.Sort();
        Assert.InRange(answers[(int)(answers.Count * 0.99)], TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await app.StopAsync();
    }

    [Fact]
    public async Task An_alarm_that_is_changed_rings_at_the_new_time_only()
    {
        using var folder = new TempFolder();
        await PutTemplateAsync(folder);
        await using WebApplication app = await TestHost.StartAsync(folder);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ITemplateCatalog catalog = app.Services.GetRequiredService<ITemplateCatalog>();
        await CommitAsync(app, [new Change.InsertSchedule(Row("late", catalog, now.AddHours(9))), new Change.InsertSchedule(Row("never", catalog, now.AddSeconds(3)))]);
        IScheduleReader schedules = app.Services.GetRequiredService<IScheduleReader>();
        ScheduleRow late = (await schedules.FindAsync(new ScheduleId("late"), CancellationToken.None))!;
        ScheduleRow never = (await schedules.FindAsync(new ScheduleId("never"), CancellationToken.None))!;
        await CommitAsync(app, [new Change.UpdateSchedule(late with { NextDue = now.AddSeconds(2), WakeAt = now.AddSeconds(2) }), new Change.UpdateSchedule(never with { Status = ScheduleStatus.Paused, WakeAt = null })]);

        using var limit = new CancellationTokenSource(Limit);
        while ((await schedules.FiringsAsync(late.Id, 1, CancellationToken.None)).Count == 0)
        {
            Assert.False(limit.IsCancellationRequested, "It never rang.");
            await Task.Delay(Pace, TimeProvider.System);
        }

        Assert.True(TimeProvider.System.GetUtcNow() >= now.AddSeconds(2));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Empty(await schedules.FiringsAsync(never.Id, 1, CancellationToken.None));
        await app.StopAsync();
    }

    /// <summary>Invariant I11 and fault row C4, with a real kill on both sides of the commit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_a_due_time_or_an_event_and_its_commit_or_right_after_it_still_fires_once(bool byEvent)
    {
        using var folder = new TempFolder();
        await PutTemplateAsync(folder);
        var catalog = new TemplateCatalog([folder.File("templates")], Core.Actions.ActionCatalog.Definitions, TimeProvider.System);
        await catalog.ReloadAsync(CancellationToken.None);
        DateTimeOffset due = TimeProvider.System.GetUtcNow().AddHours(-3);
        await WithStoreAsync(folder, async store => await store.CommitAsync(
            new Commit { Workspace = ConfiguredDirectory.Workspace, Changes = byEvent ? Arrived(Row("s1", catalog, due, daily: true)) : [new Change.InsertSchedule(Row("s1", catalog, due, daily: true))] }, CancellationToken.None));

        foreach (CrashPoint? point in new CrashPoint?[] { CrashPoint.FiringDue, CrashPoint.FiringCommitted, null })
        {
            var environment = new Dictionary<string, string>();
            if (point is { } number)
            {
                environment["Testing__CrashAt"] = ((int)number).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"], environment);
            if (point is not null)
            {
                Assert.Equal(137, await host.EndAsync());
            }
            else
            {
                await host.ReadyAsync();
                using var driver = new LocalDriver(folder.File("data"));
                using var limit = new CancellationTokenSource(Limit);
                while (await driver.FindAsync(1, "ana") is not { HasEnded: true })
                {
                    Assert.False(limit.IsCancellationRequested, "The run does not end.");
                    await Task.Delay(Pace, TimeProvider.System);
                }

                host.Kill();
                await host.EndAsync();
            }

            await WithStoreAsync(folder, async store =>
            {
                int expected = point == CrashPoint.FiringDue ? 0 : 1;
                Assert.Equal(expected, (await store.Runs.ListAsync(new RunQuery(ConfiguredDirectory.Workspace, null, null, null, null, false, null, 10), CancellationToken.None)).Count);
                Assert.Equal(expected, (await store.Schedules.FiringsAsync(new ScheduleId("s1"), 10, CancellationToken.None)).Count(firing => firing.Run is not null));
            });
        }
    }

    /// <summary>The same schedule, waiting for any message; one has come, and nobody has dealt with it.</summary>
    private static ImmutableArray<Change> Arrived(ScheduleRow row)
    {
        ScheduleTerms terms = ScheduleTerms.Read(row.Terms) with { Rule = null, Trigger = new Trigger.MessageSaid(WildText.Any), Overlap = Overlap.Queue };
        var message = new Happening.Message("message|m1", row.NextDue!.Value, row.Channel, row.Owner, "Ana Duarte", "Hello", [], "");
        var firing = new FiringRow
        {
            Schedule = row.Id,
            Workspace = row.Workspace,
            Due = message.At,
            Cause = message.Cause,
            Event = message.Store().Write(),
            Outcome = FiringOutcome.Queued,
            At = message.At,
        };
        return [new Change.InsertSchedule(row with { Terms = terms.Write(), Listens = message.Address, NextDue = null, WakeAt = null }), new Change.PutEventFiring(firing)];
    }

    /// <summary>Fault row C4: a deploy at nine o'clock, while many are due and a run is at work.</summary>
    [Fact]
    public async Task Told_to_stop_while_firings_are_due_and_a_run_works_it_ends_soon_and_the_next_start_does_the_rest_once()
    {
        const int Due = 50;
        const int Words = 300;
        using var folder = new TempFolder();
        await PutTemplateAsync(folder);
        string words = SmallTemplates.Words("    action: message.render\n    with: { text: \"{{ item.word }}\" }\n").Replace("items: 120", $"items: {Words}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File(Path.Combine("templates", "finance", "words.yaml")), words);
        await File.WriteAllTextAsync(folder.File("words.csv"), "number,word\n" + string.Concat(Enumerable.Range(1, Words).Select(number => $"{number},word {number}\n")));
        var catalog = new TemplateCatalog([folder.File("templates")], Core.Actions.ActionCatalog.Definitions, TimeProvider.System);
        await catalog.ReloadAsync(CancellationToken.None);
        DateTimeOffset due = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        await WithStoreAsync(folder, async store => await store.CommitAsync(
            new Commit { Workspace = ConfiguredDirectory.Workspace, Changes = [.. Enumerable.Range(0, Due).Select(i => new Change.InsertSchedule(Row($"s{i}", catalog, due)))] }, CancellationToken.None));

        long number = 0;
        TimeSpan stopping = await StopAsync(folder, async driver =>
        {
            LocalAnswer started = await driver.StartAsync("words", "ana", folder.File("words.csv"));
            Assert.False(started.Refused, started.Text);
            number = started.Number;
            await UntilAsync(async () => (await driver.FindAsync(number, "ana"))!.Steps.Any(step => step.ItemsOpen > 0 && step.ItemsOpen < step.ItemsTotal), "The run is not at work.");
        });
        Assert.InRange(stopping, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await WithStoreAsync(folder, async store =>
        {
            // A slow machine may have begun all of them before the run was at work; then the stop interrupts the run alone.
            Assert.InRange((await FiringsAsync(store, due)).Count, 1, Due);
            Assert.False((await store.Runs.FindByNumberAsync(ConfiguredDirectory.Workspace, number, CancellationToken.None))!.IsTerminal);
        });

        await StopAsync(folder, async driver =>
        {
            for (long run = 1; run <= Due + 1; run++)
            {
                await UntilAsync(async () => await driver.FindAsync(run, "ana") is { HasEnded: true }, $"Run {run} does not end.");
            }

            LocalStep each = (await driver.FindAsync(number, "ana"))!.Steps.Single(step => step.Id == "each");
            Assert.Equal((Words, 0), (each.ItemsTotal, each.ItemsOpen));
            AuditFinding audit = await driver.AuditAsync();
            Assert.True(audit.IsSound, audit.Sentence);
        });
        await WithStoreAsync(folder, async store =>
        {
            IReadOnlyList<FiringRow> firings = await FiringsAsync(store, due);
            Assert.Equal((Due, Due, Due), (firings.Count, firings.Select(firing => firing.Schedule).Distinct().Count(), firings.Select(firing => firing.Run).Distinct().Count()));
            Assert.All(firings, firing => Assert.Equal(FiringOutcome.Started, firing.Outcome));
            IReadOnlyList<RunRow> runs = await store.Runs.ListAsync(new RunQuery(ConfiguredDirectory.Workspace, null, null, null, null, false, null, Due + 10), CancellationToken.None);
            Assert.Equal(Due + 1, runs.Count);
            Assert.All(runs, run => Assert.Equal(RunStatus.Done, run.Status));
        });
    }

    /// <summary>Starts the real program, waits for what is to be the case and tells it to stop.</summary>
    /// <returns>How long it took to end.</returns>
    private static async Task<TimeSpan> StopAsync(TempFolder folder, Func<LocalDriver, Task> before)
    {
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);
        await host.ReadyAsync();
        using var driver = new LocalDriver(folder.File("data"));
        await before(driver);
        long told = Stopwatch.GetTimestamp();
        await host.TerminateAsync();
        Assert.Equal(0, await host.EndAsync());
        return Stopwatch.GetElapsedTime(told);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string otherwise)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private static ValueTask<IReadOnlyList<FiringRow>> FiringsAsync(SqliteStore store, DateTimeOffset due) =>
        store.Schedules.FiringsAsync(ConfiguredDirectory.Workspace, due.AddMinutes(-1), due.AddMinutes(1), 1_000, CancellationToken.None);

    private static async Task PutTemplateAsync(TempFolder folder)
    {
        string team = System.IO.Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(team, "greet.yaml"), Ringing.Greet);
    }

    private static async Task CommitAsync(WebApplication app, ImmutableArray<Change> changes) => Assert.IsType<CommitResult.Done>(
        await app.Services.GetRequiredService<ICommitter>().CommitAsync(new Commit { Workspace = ConfiguredDirectory.Workspace, Changes = changes }, CancellationToken.None));

    private static async Task WithStoreAsync(TempFolder folder, Func<SqliteStore, Task> look)
    {
        System.IO.Directory.CreateDirectory(folder.File("data"));
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System));
        await look(store);
    }

    private static ScheduleRow Row(string id, ITemplateCatalog catalog, DateTimeOffset due, bool daily = false)
    {
        RulePattern pattern = daily ? new RulePattern.EveryDays(1, [new TimeOnly(due.Hour, due.Minute)]) : new RulePattern.Instant(due);
        return new ScheduleRow
        {
            Id = new ScheduleId(id),
            Workspace = ConfiguredDirectory.Workspace,
            Channel = Finance,
            CreatedAt = due.AddDays(-1),
            ChangedAt = due.AddDays(-1),
            Template = "greet",
            Owner = new PersonKey("ana"),
            Terms = new ScheduleTerms { Rule = new ScheduleRule(pattern, "Etc/UTC"), Said = "", Inputs = new GivenAnswers("greet", "", false, []), Shape = TemplateShape.Of(catalog.Current.Find("greet")!.Closure) }.Write(),
            Status = ScheduleStatus.Active,
            NextDue = due,
            WakeAt = due,
        };
    }
}
