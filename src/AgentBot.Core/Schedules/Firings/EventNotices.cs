using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// What is said about events that wait or are left out because there are many: one message for each hour or hindrance, in which the
/// number grows. However many come, the channel reads one line.
/// </summary>
public sealed class EventNotices(IScheduleReader schedules, IStoreMarks marks, ITemplateCatalog catalog, IDirectory directory, ICommitter committer, TimeProvider time)
{
    /// <param name="why">"run 4211 had not ended".</param>
    /// <param name="more">How many are left out now.</param>
    public async ValueTask<ImmutableArray<Change>> LeftOutAsync(ScheduleRow row, string why, int more, CancellationToken ct)
    {
        DateTimeOffset hour = HourOf(time.GetUtcNow());
        int count = (await schedules.CountAsync(row.Id, hour, ct)).Skipped + more;
        string were = count == 1 ? "1 event was left out" : $"{Wording.Number(count)} events were left out";
        return Tell(row, $"left-out:{Stamp(hour)}", $"{Title(row)}: {were} within this hour because {why}. Schedule {row.Number} goes on.");
    }

    /// <summary>More runs than it may start within an hour: the rest waits.</summary>
    public ValueTask HeldBackAsync(ScheduleRow row, ScheduleTerms terms, DateTimeOffset until, int waiting, CancellationToken ct) => SayAsync(
        row,
        $"held-back:{Stamp(HourOf(until))}",
        $"{Title(row)}: {Wording.Count(waiting, "event waits", "events wait")}. Schedule {row.Number} starts {Wording.Count(terms.MostAnHour, "run", "runs")} within an hour at most and goes on at {ClockOf(row).HourOrMoment(until)}.",
        ct);

    /// <summary>One run after the other: the rest waits for this one.</summary>
    public ValueTask WaitsAsync(ScheduleRow row, Runs.RunRow run, int waiting, CancellationToken ct) => SayAsync(
        row,
        $"waits:{run.Id}",
        $"{Title(row)}: {Wording.Count(waiting, "event waits", "events wait")} until run {run.Number} has ended. Schedule {row.Number} starts one run after the other.",
        ct);

    /// <summary>Said again only where it is another number.</summary>
    private async ValueTask SayAsync(ScheduleRow row, string what, string sentence, CancellationToken ct)
    {
        if (await marks.FindMarkAsync(MarkOf(row, what), ct) != sentence)
        {
            await committer.CommitAsync(new Commit { Workspace = row.Workspace, Changes = Tell(row, what, sentence) }, ct);
        }
    }

    private ImmutableArray<Change> Tell(ScheduleRow row, string what, string sentence) =>
    [
        new Change.PutMark(MarkOf(row, what), sentence),
        new Change.WantView(Conversations.InChannel(row.Channel), Purposes.Notice(MarkOf(row, what)), time.GetUtcNow()),
    ];

    private static string MarkOf(ScheduleRow row, string what) => $"schedule:{row.Id}:{what}";

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);

    private static string Stamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private CardClock ClockOf(ScheduleRow row) => new(directory.Latest.Find(row.Owner)?.TimeZone ?? "Etc/UTC", time.GetUtcNow());

    private string Title(ScheduleRow row) => catalog.Current.Find(row.Template)?.Workflow.Title ?? row.Template;
}
