using AgentBot.Testing;

namespace AgentBot.Core.Tests.Runs;

/// <summary>The tables in src/README.md are the test data of the machine: every cell is played.</summary>
public sealed class TransitionTableTests
{
    [Fact]
    public void EveryCellOfHowAStepChanges_IsWhatTheMachineDoes() =>
        Check("## How a step changes", TransitionTables.StepStates.Keys, TransitionTables.StepEvents.Keys, TransitionTables.StepCell);

    [Fact]
    public void EveryCellOfHowAReviewChanges_IsWhatTheMachineDoes() =>
        Check("## How a review changes", TransitionTables.ReviewStates.Keys, TransitionTables.ReviewEvents.Keys, TransitionTables.ReviewCell);

    // Rows are events and columns are states; the first column names the event.
    private static void Check(string title, IEnumerable<string> states, IEnumerable<string> events, Func<string, string, string> play)
    {
        string[] columns = [.. states];
        string[] lines =
        [
            $"| event | {string.Join(" | ", columns)} |",
            $"|---|{string.Concat(Enumerable.Repeat("---|", columns.Length))}",
            .. events.Select(happened => $"| {happened} | {string.Join(" | ", columns.Select(state => play(state, happened)))} |"),
        ];
        string[] printed =
        [
            .. File.ReadLines(Path.Combine(RepositoryRoot.Path, "src", "README.md"))
                .SkipWhile(line => line != title)
                .Skip(1)
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|')),
        ];
        Assert.True(lines.SequenceEqual(printed), $"src/README.md says something else than the machine does under “{title}”. The machine:\n{string.Join('\n', lines)}");
    }
}
