using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Says of a schedule that nobody seems to use what makes one think so. Only what came since somebody last touched it counts, so
/// that who keeps it is left in peace as long again. What is always rejected is noticed where it happens:
/// <see cref="FiringFollower"/>.
/// </summary>
public sealed class UnusedSchedules(FiringReads reads, IDeliveryReader delivery, ITemplateCatalog catalog)
{
    private const int DaysOfQuiet = 90;
    private const int QuietDaysOfResults = 28;

    /// <summary>A watch that mostly finds nothing is of use: it takes many to doubt it.</summary>
    private const int QuietResults = 20;

    private const int MostFirings = 400;

    /// <param name="since">When somebody changed it last, or said that it stays.</param>
    /// <returns>A plain sentence; null where nothing speaks against it.</returns>
    public async ValueTask<string?> DoubtAsync(ScheduleRow row, DateTimeOffset since, CancellationToken ct)
    {
        DateTimeOffset now = reads.Now;
        TimeSpan untouched = now - since;
        if (row.Status != ScheduleStatus.Active)
        {
            return row.WakeAt is null && untouched >= TimeSpan.FromDays(DaysOfQuiet) ? $"It has stood still for {Wording.Count((int)(now - row.ChangedAt).TotalDays, "day", "days")}." : null;
        }

        FiringRow[] after = [.. (await reads.Schedules.FiringsAsync(row.Id, MostFirings, ct)).Where(firing => firing.Due >= since)];
        FiringRow[] lately = [.. after.Where(firing => firing.Due >= now.AddDays(-DaysOfQuiet))];
        if (untouched >= TimeSpan.FromDays(DaysOfQuiet) && lately.Length > 0 && lately.All(firing => firing.Run is null))
        {
            return $"None of its times in the last {DaysOfQuiet} days began a run.";
        }

        return await PublishesNothingAsync(row, after, ct) ? $"Its last {QuietResults} runs went through without publishing anything." : null;
    }

    private async ValueTask<bool> PublishesNothingAsync(ScheduleRow row, FiringRow[] after, CancellationToken ct)
    {
        FiringRow[] last = [.. after.Where(firing => firing.Outcome == FiringOutcome.Started).Take(QuietResults)];
        if (last.Length < QuietResults
            || last[0].Due - last[^1].Due < TimeSpan.FromDays(QuietDaysOfResults)
            || last.Any(firing => firing.End != RunStatus.Done)
            || catalog.Current.Find(row.Template)?.Closure is not { Children.Count: 0 } closure
            || !closure.Workflow.Steps.OfType<StepSpec.Publish>().Any())
        {
            return false;
        }

        foreach (FiringRow firing in last)
        {
            if (firing.Run is { } run && (await delivery.EffectsAsync(run, ct)).Count > 0)
            {
                return false;
            }
        }

        return true;
    }
}
