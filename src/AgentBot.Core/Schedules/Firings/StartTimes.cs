using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// When a run has to begin for a time of its rule: at that time, or, where the rule says when the result must be out, earlier by
/// the work it is expected to take and two working hours of its reviewer.
/// </summary>
public sealed class StartTimes(IBudgetReader budgets, ITemplateCatalog catalog, IDirectory directory, WorkingTime working)
{
    private const int RunsForAnEstimate = 3;
    private const int RunsLookedAt = 10;

    private static readonly TimeSpan ForTheReviewer = TimeSpan.FromHours(2);
    private static readonly TimeSpan ShortestWork = TimeSpan.FromMinutes(2);

    public async ValueTask<Func<DateTimeOffset, DateTimeOffset>> OfAsync(ScheduleRow row, ScheduleTerms terms, CancellationToken ct)
    {
        if (!terms.MustBeOut || terms.Rule is not { } rule || catalog.Current.Find(row.Template) is not { } template)
        {
            return static due => due;
        }

        TimeSpan work = await WorkAsync(row, template, ct);
        if (template.Workflow.Steps.OfType<StepSpec.Review>().FirstOrDefault() is not { } review)
        {
            return due => due - work;
        }

        WorkingHours hours = WorkingHours.Usual(ZoneOf(review, rule)) with { Calendar = rule.Holidays?.Calendar };
        return due => working.Subtract(hours, due, ForTheReviewer).Match(begin => begin, _ => due - ForTheReviewer) - work;
    }

    /// <summary>What it usually takes and half as much again; where nobody knows, all the time it may take.</summary>
    private async ValueTask<TimeSpan> WorkAsync(ScheduleRow row, Template template, CancellationToken ct)
    {
        RunRow[] earlier = [.. (await budgets.RecentCostsAsync(row.Workspace, row.Template, RunsLookedAt, ct)).Select(pair => pair.Run)];
        if (earlier.Length < RunsForAnEstimate)
        {
            return template.Workflow.Limits.Time;
        }

        TimeSpan usual = TimeSpan.FromTicks((long)(earlier.Average(run => run.Worked.Ticks) * 1.5));
        return usual > ShortestWork ? usual : ShortestWork;
    }

    private string ZoneOf(StepSpec.Review review, ScheduleRule rule)
    {
        DirectorySnapshot people = directory.Latest;
        return review.Policy.Stages[0].Reviewers
            .SelectMany(principal => people.Resolve(principal))
            .Select(key => people.Find(key)?.TimeZone)
            .FirstOrDefault(name => name is not null) ?? rule.Zone;
    }
}
