using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Finds one review for a viewer, with everything its pages show.</summary>
public sealed class ReviewFinder(ConsoleReads reads, Closures closures, FullArtifacts artifacts, LikenessReader likeness)
{
    /// <param name="key">"id.revision".</param>
    public ValueTask<ReviewDetail?> FindAsync(Viewer viewer, string key, CancellationToken ct)
    {
        int dot = key.LastIndexOf('.');
        return dot < 0 ? ValueTask.FromResult<ReviewDetail?>(null) : FindAsync(viewer, key[..dot], key[(dot + 1)..], ct);
    }

    /// <summary>Null when there is no such review or the viewer may not see it.</summary>
    public async ValueTask<ReviewDetail?> FindAsync(Viewer viewer, string id, string revision, CancellationToken ct)
    {
        if (!int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || await reads.Reviews.FindAsync(new ReviewId(id), number, ct) is not { } row
            || await reads.Runs.FindAsync(row.Run, ct) is not { } run)
        {
            return null;
        }

        WorkflowSpec? workflow = await closures.FindAsync(run, ct);
        if (!Sight.MaySee(viewer, run, row, workflow))
        {
            return null;
        }

        ReviewRow? newest = await reads.Reviews.FindAsync(row.Id, ct);
        ReviewStanding standing = ReviewStanding.Of(row, newest, await reads.Reviews.OpenedAtAsync(row.Id, row.Revision, viewer.Key, ct));
        var queued = new QueuedReview(new WaitingReview(standing, run, ReviewLister.TitleOf(row, run, workflow)), await likeness.RiskAsync(row, ct));
        return new ReviewDetail(
            queued,
            await CardAsync(row, run, ct),
            await artifacts.FindAsync(row, run, workflow, viewer, ct),
            [.. (await reads.Reviews.DecisionsAsync(row.Id, ct)).Where(decision => decision.Revision == row.Revision)]);
    }

    private async ValueTask<Card?> CardAsync(ReviewRow row, RunRow run, CancellationToken ct) =>
        await reads.Deliveries.FindViewAsync(Conversations.ThreadOf(run), Purposes.Review(row.Id, row.Revision), ct) is { Message.Length: > 0 } view
        && await reads.Chat.FindAsync(view.Message, ct) is { } message
            ? MessageReader.CardOf(message)
            : null;
}
