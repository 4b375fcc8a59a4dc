using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Runs;
using AgentBot.Host.Local;
using AgentBot.Storage;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <param name="Templates">The folder of the templates.</param>
/// <param name="File">What comes along with the command.</param>
/// <param name="Settings">As variables of the environment.</param>
internal sealed record CrashCase(string Templates, string Template, string File, IReadOnlyDictionary<string, string> Settings);

/// <summary>Ana asks for the expense triage, or for another case, and Ben approves it. Each call goes on where the one before was cut off.</summary>
internal sealed class CrashStory(TempFolder folder, CrashCase? other = null)
{
    private const string Asker = "ana";
    private const string Approver = "ben";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly string Shipped = Path.Combine(RepositoryRoot.Path, "templates");

    private readonly CrashCase _case = other ?? new CrashCase(Shipped, "expense-triage", Path.Combine(Shipped, "finance", "samples", "expense-triage.claims.csv"), new Dictionary<string, string>());

    /// <summary>All but those of schedules and of agents with tools, which have stories of their own.</summary>
    public static IEnumerable<CrashPoint> Points => Enum.GetValues<CrashPoint>().Where(point => point is not (CrashPoint.FiringDue or CrashPoint.FiringCommitted or CrashPoint.AgentAnswerKept or CrashPoint.ToolResultKept));

    public LocalRun? Last { get; private set; }

    public AuditFinding? Audit { get; private set; }

    /// <summary>Everything that the program has written to its two outputs in all its lives.</summary>
    public string Logged { get; private set; } = "";

    /// <returns>True when the program was killed on the way, false when the story came to its end.</returns>
    public async Task<bool> PlayUntilItDiesAsync(CrashPoint? point)
    {
        var environment = new Dictionary<string, string>(_case.Settings) { ["AgentBot__TemplatesDirectory"] = _case.Templates };
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
        finally
        {
            Logged += host.Output + host.Error;
        }
    }

    /// <summary>What really stands in the channel, read from the file after the program has ended.</summary>
    public async Task<IReadOnlyList<MessageRow>> PublicationsAsync()
    {
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System));
        IReadOnlyList<MessageRow> messages = await store.Chat.ReadAsync(new ChannelKey("console/local/finance"), new PersonKey(Approver), null, 500, CancellationToken.None);
        return [.. messages.Where(message => message.Purpose.StartsWith("effect:", StringComparison.Ordinal))];
    }

    private async Task PlayAsync(LocalDriver driver)
    {
        if (await driver.FindAsync(1, Asker) is null)
        {
            LocalAnswer started = await driver.StartAsync(_case.Template, Asker, _case.File);
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
