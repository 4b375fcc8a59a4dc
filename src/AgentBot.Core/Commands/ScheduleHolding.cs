using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.Policy;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>Holding schedules and letting them go on: one of them, or all of somebody who is away.</summary>
public sealed class ScheduleHolding(ScheduleReads reads, ScheduleFactsReader facts, HolidayCatalog holidays)
{
    /// <summary>Begins the reason of a pause that ends with an absence.</summary>
    private const string AwayReason = "Its owner is away.";

    /// <param name="until">Words of a time; empty for until somebody lets it go on.</param>
    public async ValueTask<Reply> PauseAsync(Inbound inbound, FoundSchedule schedule, string until, CancellationToken ct)
    {
        ScheduleRow row = schedule.Row;
        PersonKey by = inbound.Caller.Person;
        if (Guard.Check(by, Act.Schedule, new GuardSubject(row.Channel), schedule.People) is not null
            && Guard.Check(by, Act.ManageSchedule, schedule.Subject, schedule.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (row.Status is not (ScheduleStatus.Active or ScheduleStatus.Paused))
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"Schedule {row.Number} does not run now.", "", $"show schedule {row.Number} tells why."));
        }

        Result<DateTimeOffset?> end = Until(inbound, until);
        if (end.IsRefused)
        {
            return new Reply.Refused(end.Refusal!);
        }

        ScheduleRow paused = row with { Status = ScheduleStatus.Paused, Reason = "", WakeAt = end.Value, ChangedBy = by, ChangedAt = inbound.Now };
        string name = schedule.People.NameOf(by);
        string title = facts.TitleOf(row);
        string how = end.Value is { } time ? $"until {facts.ClockOf(by).MomentInCity(time)}" : $"until somebody types resume {row.Number}";
        return await reads.KeepAsync(
            inbound,
            paused,
            reads.Notices.Said(row, $"paused:{row.RowVersion}", $"{name} paused schedule {row.Number}, {title}, {how}."),
            "schedule.paused",
            $"Schedule {row.Number}, {title}, is paused {how}.",
            ct);
    }

    public async ValueTask<Reply> ResumeAsync(Inbound inbound, FoundSchedule schedule, CancellationToken ct)
    {
        ScheduleRow row = schedule.Row;
        if (Guard.Check(inbound.Caller.Person, Act.ManageSchedule, schedule.Subject, schedule.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (row.Status != ScheduleStatus.Paused)
        {
            return new Reply.Refused(row.Status == ScheduleStatus.Frozen
                ? new Refusal(RefusalKind.Changed, $"Schedule {row.Number} was not let go on.", row.Reason, $"Type takeover {row.Number} to see what it would do now and confirm it.")
                : new Refusal(RefusalKind.TooLate, $"Schedule {row.Number} is not paused.", "", "Nothing to do."));
        }

        if (await GoOnAsync(inbound, row, schedule.Terms, ct) is not { } active)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"Schedule {row.Number} was not let go on.", "No time of it is left.", $"Give it another with reschedule {row.Number}."));
        }

        string next = active.NextDue is { } due ? $" Next: {facts.ClockOf(inbound.Caller.Person).MomentInCity(due)}." : "";
        return await reads.KeepAsync(
            inbound,
            active,
            reads.Notices.Said(row, $"resumed:{row.RowVersion}", $"{schedule.People.NameOf(inbound.Caller.Person)} lets schedule {row.Number}, {facts.TitleOf(row)}, go on.{next}"),
            "schedule.resumed",
            $"Schedule {row.Number} goes on.{next}",
            ct);
    }

    /// <summary>Somebody says that it is still needed: it is left in peace from now on as long again.</summary>
    public async ValueTask<Reply> KeepAsync(Inbound inbound, FoundSchedule schedule, CancellationToken ct)
    {
        ScheduleRow row = schedule.Row;
        if (Guard.Check(inbound.Caller.Person, Act.ManageSchedule, schedule.Subject, schedule.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (row.Status is not (ScheduleStatus.Active or ScheduleStatus.Paused or ScheduleStatus.Frozen))
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "It has ended already.", "", "Nothing to do."));
        }

        string sentence = $"Schedule {row.Number}, {facts.TitleOf(row)}, stays as it is.";
        return await reads.KeepAsync(inbound, row, [ScheduleNotices.Kept(row, inbound.Now)], "schedule.kept", sentence, ct);
    }

    /// <summary>All schedules of who asks, in the whole workspace, are held for an absence or let go on after it.</summary>
    /// <param name="until">When it ends; null where it is over.</param>
    /// <returns>How many there were.</returns>
    public async ValueTask<int> HoldAllAsync(Inbound inbound, DateTimeOffset? until, CancellationToken ct)
    {
        bool leaves = until is not null;
        PersonKey by = inbound.Caller.Person;
        IEnumerable<ScheduleRow> mine = await facts.OfAsync(inbound.Caller.Workspace, by, [leaves ? ScheduleStatus.Active : ScheduleStatus.Paused], ct);
        int count = 0;
        foreach (ScheduleRow row in mine.Where(row => leaves || row.Reason == AwayReason))
        {
            ScheduleRow? after = leaves
                ? row with { Status = ScheduleStatus.Paused, Reason = AwayReason, WakeAt = until, ChangedBy = by, ChangedAt = inbound.Now }
                : await GoOnAsync(inbound, row, ScheduleTerms.Read(row.Terms), ct);
            if (after is not null && await KeepAsync(row, after, leaves, until, ct))
            {
                count++;
            }
        }

        return count;
    }

    private async ValueTask<bool> KeepAsync(ScheduleRow row, ScheduleRow after, bool leaves, DateTimeOffset? until, CancellationToken ct)
    {
        string name = facts.People.NameOf(row.Owner);
        string sentence = leaves && until is { } time
            ? $"{name} is away: schedule {row.Number}, {facts.TitleOf(row)}, is paused until {facts.ClockOf(row.Owner).MomentInCity(time)}."
            : $"{name} is back: schedule {row.Number}, {facts.TitleOf(row)}, goes on.";
        return await reads.Committer.CommitAsync(
            new Commit
            {
                Workspace = row.Workspace,
                Changes = [new Change.UpdateSchedule(after), .. reads.Notices.Said(row, $"away:{row.RowVersion}", sentence)],
                Audit = [AuditEntry.Of(leaves ? "schedule.paused" : "schedule.resumed", row.Owner.Value, row.Id.Value)],
            },
            ct) is CommitResult.Done;
    }

    /// <summary>Null where no time is left. What lay in the pause was not missed.</summary>
    private async ValueTask<ScheduleRow?> GoOnAsync(Inbound inbound, ScheduleRow row, ScheduleTerms terms, CancellationToken ct)
    {
        ScheduleRow active = row with { Status = ScheduleStatus.Active, Reason = "", ChangedBy = inbound.Caller.Person, ChangedAt = inbound.Now, Failures = 0, Told = "" };
        if (terms.Rule is not { } rule)
        {
            return active with { WakeAt = null };
        }

        if (reads.Times.NextAfter(rule, inbound.Now) is not { } due)
        {
            return null;
        }

        Func<DateTimeOffset, DateTimeOffset> startOf = await reads.Starts.OfAsync(row, terms, ct);
        return active with { NextDue = due, WakeAt = startOf(due) };
    }

    /// <summary>The moment that such words mean; null for no words.</summary>
    public Result<DateTimeOffset?> Until(Inbound inbound, string words)
    {
        if (words.Length == 0)
        {
            return (DateTimeOffset?)null;
        }

        var context = new WhenContext(facts.ClockOf(inbound.Caller.Person).Zone, inbound.Now) { DefaultTime = new TimeOnly(9, 0), Holidays = holidays };

        // "until monday" asks whether every Monday is meant; here only the next one can be.
        ScheduleRule? rule = WhenReader.Read(words, context).Match(
            understood => understood.Rule,
            ambiguous => ambiguous.Choices.Select(choice => choice.Rule).FirstOrDefault(choice => choice is { IsOnce: true }),
            _ => null);
        return rule is not null && reads.Times.After(rule, inbound.Now) is NextFiring.Due due
            ? due.Firing.At
            : new Refusal(RefusalKind.BadInput, $"“{CardText.PlainLine(words, 60)}” is not understood as a time to come.", "", "Write it like: until tomorrow 9:00, or until 2026-12-01 9:00.");
    }
}
