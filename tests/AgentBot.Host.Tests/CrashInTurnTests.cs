using AgentBot.Core.Runs;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>Beside <see cref="CrashTests"/>, which takes as long: classes of tests run side by side.</summary>
public sealed class CrashInTurnTests
{
    [Fact]
    public async Task Killed_at_every_crash_point_in_turn_one_run_still_ends_with_one_publication()
    {
        using var folder = new TempFolder();
        var story = new CrashStory(folder);
        foreach (CrashPoint point in CrashStory.Points)
        {
            await story.PlayUntilItDiesAsync(point);
        }

        await story.PlayUntilItDiesAsync(null);
        Assert.Equal("done", story.Last!.Status);
        Assert.Single(await story.PublicationsAsync());
    }
}
