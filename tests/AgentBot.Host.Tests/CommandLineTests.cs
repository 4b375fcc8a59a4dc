using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Host.People;
using AgentBot.Storage;
using AgentBot.Testing;
using SQLitePCL;

namespace AgentBot.Host.Tests;

/// <summary>The verbs of the real program, with a host beside them and without.</summary>
public sealed class CommandLineTests
{
    private static readonly string Templates = Path.Combine(RepositoryRoot.Path, "templates");
    private static readonly string Claims = Path.Combine(Templates, "finance", "samples", "expense-triage.claims.csv");
    private static readonly Dictionary<string, string> Environment = new() { ["AgentBot__TemplatesDirectory"] = Templates, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };

    [Fact]
    public async Task Run_without_a_host_works_approves_and_publishes()
    {
        using var folder = new TempFolder();
        using HostProcess run = Verb(folder, "run", "expense-triage", "--as", "ana", "--file", Claims, "--approve", "ben");

        Assert.True(await run.EndAsync() == 0, run.Output + run.Error);
        Assert.Contains("Run 1 began.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Run 1 is done and posted.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("It is done", run.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^(\d+) +\1 ", run.Output);
        Assert.Contains("sent to #finance", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Run_beside_a_host_leaves_the_work_there()
    {
        using var folder = new TempFolder();
        using HostProcess host = Verb(folder, "serve");
        await host.ReadyAsync();
        using HostProcess run = Verb(folder, "run", "expense-triage", "--as", "ana", "--file", "claims=" + Claims);

        Assert.True(await run.EndAsync() == 3, run.Output + run.Error);
        Assert.Contains("waits for a review", run.Output, StringComparison.Ordinal);
        using var driver = new LocalDriver(folder.File("data"));
        Assert.NotEmpty((await driver.FindAsync(1, "ben"))!.Reviews);
    }

    [Fact]
    public async Task Schedules_are_listed_beside_a_host_and_without_one_and_nothing_starts_by_that()
    {
        using var folder = new TempFolder();
        using (HostProcess none = Verb(folder, "schedules"))
        {
            Assert.True(await none.EndAsync() == 0, none.Output + none.Error);
            Assert.Contains("Nothing runs by itself.", none.Output, StringComparison.Ordinal);
        }

        await ScheduleAsync(folder);
        using (HostProcess alone = Verb(folder, "schedules"))
        {
            Assert.True(await alone.EndAsync() == 0, alone.Output + alone.Error);
            Assert.Contains("#finance, schedule 1: Expense triage, each Monday, 09:00", alone.Output, StringComparison.Ordinal);
            Assert.Contains("In the name of Ana Duarte.", alone.Output, StringComparison.Ordinal);
            Assert.Contains("  Then Mon ", alone.Output, StringComparison.Ordinal);
        }

        using HostProcess host = Verb(folder, "serve");
        await host.ReadyAsync();
        using HostProcess beside = Verb(folder, "schedules", "--as", "ben");
        Assert.True(await beside.EndAsync() == 0, beside.Output + beside.Error);
        Assert.Contains("#finance, schedule 1: Expense triage, each Monday, 09:00", beside.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_approves_what_they_asked_for()
    {
        using var folder = new TempFolder();
        using HostProcess run = Verb(folder, "run", "expense-triage", "--as", "ben", "--file", Claims, "--approve");

        Assert.Equal(3, await run.EndAsync());
        Assert.Contains("somebody else decides", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no template", "run", "expense-tirage", "--as", "ana")]
    [InlineData("nobody has the key", "run", "expense-triage", "--as", "zoe")]
    [InlineData("is no input", "run", "expense-triage", "--input", "month")]
    [InlineData("there is no file", "run", "expense-triage", "--file", "nowhere.csv")]
    [InlineData("claims", "run", "expense-triage", "--as", "ana")]
    [InlineData("there is no such channel", "run", "expense-triage", "--channel", "#nowhere")]
    public async Task What_cannot_be_run_is_refused_in_words(string words, params string[] arguments)
    {
        using var folder = new TempFolder();
        using HostProcess run = Verb(folder, arguments);

        Assert.Equal(1, await run.EndAsync());
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_finds_the_shipped_templates_right()
    {
        using var folder = new TempFolder();
        using HostProcess validate = Verb(folder, "validate");
        Assert.True(await validate.EndAsync() == 0, validate.Output + validate.Error);
        Assert.Contains("templates are right", validate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_names_file_line_and_column_and_exits_with_a_mistake()
    {
        using var folder = new TempFolder();
        string team = folder.File("mine/finance");
        System.IO.Directory.CreateDirectory(team);
        await File.WriteAllTextAsync(Path.Combine(team, "broken.yaml"), "apiVersion: agentbot/v1\nkind: Workflow\nname: broken\ntitel: Broken\n");
        using HostProcess validate = Verb(folder, "validate", "mine");

        Assert.NotEqual(0, await validate.EndAsync());
        Assert.Contains("mine/finance/broken.yaml(4,1): error", validate.Output, StringComparison.Ordinal);
        Assert.Contains("title", validate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_what_is_right_and_what_is_off()
    {
        using var folder = new TempFolder();
        using HostProcess doctor = Verb(folder, "doctor");

        Assert.True(await doctor.EndAsync() == 0, doctor.Output + doctor.Error);
        Assert.All(["SQLite", "Disk", "Templates", "expense-triage", "People", "Models", "Clock", "Console", "Platforms"], word => Assert.Contains(word, doctor.Output, StringComparison.Ordinal));
        Assert.All(
            doctor.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.True(line.StartsWith("ok ", StringComparison.Ordinal) || line.StartsWith("warn ", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Doctor_names_wrong_settings()
    {
        using var folder = new TempFolder();
        using HostProcess doctor = Verb(folder, "doctor", "--set", "Storage:Provider=Oracle");

        Assert.Equal(1, await doctor.EndAsync());
        Assert.Contains("Storage:Provider", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_and_audit_work_beside_a_host()
    {
        using var folder = new TempFolder();
        using HostProcess host = Verb(folder, "serve");
        await host.ReadyAsync();
        using HostProcess doctor = Verb(folder, "doctor");
        using HostProcess audit = Verb(folder, "audit", "verify");

        Assert.True(await doctor.EndAsync() == 0, doctor.Output + doctor.Error);
        Assert.Contains("works as process", doctor.Output, StringComparison.Ordinal);
        Assert.True(await audit.EndAsync() == 0, audit.Output + audit.Error);
        Assert.Contains("The audit holds", audit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_touched_audit_is_told_with_its_place()
    {
        using var folder = new TempFolder();
        using HostProcess run = Verb(folder, "run", "expense-triage", "--as", "ana", "--file", Claims, "--approve", "ben");
        Assert.Equal(0, await run.EndAsync());
        using HostProcess before = Verb(folder, "audit", "verify");
        Assert.True(await before.EndAsync() == 0, before.Output + before.Error);

        using (SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System)))
        {
            // Opened and closed so that the engine of this process is the one the program uses.
        }

        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(folder.File("data/agentbot.db"), out sqlite3 database));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(database, "UPDATE audit SET actor = 'cleo' WHERE sequence = 5"));
        Assert.Equal(1, raw.sqlite3_changes(database));
        database.Dispose();

        using HostProcess after = Verb(folder, "audit", "verify");
        Assert.Equal(1, await after.EndAsync());
        Assert.Contains("ine 5", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_verb_takes_only_its_own_options()
    {
        using var folder = new TempFolder();
        using HostProcess doctor = Verb(folder, "doctor", "--loud");
        Assert.NotEqual(0, await doctor.EndAsync());
        Assert.Contains("--loud", doctor.Error + doctor.Output, StringComparison.Ordinal);
    }

    private static async Task ScheduleAsync(TempFolder folder)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var terms = new ScheduleTerms
        {
            Rule = new ScheduleRule(new RulePattern.EveryWeeks(1, Weekdays.Monday, [new TimeOnly(9, 0)]), "Europe/Berlin"),
            Said = "every monday at 9:00",
            Inputs = new GivenAnswers("expense-triage", "", false, []),
            Shape = Digest.None,
        };
        var row = new ScheduleRow
        {
            Id = new ScheduleId("s1"),
            Workspace = ConfiguredDirectory.Workspace,
            Channel = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance"),
            CreatedAt = now,
            ChangedAt = now,
            Template = "expense-triage",
            Owner = new PersonKey("ana"),
            Terms = terms.Write(),
            Status = ScheduleStatus.Active,
            NextDue = now.AddDays(3),
            WakeAt = now.AddDays(3),
        };
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System));
        Assert.IsType<CommitResult.Done>(await store.CommitAsync(new Commit { Workspace = row.Workspace, Changes = [new Change.InsertSchedule(row)] }, CancellationToken.None));
    }

    private static HostProcess Verb(TempFolder folder, params string[] arguments) => HostProcess.Start(folder.Path, arguments, Environment);
}
