using System.Collections.Immutable;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Adds to reviews of a list what the list says about them: run, title, when the viewer read them.</summary>
public sealed class ReviewLister(ConsoleReads reads, Closures closures)
{
    /// <summary>Leaves out what the viewer may not see: other people's reviews in channels that the viewer cannot read.</summary>
    public async ValueTask<ImmutableArray<WaitingReview>> ReadAsync(IReadOnlyList<ReviewRow> rows, Viewer viewer, CancellationToken ct)
    {
        var listed = ImmutableArray.CreateBuilder<WaitingReview>(rows.Count);
        foreach (ReviewRow row in rows)
        {
            if (await reads.Runs.FindAsync(row.Run, ct) is { } run && await closures.FindAsync(run, ct) is var workflow && Sight.MaySee(viewer, run, row, workflow))
            {
                ReviewStanding standing = ReviewStanding.Of(row, null, await reads.Reviews.OpenedAtAsync(row.Id, row.Revision, viewer.Key, ct));
                listed.Add(new WaitingReview(standing, run, TitleOf(row, run, workflow)));
            }
        }

        return listed.ToImmutable();
    }

    public static string TitleOf(ReviewRow row, RunRow run, WorkflowSpec? workflow)
    {
        string title = RunTitle.Of(run, workflow);
        return row.Revision > 1 ? $"{title}, revision {row.Revision}" : title;
    }
}

/// <summary>Who may look at a run: the guard's rule for seeing, with the owner from the run's own template.</summary>
public static class Sight
{
    public static bool MaySee(Viewer viewer, RunRow run, ReviewRow? review = null, WorkflowSpec? workflow = null) =>
        Guard.Check(viewer.Key, Act.See, new GuardSubject(run.Channel, run, review, workflow?.Owner), viewer.Directory) is null;
}
