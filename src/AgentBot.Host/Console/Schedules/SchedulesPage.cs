using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Schedules;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>The week of all schedules that the viewer may see, and the list of them with how late they were.</summary>
public sealed class SchedulesPage(ScheduleReading reading, ITemplateCatalog catalog) : IConsolePage
{
    private const int FarthestWeek = 52;

    public string Pattern => "console/schedules";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        int offset = int.TryParse(address.Asked("week"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, -FarthestWeek, FarthestWeek) : 0;
        ImmutableArray<SeenSchedule> all = await reading.AllAsync(viewer, ct);
        (ImmutableArray<SeenFiring> past, ImmutableArray<PlannedTime> coming) = await WeekAsync(all, offset, viewer, ct);
        if (address.Asked("week").Length == 0 && coming.IsEmpty && await WeekAsync(all, 1, viewer, ct) is { Coming.IsEmpty: false } next)
        {
            // Nothing more comes in this one, as on most Saturdays.
            (offset, past, coming) = (1, next.Past, next.Coming);
        }

        var lines = ImmutableArray.CreateBuilder<ScheduleLineModel>();
        foreach (SeenSchedule schedule in all)
        {
            lines.Add(await reading.LineAsync(schedule, viewer, ct));
        }

        var parts = ImmutableArray.CreateBuilder<LivePart>();
        parts.Add(new LivePart("schedules-answer", typeof(SchedulesAnswerLine), new SchedulesAnswer(lines.ToImmutable())) { Tag = "p", CssClass = "answer" });
        parts.Add(new LivePart("schedules-week", typeof(Week), WeekModel.Of(offset, past, coming, viewer)));
        parts.Add(new LivePart("schedules-back", typeof(LookingBack), LookBack.Of(past)));
        foreach (ScheduleLineModel line in lines)
        {
            parts.Add(new LivePart($"schedule-{line.Schedule.Row.Id}", line.Schedule.Waits ? typeof(EventLine) : typeof(ScheduleLine), line) { List = line.Schedule.Waits ? "events" : "schedules", Tag = "tr" });
        }

        return new PageContent("Schedules", NavPlace.Schedules, typeof(Schedules), new SchedulesModel(all, Examples(catalog.Current)), parts.ToImmutable());
    }

    /// <summary>Commands to begin with: by time a template that asks for as little as possible, by event one that takes a file.</summary>
    private static ImmutableArray<string> Examples(CatalogSnapshot templates)
    {
        WorkflowSpec[] all = [.. templates.Templates.Values.Select(template => template.Workflow)];
        WorkflowSpec? byTime = all.OrderBy(workflow => workflow.Inputs.Any(input => input.Required && input.Default is null)).FirstOrDefault();
        WorkflowSpec? byFile = all.FirstOrDefault(workflow => workflow.Inputs.Where(input => input.Required && input.Default is null).ToArray() is [{ Type: FieldType.File }]);
        return
        [
            .. byTime is null ? Array.Empty<string>() : [$"schedule {byTime.Name} every monday at 9:00"],
            .. byFile is null ? Array.Empty<string>() : [$"schedule {byFile.Name} when a file is dropped here"],
        ];
    }

    private ValueTask<(ImmutableArray<SeenFiring> Past, ImmutableArray<PlannedTime> Coming)> WeekAsync(ImmutableArray<SeenSchedule> all, int offset, Viewer viewer, CancellationToken ct)
    {
        DateOnly monday = WeekModel.MondayOf(viewer, offset);
        return reading.WeekAsync(all, WeekModel.Begin(monday, viewer.Zone), WeekModel.Begin(monday.AddDays(7), viewer.Zone), viewer, ct);
    }
}

/// <param name="Examples">Commands to begin with; none where there is no template.</param>
public sealed record SchedulesModel(ImmutableArray<SeenSchedule> All, ImmutableArray<string> Examples)
{
    /// <summary>"8 active, 1 paused".</summary>
    public string Counts
    {
        get
        {
            int active = All.Count(schedule => schedule.Row.Status == ScheduleStatus.Active);
            int paused = All.Count(schedule => schedule.Row.Status == ScheduleStatus.Paused);
            int held = All.Count(schedule => schedule.Row.Status == ScheduleStatus.Frozen);
            return string.Join(", ", new[] { $"{active} active", paused > 0 ? $"{paused} paused" : "", held > 0 ? $"{held} held" : "" }.Where(part => part.Length > 0));
        }
    }
}

/// <summary>What the head says: trouble first, else when the next time comes.</summary>
public sealed record SchedulesAnswer(ImmutableArray<ScheduleLineModel> Lines)
{
    public ScheduleLineModel? Trouble => Lines.FirstOrDefault(line => line.Schedule.Row.Status == ScheduleStatus.Frozen || line.Schedule.Row.Failures > 0);

    public DateTimeOffset? Next => Lines.Where(line => line.Schedule.Row.Status == ScheduleStatus.Active).Min(line => line.Schedule.Row.NextDue);
}

/// <summary>What an absence of AgentBot in the shown week led to.</summary>
/// <param name="CaughtUp">Started later than they could have been by themselves.</param>
/// <param name="LeftOut">As their policy says.</param>
public sealed record LookBack(int CaughtUp, int LeftOut)
{
    public static LookBack Of(ImmutableArray<SeenFiring> past) => new(
        past.Count(firing => firing.Row.Outcome == FiringOutcome.Started && firing.Row.Lateness > firing.Schedule.Terms.StartWindow),
        past.Count(firing => firing.Row.Outcome == FiringOutcome.Skipped && firing.Row.Reason.StartsWith("AgentBot was not running", StringComparison.Ordinal)));
}

/// <summary>One schedule: what it is, when it runs next, and what came of its times.</summary>
public sealed class SchedulePage(ScheduleReading reading, FiringNotes notes) : IConsolePage
{
    private const int TimesShown = 5;
    private const int HistoryShown = 100;

    public string Pattern => "console/schedules/{id}";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        if (await reading.FindAsync(viewer, address.Value("id"), ct) is not { } schedule)
        {
            return null;
        }

        bool runs = schedule.Row.Status == ScheduleStatus.Active;
        var model = new ScheduleModel(
            schedule,
            await reading.FiringsAsync(schedule, HistoryShown, ct),
            runs && schedule.Terms.Rule is { } rule ? notes.Next(rule, viewer.Now, TimesShown, viewer.Zone.Id) : []);
        return new PageContent(schedule.Title, NavPlace.Schedules, typeof(Schedule), model, []);
    }
}

/// <param name="History">Newest first.</param>
public sealed record ScheduleModel(SeenSchedule Schedule, ImmutableArray<SeenFiring> History, ImmutableArray<NotedFiring> Coming);
