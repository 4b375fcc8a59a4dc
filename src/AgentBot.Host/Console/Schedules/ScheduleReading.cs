using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>Reads what the pages about schedules show: which there are, what came of their times, which come next.</summary>
public sealed class ScheduleReading(IScheduleReader schedules, FiringCalendar calendar, ConsoleReads reads, ConsoleSettings settings)
{
    private const int MostSchedules = 500;
    private const int MostFirings = 5_000;
    private const int MostPlanned = 200;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public async ValueTask<ImmutableArray<SeenSchedule>> AllAsync(Viewer viewer, CancellationToken ct)
    {
        IReadOnlyList<ScheduleRow> rows = await schedules.ListAsync(
            new ScheduleQuery(settings.Workspace, null, null, [ScheduleStatus.Active, ScheduleStatus.Paused, ScheduleStatus.Frozen], MostSchedules), ct);
        return [.. rows.Where(row => MaySee(viewer, row)).Select(Of)];
    }

    public async ValueTask<SeenSchedule?> FindAsync(Viewer viewer, string id, CancellationToken ct) =>
        await schedules.FindAsync(new ScheduleId(id), ct) is { Status: not ScheduleStatus.Proposed } row && row.Workspace == settings.Workspace && MaySee(viewer, row) ? Of(row) : null;

    public async ValueTask<ScheduleLineModel> LineAsync(SeenSchedule schedule, Viewer viewer, CancellationToken ct)
    {
        ImmutableArray<SeenFiring> firings = await FiringsAsync(schedule, 200, ct);
        SeenFiring? last = firings.FirstOrDefault(firing => firing.Row.Outcome != FiringOutcome.Skipped) ?? firings.FirstOrDefault();
        SeenFiring[] month = [.. firings.Where(firing => firing.Row.Outcome == FiringOutcome.Started && viewer.Now - firing.Row.Due < Month)];
        return new ScheduleLineModel(schedule, last, month.Length == 0 ? null : month.Max(firing => firing.Row.Lateness));
    }

    /// <summary>Newest first.</summary>
    public async ValueTask<ImmutableArray<SeenFiring>> FiringsAsync(SeenSchedule schedule, int take, CancellationToken ct)
    {
        var seen = ImmutableArray.CreateBuilder<SeenFiring>();
        foreach (FiringRow row in await schedules.FiringsAsync(schedule.Row.Id, take, ct))
        {
            seen.Add(await WithRunAsync(schedule, row, ct));
        }

        return seen.ToImmutable();
    }

    /// <summary>What came of the times of a week, oldest first, and the times of it that are still to come.</summary>
    public async ValueTask<(ImmutableArray<SeenFiring> Past, ImmutableArray<PlannedTime> Coming)> WeekAsync(
        ImmutableArray<SeenSchedule> seen, DateTimeOffset from, DateTimeOffset to, Viewer viewer, CancellationToken ct)
    {
        var known = seen.ToDictionary(schedule => schedule.Row.Id);
        var past = ImmutableArray.CreateBuilder<SeenFiring>();
        foreach (FiringRow row in await schedules.FiringsAsync(settings.Workspace, from, to, MostFirings, ct))
        {
            if (!known.TryGetValue(row.Schedule, out SeenSchedule? schedule) && await FindAsync(viewer, row.Schedule.Value, ct) is { } ended)
            {
                known[row.Schedule] = schedule = ended;
            }

            // What happens of itself has no place in a plan of times.
            if (schedule is { Terms.Trigger: null })
            {
                past.Add(await WithRunAsync(schedule, row, ct));
            }
        }

        DateTimeOffset after = viewer.Now > from ? viewer.Now : from.AddTicks(-1);
        ImmutableArray<PlannedTime> coming =
        [
            .. seen.SelectMany(schedule => after >= to || schedule.Terms.Rule is not { } rule ? [] : calendar.Between(rule, after, to.AddTicks(-1), MostPlanned).Select(firing => new PlannedTime(schedule, firing.At))),
        ];
        return (past.ToImmutable(), coming);
    }

    private async ValueTask<SeenFiring> WithRunAsync(SeenSchedule schedule, FiringRow row, CancellationToken ct) =>
        new(schedule, row, row.Run is { } run ? await reads.Runs.FindAsync(run, ct) : null);

    private SeenSchedule Of(ScheduleRow row)
    {
        var terms = ScheduleTerms.Read(row.Terms);
        return new SeenSchedule(row, terms, reads.Catalog.Current.Find(row.Template)?.Workflow.Title ?? Wording.Title(row.Template));
    }

    private static bool MaySee(Viewer viewer, ScheduleRow row) => viewer.Directory.Current(row.Owner) == viewer.Key || viewer.MayRead(row.Channel);
}

public sealed record SeenSchedule(ScheduleRow Row, ScheduleTerms Terms, string Title)
{
    public string Path => $"/console/schedules/{Row.Id}";

    /// <summary>It has no times: it waits for something that happens.</summary>
    public bool Waits => Terms.Trigger is not null;

    /// <summary>"each Monday, 09:00".</summary>
    public string Words => ScheduleWords.Short(Terms);

    /// <summary>What it does differently from most, in a few words: "; each missed one is made up for".</summary>
    public string Terse
    {
        get
        {
            string missed = Terms.Trigger is not null ? "" : Terms.CatchUp switch { CatchUp.Skip => "; missed ones are left out", CatchUp.Once => "", CatchUp.All => "; missed ones are made up for" };
            string overlap = Terms.Overlap switch { Overlap.Skip => "", Overlap.Queue => "; waits for the one before", Overlap.CancelOld => "; stops the one before", Overlap.Together => "; side by side" };
            return missed + overlap;
        }
    }
}

public sealed record SeenFiring(SeenSchedule Schedule, FiringRow Row, RunRow? Run)
{
    /// <summary>Later than this somebody may have waited for it.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public bool IsLate => Row.Lateness >= Late;

    /// <summary>"on time", "41 min late", "failed", "waits for a decision".</summary>
    public string Words => Row.Outcome switch
    {
        FiringOutcome.Skipped => "left out",
        FiringOutcome.CouldNotStart => "not started",
        FiringOutcome.Queued => "in line",
        FiringOutcome.ByHand or FiringOutcome.Started => (Row.End ?? Run?.Status) switch
        {
            RunStatus.Failed => "failed",
            RunStatus.Unknown => "not delivered",
            RunStatus.AwaitingReview => "waits for a decision",
            RunStatus.Rejected => "rejected",
            RunStatus.Expired => "nobody decided",
            RunStatus.Cancelled => "stopped",
            RunStatus.Done when Row.Outcome == FiringOutcome.ByHand => "by hand",
            RunStatus.Done => IsLate ? $"{Clock.Wait(Row.Lateness)} late" : "on time",
            _ => "at work",
        },
    };

    /// <summary>Class of the entry in the week: see console.css.</summary>
    public string Shape => (Row.Outcome, Row.End ?? Run?.Status) switch
    {
        (FiringOutcome.CouldNotStart, _) or (_, RunStatus.Failed or RunStatus.Unknown) => "miss",
        (FiringOutcome.Skipped, _) => "paused",
        (FiringOutcome.Started or FiringOutcome.ByHand, RunStatus.AwaitingReview) => "wait",
        (FiringOutcome.Started, RunStatus.Done) when IsLate => "miss",
        _ => "done",
    };

    /// <summary>Shape and word of a badge.</summary>
    public (string Shape, string Word) Badge => (Row.Outcome, Row.End ?? Run?.Status) switch
    {
        (FiringOutcome.CouldNotStart, _) => ("bad", "Not started"),
        (FiringOutcome.Skipped, _) => ("off", "Left out"),
        (FiringOutcome.Queued, _) => ("run", "In line"),
        (_, RunStatus.Failed) => ("bad", "Failed"),
        (_, RunStatus.Unknown) => ("unk", "Not delivered"),
        (_, RunStatus.AwaitingReview) => ("wait", "Waits"),
        (_, RunStatus.Rejected) => ("no", "Rejected"),
        (_, RunStatus.Expired) => ("no", "Nobody decided"),
        (_, RunStatus.Cancelled) => ("off", "Stopped"),
        (_, RunStatus.Done) => ("ok", "Done"),
        _ => ("run", "At work"),
    };

    public string Path => Run is null ? Schedule.Path : ConsolePaths.Run(Run.Number);

    /// <summary>What happened; null for a time of a rule.</summary>
    public StoredEvent? Event { get; } = Row.Event.Length == 0 ? null : StoredEvent.Read(Row.Event);

    /// <summary>Where what happened can be read; empty where it has no address.</summary>
    public string EventPath => Event switch
    {
        { Kind: "run" } run when long.TryParse(run.Link, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => ConsolePaths.Run(number),
        { Link: ['/', not '/', ..] link } => link,
        { Link: var link } when Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps => link,
        _ => "",
    };
}

public sealed record PlannedTime(SeenSchedule Schedule, DateTimeOffset At);

/// <param name="Last">What came of the last time that was not left out.</param>
/// <param name="WorstDelay">Of thirty days; null where nothing was started in them.</param>
public sealed record ScheduleLineModel(SeenSchedule Schedule, SeenFiring? Last, TimeSpan? WorstDelay);
