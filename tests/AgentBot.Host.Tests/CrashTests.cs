using AgentBot.Core.Runs;
using AgentBot.Host.Local;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>
/// The real program on a real file, killed by its own crash point and started again. Wherever it dies, the story ends with the
/// run done and exactly one publication.
/// </summary>
public sealed class CrashTests
{
    public static TheoryData<CrashPoint> Points => [.. CrashStory.Points];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_at_a_crash_point_the_story_still_ends_with_one_publication(CrashPoint point)
    {
        using var folder = new TempFolder();
        var story = new CrashStory(folder);
        Assert.True(await story.PlayUntilItDiesAsync(point), $"{point} was never reached.");
        Assert.False(await story.PlayUntilItDiesAsync(null), "It died without being asked to.");

        LocalRun run = story.Last!;
        Assert.Equal("done", run.Status);
        Assert.Equal("sent", Assert.Single(run.Effects).State);
        Assert.True(story.Audit!.IsSound, story.Audit.Sentence);
        Assert.Single(await story.PublicationsAsync());
    }
}
