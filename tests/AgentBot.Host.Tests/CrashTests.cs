using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Runs;
using AgentBot.Host.Local;
using AgentBot.Storage;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>
/// The real program on a real file, killed by its own crash point and started again. Wherever it dies, the story ends with the
/// run done and exactly one publication.
/// </summary>
public sealed class CrashTests
{
    private const string Asker = "ana";
    private const string Approver = "ben";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public static TheoryData<CrashPoint> Points => [.. Story.Points];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_at_a_crash_point_the_story_still_ends_with_one_publication(CrashPoint point)
    {
        using var folder = new TempFolder();
        var story = new Story(folder);
        Assert.True(await story.PlayUntilItDiesAsync(point), $"{point} was never reached.");
        Assert.False(await story.PlayUntilItDiesAsync(null), "It died without being asked to.");

        LocalRun run = story.Last!;
        Assert.Equal("done", run.Status);
        Assert.Equal("sent", Assert.Single(run.Effects).State);
        Assert.True(story.Audit!.IsSound, story.Audit.Sentence);
        Assert.Single(await PublicationsAsync(folder));
    }

    [Fact]
    public async Task Killed_at_every_crash_point_in_turn_one_run_still_ends_with_one_publication()
    {
        using var folder = new TempFolder();
        var story = new Story(folder);
        foreach (CrashPoint point in Story.Points)
        {
            await story.PlayUntilItDiesAsync(point);
        }

        await story.PlayUntilItDiesAsync(null);
        Assert.Equal("done", story.Last!.Status);
        Assert.Single(await PublicationsAsync(folder));
    }

    /// <summary>What really stands in the channel, read from the file after the program has ended.</summary>
    private static async Task<IReadOnlyList<MessageRow>> PublicationsAsync(TempFolder folder)
    {
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System));
        IReadOnlyList<MessageRow> messages = await store.Chat.ReadAsync(new ChannelKey("console/local/finance"), new PersonKey(Approver), null, 500, CancellationToken.None);
        return [.. messages.Where(message => message.Purpose.StartsWith("effect:", StringComparison.Ordinal))];
    }

    /// <summary>Ana asks for the expense triage, Ben approves it. Each call goes on where the one before was cut off.</summary>
    private sealed class Story(TempFolder folder)
    {
        private static readonly string Templates = Path.Combine(RepositoryRoot.Path, "templates");
        private static readonly string Claims = Path.Combine(Templates, "finance", "samples", "expense-triage.claims.csv");

        /// <summary>All but those of schedules, which have a story of their own.</summary>
        public static IEnumerable<CrashPoint> Points => Enum.GetValues<CrashPoint>().Where(point => point is not (CrashPoint.FiringDue or CrashPoint.FiringCommitted));

        public LocalRun? Last { get; private set; }

        public AuditFinding? Audit { get; private set; }

        /// <returns>True when the program was killed on the way, false when the story came to its end.</returns>
        public async Task<bool> PlayUntilItDiesAsync(CrashPoint? point)
        {
            var environment = new Dictionary<string, string> { ["AgentBot__TemplatesDirectory"] = Templates };
            if (point is { } number)
            {
                environment["Testing__CrashAt"] = ((int)number).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"], environment);
            using var driver = new LocalDriver(folder.File("data"));
            try
            {
                await host.ReadyAsync();
                await PlayAsync(driver);
                Audit = await driver.AuditAsync();
                return false;
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or InvalidOperationException or TaskCanceledException)
            {
                Assert.Equal(137, await host.EndAsync());
                return true;
            }
        }

        private async Task PlayAsync(LocalDriver driver)
        {
            if (await driver.FindAsync(1, Asker) is null)
            {
                LocalAnswer started = await driver.StartAsync("expense-triage", Asker, Claims);
                Assert.False(started.Refused, started.Text);
            }

            using var limit = new CancellationTokenSource(Limit);
            while (true)
            {
                Last = await driver.FindAsync(1, Asker);
                if (Last is { HasEnded: true })
                {
                    return;
                }

                foreach (LocalReview review in Last!.Reviews)
                {
                    LocalAnswer answer = await driver.DecideAsync(review, Approver, "approve");
                    Assert.False(answer.Refused, answer.Text);
                }

                Assert.False(limit.IsCancellationRequested, $"The run does not go on: {Last}");
                await Task.Delay(Pace, TimeProvider.System);
            }
        }
    }
}
