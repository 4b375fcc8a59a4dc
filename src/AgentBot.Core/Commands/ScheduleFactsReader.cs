using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Commands;

/// <summary>Gathers what cards and pages say about a schedule.</summary>
public sealed class ScheduleFactsReader(IScheduleReader schedules, ITemplateCatalog catalog, FiringCalendar calendar, FiringNotes notes, StartTimes starts, ScheduleCosts costs, DrawingReads reads)
{
    private const int TimesShown = 5;
    private const int HistoryShown = 5;
    private const int MostLookedThrough = 5_000;

    public async ValueTask<ScheduleFacts> ReadAsync(ScheduleRow row, ScheduleTerms terms, PersonKey reader, CancellationToken ct)
    {
        CardClock clock = ClockOf(reader);
        Template? template = catalog.Current.Find(row.Template);
        return new ScheduleFacts
        {
            Id = row.Id,
            Number = row.Number,
            Title = TitleOf(row),
            Words = WordsOf(terms),
            Said = terms.Said,
            Times = await TimesAsync(row, terms, clock, ct),
            Reckoned = terms.Rule is { } rule ? ScheduleWords.Reckoned(rule, clock, calendar) : "",
            Takes = [.. terms.FromEvent.Select(pair => TakeOf(pair.Key, pair.Value, template?.Workflow))],
            Most = terms.Trigger is null ? "" : ScheduleWords.Most(terms),
            Posts = template is null ? "nothing: its template is gone" : Posts(template.Workflow, reads.People),
            Missed = terms.Trigger is null ? ScheduleWords.Missed(terms) : "",
            Overlapping = ScheduleWords.Overlapping(terms),
            Cost = template is null ? "none" : await costs.SayAsync(row, terms, template, ct),
            Owner = reads.NameOf(row.Owner),
            Inputs = string.Join(" · ", terms.Inputs.Answers.Where(answer => answer.Value.Length + answer.FileName.Length > 0).Select(answer => $"{answer.Input}: {(answer.FileName.Length > 0 ? answer.FileName : answer.Value)}")),
            Changes = row.Replaces is { } replaced ? (await schedules.FindAsync(replaced, ct))?.Number ?? 0 : 0,
            State = StateOf(row, clock),
            IsActive = row.Status == ScheduleStatus.Active,
            IsOver = row.Status == ScheduleStatus.Retired,
            History = row.Status == ScheduleStatus.Proposed ? [] : await HistoryAsync(row, clock, ct),
        };
    }

    public ScheduleLine Line(ScheduleRow row, PersonKey reader) =>
        new(row.Id, row.Number, TitleOf(row), WordsOf(ScheduleTerms.Read(row.Terms)), reads.NameOf(row.Owner), CardParts.FirstLower(StateOf(row, ClockOf(reader))));

    public DirectorySnapshot People => reads.People;

    /// <summary>What runs in this person's name, in all channels of the workspace, by when it runs next.</summary>
    public async ValueTask<ImmutableArray<ScheduleLine>> MineAsync(WorkspaceKey workspace, PersonKey person, int take, CancellationToken ct) =>
        [.. (await OfAsync(workspace, person, [ScheduleStatus.Active, ScheduleStatus.Paused, ScheduleStatus.Frozen], ct)).Take(take).Select(row => Line(row, person))];

    /// <summary>The rows of this person, under whichever of their accounts they were made.</summary>
    public async ValueTask<IEnumerable<ScheduleRow>> OfAsync(WorkspaceKey workspace, PersonKey person, IReadOnlyList<ScheduleStatus> status, CancellationToken ct) =>
        (await schedules.ListAsync(new ScheduleQuery(workspace, null, null, status, MostLookedThrough), ct)).Where(row => reads.People.Current(row.Owner) == person);

    public CardClock ClockOf(PersonKey reader) => new(reads.People.Find(reader)?.TimeZone ?? "Etc/UTC", reads.Time.GetUtcNow());

    public string TitleOf(ScheduleRow row) => catalog.Current.Find(row.Template)?.Workflow.Title ?? row.Template;

    public static string WordsOf(ScheduleTerms terms) => ScheduleWords.Short(terms);

    /// <summary>"Next Tue 1 Dec, 09:00 Berlin time", "Paused by Ana Duarte", "Ended: it has fired for the last time".</summary>
    public string StateOf(ScheduleRow row, CardClock clock)
    {
        string by = row.ChangedBy is { } person ? $" by {reads.NameOf(person)}" : "";
        string why = row.Reason.Length == 0 ? "" : $": {CardParts.FirstLower(row.Reason.TrimEnd('.'))}";
        return row.Status switch
        {
            ScheduleStatus.Proposed => "Not active yet",
            ScheduleStatus.Active when row.NextDue is { } next => $"Next {clock.MomentInCity(next)}",
            ScheduleStatus.Active when row.Listens.Length > 0 => "Waits for it to happen",
            ScheduleStatus.Active => "Active",
            ScheduleStatus.Paused when row.WakeAt is { } until => $"Paused{by} until {clock.MomentInCity(until)}",
            ScheduleStatus.Paused => $"Paused{by}{why}",
            ScheduleStatus.Frozen => $"Held until somebody confirms{why}",
            ScheduleStatus.Retired => $"Ended{by}{why}",
        };
    }

    private async ValueTask<ImmutableArray<ScheduleTime>> TimesAsync(ScheduleRow row, ScheduleTerms terms, CardClock clock, CancellationToken ct)
    {
        if (terms.Rule is not { } rule)
        {
            return [];
        }

        Func<DateTimeOffset, DateTimeOffset> startOf = await starts.OfAsync(row, terms, ct);
        return
        [
            .. notes.Next(rule, clock.Now, TimesShown, clock.Zone).Select(noted => new ScheduleTime(
                clock.Moment(noted.Firing.At),
                string.Join("; ", new[] { terms.MustBeOut ? $"begins {clock.Moment(startOf(noted.Firing.At))}" : "", noted.Note }.Where(note => note.Length > 0)))),
        ];
    }

    /// <summary>"Expense export: event.file".</summary>
    private static string TakeOf(string input, string written, WorkflowSpec? workflow) =>
        $"{workflow?.Inputs.FirstOrDefault(known => known.Name == input)?.Label ?? input}: {written.Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal).Trim()}";

    private static string Posts(WorkflowSpec workflow, DirectorySnapshot people)
    {
        string[] targets = [.. workflow.Steps.OfType<StepSpec.Publish>().Select(publish => Sentences.Target(publish.To)).Where(target => target.Length > 0).Distinct(StringComparer.Ordinal)];
        if (targets.Length == 0)
        {
            return "nothing; its result stays with the run";
        }

        string to = $"to {Wording.List(targets)}";
        return workflow.Steps.OfType<StepSpec.Review>().FirstOrDefault() is not { Policy: var policy } ? to
            : policy.Sequence is not null || policy.All == true ? $"{to}, after {Wording.List([.. policy.Stages.Select(stage => Stage(stage, people))], "and then")} approve"
            : policy.Quorum > 1 ? $"{to}, after {policy.Quorum} of {Who(policy, people, "and")} approve"
            : policy.Reviewers is [{ } only] && people.Resolve(only).Length > 1 ? $"{to}, after one of {Who(policy, people, "or")} approves"
            : $"{to}, after {Who(policy, people, "or")} approves";
    }

    private static string Stage(StageSpec stage, DirectorySnapshot people)
    {
        string names = Wording.List([.. stage.Reviewers.Select(people.NameOf)], stage.IsAll ? "and" : "or");
        bool isOne = stage.Reviewers is [var only] && people.Resolve(only).Length == 1;
        return isOne ? names : stage.IsAll ? $"all of {names}" : $"{(stage.Quorum == 1 ? "one" : Wording.Number(stage.Quorum))} of {names}";
    }

    private static string Who(ReviewPolicySpec policy, DirectorySnapshot people, string last) => Wording.List([.. policy.Reviewers.Select(principal => Names.NameOf(principal, people))], last);

    private async ValueTask<ImmutableArray<string>> HistoryAsync(ScheduleRow row, CardClock clock, CancellationToken ct)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (FiringRow firing in await schedules.FiringsAsync(row.Id, HistoryShown, ct))
        {
            RunRow? run = firing.Run is { } id ? await reads.Runs.FindAsync(id, ct) : null;
            string cause = firing.Event.Length == 0 ? "" : $"{EventWords.Short(StoredEvent.Read(firing.Event), reads.People)} · ";
            lines.Add($"{clock.Moment(firing.Due)} · {cause}{Outcome(firing, run)}");
        }

        return lines.ToImmutable();
    }

    /// <summary>"run 4211, done", "skipped: run 4210 had not ended", with how late where it was.</summary>
    public static string Outcome(FiringRow firing, RunRow? run)
    {
        string late = firing.Lateness >= TimeSpan.FromMinutes(1) ? $", {Wording.Length(firing.Lateness)} late" : "";
        return firing.Outcome switch
        {
            FiringOutcome.Started => $"run {run?.Number}, {EndWord(firing, run)}{late}",
            FiringOutcome.Skipped => $"skipped: {CardParts.FirstLower(firing.Reason.TrimEnd('.'))}",
            FiringOutcome.CouldNotStart => $"not started: {CardParts.FirstLower(firing.Reason.TrimEnd('.'))}",
            FiringOutcome.Queued => "in line",
            FiringOutcome.ByHand => $"run {run?.Number}, {EndWord(firing, run)}: {firing.Reason.TrimEnd('.')}",
        };
    }

    private static string EndWord(FiringRow firing, RunRow? run) => (firing.End ?? run?.Status) switch
    {
        RunStatus.Done => "done",
        RunStatus.Failed => "failed",
        RunStatus.Rejected => "rejected",
        RunStatus.Expired => "nobody decided",
        RunStatus.Cancelled => "stopped",
        RunStatus.Unknown => "not delivered",
        RunStatus.AwaitingReview => "waits for a decision",
        _ => "at work",
    };
}
