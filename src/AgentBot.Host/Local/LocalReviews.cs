using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Host.People;

namespace AgentBot.Host.Local;

/// <summary>What waits for one person, and what they decided, for a terminal. Who can open the data directory may read all of it anyway.</summary>
public sealed class LocalReviews(WaitingReviews waiting, RecordReader records, DrawingReads reads)
{
    private const int PageSize = 25;
    private const int MostGroups = 5;

    private static readonly ChannelKey Anywhere = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "");

    public ValueTask<LocalQueue> ListAsync(PersonKey person, int page, bool record, CancellationToken ct) => record ? RecordAsync(person, ct) : WaitingAsync(person, page, ct);

    private async ValueTask<LocalQueue> WaitingAsync(PersonKey person, int page, CancellationToken ct)
    {
        var lines = new List<string>();
        int count = 0, pages = 1;
        foreach (WorkspaceKey workspace in reads.People.Channels.Select(channel => channel.Key.Workspace).Append(ConfiguredDirectory.Workspace).Distinct())
        {
            QueuePage found = await waiting.PageAsync(person, workspace, QueueFilter.None, page, PageSize, ct);
            (count, pages) = (count + found.Count, Math.Max(pages, found.Pages));
            foreach (ReviewRow review in found.Shown)
            {
                lines.Add(await LineAsync(review, ClockOf(person), ct));
            }

            lines.AddRange((await waiting.AlikeAsync(person, workspace, MostGroups, ct)).Select(group => $"{group.Count} of them are alike: reviews together shows them in chat."));
        }

        string name = reads.NameOf(person);
        return new LocalQueue(count == 0 ? $"No review waits for {name}." : $"{Wording.Count(count, "review waits", "reviews wait")} for {name}, oldest first.", lines, page, pages);
    }

    private async ValueTask<string> LineAsync(ReviewRow review, CardClock clock, CancellationToken ct)
    {
        RunRow? run = await reads.Runs.FindAsync(review.Run, ct);
        (RungSpec Rung, DateTimeOffset At)? next = ReviewTimes.NextRung(review);
        return string.Join(", ", new[]
        {
            $"{run?.Number}{review.Letter} {(run is null ? "" : DrillWorkflow.TemplateOf(run))}",
            $"{reads.NameOf(review.Requester)} asked",
            $"waits {Wording.Length(clock.Now - review.OpenedAt)}",
            review.ExpiresAt is { } until ? $"until {clock.Near(until)} {clock.City}" : "",
            next is { } rung ? $"then {reads.People.NameOf(rung.Rung.To)} from {clock.Near(rung.At)}" : "",
        }.Where(part => part.Length > 0));
    }

    private async ValueTask<LocalQueue> RecordAsync(PersonKey person, CancellationToken ct)
    {
        ReviewerRecord record = (await records.ReadAsync(person, person, Anywhere, ct)).Value;
        string days = $"{(int)RecordReader.Reach.TotalDays} days";
        return new LocalQueue(
            record.Count == 0 ? $"{reads.NameOf(person)} decided nothing within {days}." : $"{reads.NameOf(person)}: {Wording.Count(record.Count, "decision", "decisions")} within {days}.",
            [.. RecordCard.Lines(new RecordFacts(reads.NameOf(person), record, ClockOf(person))).Select(line => $"{line.Title}: {line.Value}")],
            1,
            1);
    }

    private CardClock ClockOf(PersonKey person) => new(reads.People.Find(person)?.TimeZone ?? "Etc/UTC", reads.Time.GetUtcNow());
}
