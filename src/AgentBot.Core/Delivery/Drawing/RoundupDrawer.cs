using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Draws the message that lists what came into a channel at once, from the rows as they are now.</summary>
public sealed class RoundupDrawer(DrawingReads reads, RunFactsReader runs, AnswerDrawer answers, ITemplateNotices notices, Gateways gateways)
{
    /// <summary>Null when nothing of it is to be shown any more.</summary>
    public async ValueTask<DrawnView?> DrawAsync(ViewRow view, CancellationToken ct)
    {
        var listed = ImmutableArray.CreateBuilder<RunRow>();
        var told = ImmutableArray.CreateBuilder<string>();
        foreach (ViewRow one in await reads.Delivery.ListedViewsAsync(view.Conversation, view.Purpose, ct))
        {
            string id = one.Purpose[(one.Purpose.IndexOf(':', StringComparison.Ordinal) + 1)..];
            if (one.Purpose.StartsWith("run:", StringComparison.Ordinal))
            {
                if (await reads.Runs.FindAsync(new RunId(id), ct) is { } run)
                {
                    listed.Add(run);
                }
            }
            else if (await SentenceAsync(one.Purpose, id, ct) is { Length: > 0 } sentence)
            {
                told.Add(sentence);
            }
        }

        if (listed.Count + told.Count == 0)
        {
            return null;
        }

        // Those that wait for somebody first, and among equals in their order.
        RunRow[] shown = [.. listed.OrderBy(run => Urgency(run.Status)).ThenBy(run => run.Number).Take(RoundupCard.MostLines)];
        var lines = ImmutableArray.CreateBuilder<RoundupLine>();
        foreach (RunRow run in shown)
        {
            if (await runs.ReadAsync(run.Id, ct) is { } facts)
            {
                lines.Add(new RoundupLine(run.Number, facts.TemplateTitle, facts.About, facts.Requester, ProgressCard.Line(facts), run.CreatedAt, await LinkAsync(view, run, ct)));
            }
        }

        Card card = RoundupCard.Of(new RoundupFacts
        {
            Runs = lines.ToImmutable(),
            Counts = [.. listed.GroupBy(run => run.Status).OrderBy(runs => Urgency(runs.Key)).Select(runs => (runs.Key, runs.Count()))],
            Told = told.ToImmutable(),
            Clock = new CardClock("Etc/UTC", reads.Time.GetUtcNow()),
        });
        return new DrawnView(card, card.FallbackText, null);
    }

    private async ValueTask<string?> SentenceAsync(string purpose, string id, CancellationToken ct) => purpose.StartsWith("notice:", StringComparison.Ordinal)
        ? (await answers.NoticeAsync(id, ct))?.Text
        : notices.CardOf(id)?.FallbackText;

    /// <summary>To the card that waits for a decision; empty where there is none, or it is not posted yet.</summary>
    private async ValueTask<string> LinkAsync(ViewRow view, RunRow run, CancellationToken ct)
    {
        if (run.Status != RunStatus.AwaitingReview || (await reads.Reviews.OfRunAsync(run.Id, ct)).LastOrDefault(review => review.IsOpen) is not { } review)
        {
            return "";
        }

        (ChannelKey channel, _) = Conversations.Parse(view.Conversation);
        return await reads.Delivery.FindViewAsync(Conversations.ThreadOf(run), Purposes.Review(review.Id, review.Revision), ct) is { Message.Length: > 0 } card
            ? gateways.For(channel)?.LinkTo(channel, card.Message) ?? ""
            : "";
    }

    private static int Urgency(RunStatus status) => status switch
    {
        RunStatus.AwaitingReview => 0,
        RunStatus.Unknown => 1,
        RunStatus.Failed => 2,
        RunStatus.Paused => 3,
        RunStatus.Running => 4,
        RunStatus.Publishing => 5,
        RunStatus.Expired => 6,
        RunStatus.Rejected => 7,
        RunStatus.Cancelled => 8,
        RunStatus.Done => 9,
    };
}
