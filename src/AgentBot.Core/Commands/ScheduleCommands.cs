using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>Everything that people say about schedules and press on their cards. What changes one is told in its channel.</summary>
public sealed class ScheduleCommands(ScheduleFinder finder, ScheduleProposals proposals, TriggerProposals triggers, ScheduleFactsReader facts, ScheduleHolding holding, ScheduleReads reads)
{
    private const int MostListed = 60;

    /// <summary>So many events are looked through for one that can be run again.</summary>
    private const int LookedBack = 20;

    public ValueTask<Reply> ProposeAsync(Inbound inbound, Command.Schedule command, ImmutableArray<Value.File> files, CancellationToken ct) =>
        proposals.ProposeAsync(inbound, command.Template, command.When, files, ct);

    public ValueTask<Reply> SubmitAsync(Inbound inbound, FormSubmission submission, CancellationToken ct) => proposals.SubmitAsync(inbound, submission, ct);

    public async ValueTask<Reply> ListAsync(Inbound inbound, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        DirectorySnapshot people = facts.People;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), people) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        IReadOnlyList<ScheduleRow> rows = await reads.Schedules.ListAsync(
            new ScheduleQuery(caller.Workspace, caller.Channel, null, [ScheduleStatus.Active, ScheduleStatus.Paused, ScheduleStatus.Frozen], MostListed), ct);
        string channel = $"#{people.Channel(caller.Channel)?.Name ?? caller.Channel.Channel}";
        return new Reply.Shown(ScheduleCards.All([.. rows.Select(row => facts.Line(row, caller.Person))], channel), Private: true);
    }

    public async ValueTask<Reply> DoAsync(Inbound inbound, Command.OnSchedule command, CancellationToken ct)
    {
        Result<FoundSchedule> found = await finder.FindAsync(inbound.Caller, command.Id, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        FoundSchedule schedule = found.Value;
        return command.Act switch
        {
            ScheduleAct.Show => new Reply.Shown(ScheduleCards.One(await facts.ReadAsync(schedule.Row, schedule.Terms, inbound.Caller.Person, ct)), Private: true),
            ScheduleAct.Confirm => await ConfirmAsync(inbound, schedule, ct),
            ScheduleAct.Keep => await holding.KeepAsync(inbound, schedule, ct),
            ScheduleAct.Pause => await holding.PauseAsync(inbound, schedule, command.Words, ct),
            ScheduleAct.Resume => await holding.ResumeAsync(inbound, schedule, ct),
            ScheduleAct.RunNow => await RunAsync(inbound, schedule, ct),
            ScheduleAct.Change => await proposals.ChangeAsync(inbound, schedule, command.Words, ct),
            ScheduleAct.TakeOver => await proposals.TakeOverAsync(inbound, schedule, ct),
            _ => throw new InvalidOperationException($"No rule for {command.Act}."),
        };
    }

    /// <summary>Ends a schedule for good, or takes a proposal back.</summary>
    public async ValueTask<Reply> EndAsync(Inbound inbound, string id, CancellationToken ct)
    {
        Result<FoundSchedule> found = await finder.FindAsync(inbound.Caller, id, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        FoundSchedule schedule = found.Value;
        ScheduleRow row = schedule.Row;
        if (row.Status == ScheduleStatus.Retired)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "It has ended already.", "", "Nothing to do."));
        }

        if (Guard.Check(inbound.Caller.Person, Act.ManageSchedule, schedule.Subject, schedule.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        bool wasProposal = row.Status == ScheduleStatus.Proposed;
        ScheduleRow ended = row with { Status = ScheduleStatus.Retired, Reason = "", WakeAt = null, ChangedBy = inbound.Caller.Person, ChangedAt = inbound.Now };
        string title = facts.TitleOf(row);
        string sentence = wasProposal ? $"{title} was not scheduled." : $"Schedule {row.Number}, {title}, has ended. Runs that it began go on.";
        ImmutableArray<Change> told = wasProposal ? [] : reads.Notices.Said(row, $"ended:{row.RowVersion}", $"{schedule.People.NameOf(inbound.Caller.Person)} ended schedule {row.Number}: {title} no longer runs {ScheduleFactsReader.WordsOf(schedule.Terms)}.");
        return await reads.KeepAsync(inbound, ended, told, "schedule.ended", sentence, ct);
    }

    /// <summary>Once for each press: the proposal becomes a schedule, or takes the place of what it changes.</summary>
    private async ValueTask<Reply> ConfirmAsync(Inbound inbound, FoundSchedule schedule, CancellationToken ct)
    {
        ScheduleRow row = schedule.Row;
        PersonKey by = inbound.Caller.Person;
        if (row.Status != ScheduleStatus.Proposed)
        {
            return new Reply.Refused(row.Status == ScheduleStatus.Retired
                ? new Refusal(RefusalKind.TooLate, "Nothing was scheduled.", "That proposal was taken back.", "Type the command again.")
                : new Refusal(RefusalKind.TooLate, $"Schedule {row.Number} is confirmed already.", "", "Nothing to do."));
        }

        PersonKey asked = row.ChangedBy ?? row.Owner;
        if (schedule.People.Current(asked) != by)
        {
            return new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was scheduled.", $"{schedule.People.NameOf(asked)} was asked this.", "Type the command yourself."));
        }

        Ready ready = await reads.Readiness.CheckAsync(row, schedule.Terms, null, ct);
        DateTimeOffset? next = schedule.Terms.Rule is { } rule ? reads.Times.NextAfter(rule, inbound.Now) : null;
        string? why = ready switch
        {
            Ready.Later later => later.Why,
            Ready.No no => no.Why,
            Ready.Never never => never.Why,
            _ when schedule.Terms.Trigger is { } trigger => (await triggers.LoopAsync(row.Channel, row.Template, trigger, row.Replaces, ct))?.Why,
            _ => next is null ? "Its only time has passed." : null,
        };
        if (why is not null)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Changed, "Nothing was scheduled.", why, "Type the command again to see what it would do now."));
        }

        Func<DateTimeOffset, DateTimeOffset> startOf = await reads.Starts.OfAsync(row, schedule.Terms, ct);
        ScheduleRow active = row with { Status = ScheduleStatus.Active, NextDue = next, WakeAt = next is { } due ? startOf(due) : null, ChangedAt = inbound.Now };
        if (row.Replaces is not { } replaced)
        {
            return await reads.KeepAsync(inbound, active, reads.Notices.Confirmed(active, schedule.Terms, by), "schedule.confirmed", Confirmed(active), ct);
        }

        return await ReplaceAsync(inbound, schedule, replaced, active, ct);
    }

    private async ValueTask<Reply> ReplaceAsync(Inbound inbound, FoundSchedule proposal, ScheduleId replaced, ScheduleRow active, CancellationToken ct)
    {
        if (await reads.Schedules.FindAsync(replaced, ct) is not { Status: not ScheduleStatus.Proposed } old)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Unknown, "Nothing was changed.", "The schedule that it would change is no longer there.", "Type schedules to see what is."));
        }

        ScheduleRow changed = old with
        {
            Owner = active.Owner,
            Terms = active.Terms,
            Listens = active.Listens,
            Status = ScheduleStatus.Active,
            Reason = "",
            NextDue = active.NextDue,
            WakeAt = active.WakeAt,
            ChangedBy = inbound.Caller.Person,
            ChangedAt = inbound.Now,
            Failures = 0,
            Told = "",
        };
        ScheduleRow used = proposal.Row with { Status = ScheduleStatus.Retired, Reason = "It was confirmed.", ChangedAt = inbound.Now };
        ImmutableArray<Change> along = [new Change.UpdateSchedule(used), .. reads.Notices.Changed(changed, proposal.Terms, inbound.Caller.Person)];
        return await reads.KeepAsync(inbound, changed, along, "schedule.changed", Confirmed(changed), ct);
    }

    /// <summary>A run as the schedule would begin it, in the name of who asks: four eyes are those of other people than theirs.</summary>
    private async ValueTask<Reply> RunAsync(Inbound inbound, FoundSchedule schedule, CancellationToken ct)
    {
        ScheduleRow asked = schedule.Row with { Owner = inbound.Caller.Person };
        if (schedule.Row.Status == ScheduleStatus.Proposed)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "Nothing was started.", "That is a proposal.", "Confirm it, or start the template with run."));
        }

        StoredEvent? happened = await LatestEventAsync(schedule, ct);
        if (happened is null && !schedule.Terms.FromEvent.IsEmpty)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "Nothing was started.", "Nothing has happened yet that it could take its inputs from.", $"Type run {schedule.Row.Template} and give them yourself."));
        }

        Ready ready = await reads.Readiness.CheckAsync(asked, schedule.Terms, happened?.Values, ct);
        if (ready is not Ready.Yes yes)
        {
            string why = ready switch { Ready.Later later => later.Why, Ready.No no => no.Why, Ready.Never never => never.Why, _ => "" };
            return new Reply.Refused(new Refusal(RefusalKind.Changed, "Nothing was started.", why, $"Look at schedule {schedule.Row.Number} with show schedule {schedule.Row.Number}."));
        }

        string by = schedule.People.NameOf(inbound.Caller.Person);
        FiringRow firing = FiringRows.ByHand(schedule.Row, reads.Ids.NextRun(), by, inbound.Now);
        var seed = new RunSeed(schedule.Row.Channel, "", inbound.Caller.Person, yes.Inputs, ResolvedNames.None)
        {
            Id = firing.Run,
            StartedBy = $"by {by}, from schedule {schedule.Row.Number}",
            CausedBy = happened?.By ?? PersonKeys.None,
            About = RunAbout.Of(yes.Inputs),
        };
        Result<StartedRun> started = await reads.Starter.StartAsync(new StartRequest(yes.Closure, seed, inbound.Caller.Receipt, [new Change.InsertFiring(firing), .. inbound.Along]), ct);
        if (started.IsRefused)
        {
            return new Reply.Refused(started.Refusal!);
        }

        inbound.Kept();
        return new Reply.Started(started.Value.Run, started.Value.Number);
    }

    /// <summary>What happened last of what it waits for; null where nothing has, or it has times.</summary>
    private async ValueTask<StoredEvent?> LatestEventAsync(FoundSchedule schedule, CancellationToken ct) => schedule.Terms.Trigger is null ? null :
        (await reads.Schedules.FiringsAsync(schedule.Row.Id, LookedBack, ct)).Where(firing => firing.Event.Length > 0).Select(firing => StoredEvent.Read(firing.Event)).FirstOrDefault(happened => happened.Data.Length > 0);

    private static string Confirmed(ScheduleRow row) => $"Schedule {row.Number} is on. pause {row.Number} stops it, show schedule {row.Number} tells all about it.";
}

/// <summary>What the commands about schedules share.</summary>
public sealed record ScheduleReads(
    IScheduleReader Schedules, Readiness Readiness, DueTimes Times, StartTimes Starts, ScheduleNotices Notices, RunStarter Starter, ICommitter Committer, IdSource Ids)
{
    /// <summary>One change of one schedule with its receipt and what is told; or what to say where somebody was faster.</summary>
    public async ValueTask<Reply> KeepAsync(Inbound inbound, ScheduleRow row, ImmutableArray<Change> along, string verb, string sentence, CancellationToken ct)
    {
        CommitResult result = await Committer.CommitAsync(
            new Commit
            {
                Workspace = row.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true)),
                Changes = [new Change.UpdateSchedule(row), .. along, .. inbound.Along],
                Audit = [AuditEntry.Of(verb, inbound.Caller.Person.Value, row.Id.Value).With("terms", Digest.OfText(row.Terms))],
            },
            ct);
        if (result is CommitResult.Lost)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Lost, "Nothing was changed.", "It changed meanwhile.", "Look at it again with schedules."));
        }

        inbound.Kept();
        return new Reply.Said(sentence, Private: true);
    }
}
