using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Schedules.Firings;

/// <param name="Row">The schedule with its trouble counted, or no more.</param>
/// <param name="Told">What is to be said about it; empty where it was said before.</param>
public sealed record Trouble(ScheduleRow Row, ImmutableArray<Change> Told);

/// <summary>
/// What schedules say by themselves: once each, in their channel, and to their owner where somebody has to act. Everything is a
/// row first and drawn from it.
/// </summary>
public sealed class ScheduleNotices(ITemplateCatalog catalog, IDirectory directory, HolidayCatalog holidays, TimeProvider time)
{
    /// <summary>So many firings in a row that come to nothing hold the schedule.</summary>
    public const int FailuresUntilPause = 3;

    /// <summary>Under which the store keeps when somebody said that a schedule stays.</summary>
    public const string KeptMark = "kept";

    /// <summary>"by schedule, each Monday, 09:00": stands where other runs say who asked.</summary>
    public static string StartedBy(ScheduleTerms terms) => $"by schedule, {ScheduleWords.Short(terms)}";

    /// <summary>The one line in the channel after somebody confirmed it.</summary>
    public ImmutableArray<Change> Confirmed(ScheduleRow row, ScheduleTerms terms, PersonKey by) =>
        Tell(row, "confirmed", $"{Name(by)} scheduled {Title(row)}: {Words(terms)}.{Next(row, terms)} pause {row.Number} stops it.");

    public ImmutableArray<Change> Changed(ScheduleRow row, ScheduleTerms terms, PersonKey by) => Tell(
        row, $"changed:{row.RowVersion}", $"{Name(by)} changed schedule {row.Number}: {Title(row)} now runs {Words(terms)}, in the name of {Name(row.Owner)}.{Next(row, terms)} pause {row.Number} stops it.");

    public ImmutableArray<Change> Said(ScheduleRow row, string what, string sentence) => Tell(row, what, sentence);

    public ImmutableArray<Change> Resumed(ScheduleRow row, ScheduleTerms terms) => row.Status == ScheduleStatus.Retired
        ? Tell(row, "resumed", $"The pause of schedule {row.Number}, {Title(row)}, is over, and no time of it is left.")
        : Tell(row, "resumed", $"The pause of schedule {row.Number}, {Title(row)}, is over.{Next(row, terms)}");

    public ImmutableArray<Change> Overlapped(ScheduleRow row, ScheduleTerms terms, DateTimeOffset due, string why) => Tell(
        row, $"overlap:{Stamp(due)}", $"{Title(row)} was not started at {Clock(row, terms).HourOrMoment(due)}: {CardParts.FirstLower(why)} Schedule {row.Number} goes on; the same is not told again.");

    public ImmutableArray<Change> NotOutInTime(ScheduleRow row, ScheduleTerms terms, DateTimeOffset deadline, RunRow run) => Tell(
        row,
        $"late:{Stamp(deadline)}",
        Card(
            row,
            ContainerStyle.Warning,
            "Late",
            $"{Title(row)} is not out yet",
            $"It should have been out by {Clock(row, terms).MomentInCity(deadline)}. Run {run.Number} {(run.Status == RunStatus.AwaitingReview ? "waits for a decision" : "is still worked on")}.",
            "Decide on its card, or stop the run.",
            [CardParts.Open("Full record", CardPath.Run(run.Number))]),
        alsoToOwner: true);

    /// <summary>Begins no run: counted, told the first time, and after several in a row the schedule is held.</summary>
    public Trouble CouldNotStart(ScheduleRow row, ScheduleTerms terms, DateTimeOffset due, string why) => Count(
        row,
        why,
        $"trouble:{Stamp(due)}",
        Card(
            row,
            ContainerStyle.Attention,
            "Not started",
            $"{Title(row)} did not start at {Clock(row, terms).HourOrMoment(due)}",
            why,
            row.Status == ScheduleStatus.Active ? $"Mend the cause, then run it by hand.{Next(row, terms)}" : "Mend the cause, then run it by hand.",
            [Button("Run it now", $"run schedule {row.Id}"), .. row.Status == ScheduleStatus.Active ? [Button("Pause it", $"pause schedule {row.Id}")] : Array.Empty<CardAction>()]),
        inChannel: true);

    /// <summary>A run of it failed. The channel sees that on the run's own message; the owner is told.</summary>
    public Trouble Failed(ScheduleRow row, ScheduleTerms terms, RunRow run, bool isUndelivered)
    {
        string why = isUndelivered ? $"Run {run.Number} has its result and could not deliver it." : $"Run {run.Number} failed: {CardParts.FirstLower(run.Outcome)}";
        return Count(
            row,
            isUndelivered ? "undelivered" : run.Outcome,
            $"trouble:{run.Id}",
            Card(
                row,
                ContainerStyle.Attention,
                isUndelivered ? "Not delivered" : "Failed",
                isUndelivered ? $"{Title(row)} ran, but was not delivered" : $"{Title(row)} failed",
                why,
                "The full record says what happened. Mend the cause, then run it by hand.",
                [CardParts.Open("Full record", CardPath.Run(run.Number)), Button("Run it now", $"run schedule {row.Id}")]),
            inChannel: isUndelivered);
    }

    /// <summary>A run of it was delivered: an end of trouble is told once, nothing else.</summary>
    public Trouble Recovered(ScheduleRow row, ScheduleTerms terms, RunRow run) => (row.Failures, row.Told.Length) switch
    {
        (0, 0) => new Trouble(row, []),
        (_, 0) => new Trouble(row with { Failures = 0 }, []),
        _ => new Trouble(row with { Failures = 0, Told = "" }, Tell(row, $"fine:{run.Id}", $"{Title(row)} works again: run {run.Number} was delivered. Schedule {row.Number} goes on.{(row.NextDue is null ? "" : Next(row, terms))}", alsoToOwner: true)),
    };

    public ImmutableArray<Change> Frozen(ScheduleRow row, ScheduleTerms terms) => Tell(
        row,
        $"frozen:{Stamp(time.GetUtcNow())}",
        Card(
            row,
            ContainerStyle.Warning,
            "Held until somebody confirms",
            $"{Title(row)} no longer runs by itself",
            row.Reason,
            $"It ran {Words(terms)}. Look at what it would do now and confirm it, take it over in your own name, or end it.",
            [Button("Look and confirm…", $"takeover schedule {row.Id}"), Button("End it", $"unschedule {row.Id}")]),
        alsoToOwner: true);

    public ImmutableArray<Change> Unwanted(ScheduleRow row, ScheduleTerms terms, int times) => Tell(
        row,
        $"unwanted:{Stamp(time.GetUtcNow())}",
        Card(
            row,
            ContainerStyle.Warning,
            "Nobody wants it",
            $"Is {Title(row)} still needed?",
            $"Its last {times} results were rejected or not decided on. It runs {Words(terms)}.",
            "Keep it, pause it or end it. Nothing happens by itself.",
            KeepPauseEnd(row)),
        alsoToOwner: true);

    /// <summary>To its owner alone; to the channel where they cannot be told.</summary>
    /// <param name="mark">From <see cref="UnusedMark"/>.</param>
    public ImmutableArray<Change> Unused(ScheduleRow row, ScheduleTerms terms, string why, string mark) => Tell(
        row,
        mark,
        Card(
            row,
            ContainerStyle.Warning,
            "Not used lately",
            $"Is {Title(row)} still needed?",
            $"{why} It is set to run {Words(terms)}.",
            "Keep it, pause it or end it. Nothing happens by itself.",
            KeepPauseEnd(row)),
        alsoToOwner: true,
        inChannel: !IsReachable(row));

    /// <param name="since">When somebody touched the schedule last: it is said once after that.</param>
    public static string UnusedMark(DateTimeOffset since) => $"unused:{Stamp(since)}";

    public static Change Kept(ScheduleRow row, DateTimeOffset now) => new Change.PutMark(MarkOf(row, KeptMark), Stamp(now));

    public static DateTimeOffset? KeptAt(string? mark) => long.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out long stamp) ? DateTimeOffset.FromUnixTimeMilliseconds(stamp) : null;

    /// <summary>The name under which the store keeps what was told.</summary>
    public static string MarkOf(ScheduleRow row, string what) => $"schedule:{row.Id}:{what}";

    private static ImmutableArray<CardAction> KeepPauseEnd(ScheduleRow row) =>
    [
        Button("Keep it", $"keep schedule {row.Id}"),
        .. row.Status == ScheduleStatus.Active ? [Button("Pause it", $"pause schedule {row.Id}")] : Array.Empty<CardAction>(),
        Button("End it", $"unschedule {row.Id}"),
    ];

    private Trouble Count(ScheduleRow row, string why, string mark, Card card, bool inChannel)
    {
        int failures = row.Failures + 1;
        if (failures >= FailuresUntilPause && row.Status == ScheduleStatus.Active)
        {
            ScheduleRow paused = row with
            {
                Failures = failures,
                Told = why,
                Status = ScheduleStatus.Paused,
                WakeAt = null,
                Reason = $"It came to nothing {failures} times in a row.",
                ChangedBy = null,
                ChangedAt = time.GetUtcNow(),
            };
            return new Trouble(paused, Tell(row, mark, Held(paused, card), alsoToOwner: true));
        }

        ScheduleRow counted = row with { Failures = failures, Told = why };
        return row.Told == why ? new Trouble(counted, []) : new Trouble(counted, Tell(row, mark, card, alsoToOwner: true, inChannel));
    }

    private Card Held(ScheduleRow row, Card last) => Card(
        row,
        ContainerStyle.Attention,
        "Paused by AgentBot",
        $"{Title(row)} is paused",
        $"{row.Reason} The last time: {CardParts.FirstLower(row.Told)}",
        "Mend the cause, try it by hand, then let it go on.",
        [Button("Run it now", $"run schedule {row.Id}"), Button("Let it go on", $"resume schedule {row.Id}"), .. last.Actions.OfType<CardAction.OpenUrl>()]);

    private static Card Card(ScheduleRow row, ContainerStyle style, string state, string title, string why, string what, ImmutableArray<CardAction> actions) => new()
    {
        FallbackText = CardText.PlainLine($"{title}. {why} {what}", 500),
        Body =
        [
            CardParts.Strip(style, state, $"Schedule {row.Number}"),
            CardParts.Question(CardText.Line(title, CardParts.LongestQuestion)),
            CardParts.Labelled("Why", CardParts.FirstUpper(CardParts.Sentence(why))),
            CardParts.Labelled("What you can do", CardParts.Sentence(what)),
            CardParts.SmallPrint($"schedule {row.Number}"),
        ],
        Actions = actions,
    };

    private ImmutableArray<Change> Tell(ScheduleRow row, string what, Card card, bool alsoToOwner, bool inChannel = true) =>
        Tell(row, what, JsonSerializer.Serialize(card, StoreJson.Default.Card), alsoToOwner, inChannel);

    private ImmutableArray<Change> Tell(ScheduleRow row, string what, string text, bool alsoToOwner = false, bool inChannel = true)
    {
        string mark = MarkOf(row, what);
        DateTimeOffset now = time.GetUtcNow();
        var owner = ChannelKey.Of(row.Channel.Platform, row.Workspace, $"@{row.Owner}");
        return
        [
            new Change.PutMark(mark, text),
            .. inChannel ? [new Change.WantView(Conversations.InChannel(row.Channel), Purposes.Notice(mark), now)] : Array.Empty<Change>(),
            .. alsoToOwner && IsReachable(row) ? [new Change.WantView(Conversations.InChannel(owner), Purposes.Notice(mark), now)] : Array.Empty<Change>(),
        ];
    }

    private bool IsReachable(ScheduleRow row) => directory.Latest.Find(row.Owner)?.Accounts.ContainsKey(row.Channel.Platform) == true;

    private static CardAction.Execute Button(string title, string command) => new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = title };

    private static string Stamp(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private string Title(ScheduleRow row) => catalog.Current.Find(row.Template)?.Workflow.Title ?? row.Template;

    private string Name(PersonKey person) => directory.Latest.NameOf(person);

    private string Words(ScheduleTerms terms) => ScheduleWords.Full(terms, holidays);

    // What has no times of its own is told in its owner's.
    private CardClock Clock(ScheduleRow row, ScheduleTerms terms) => new(terms.Rule?.Zone ?? directory.Latest.Find(row.Owner)?.TimeZone ?? "Etc/UTC", time.GetUtcNow());

    /// <summary>" Next: …." behind a sentence; nothing for what has no times.</summary>
    private string Next(ScheduleRow row, ScheduleTerms terms) => terms.Trigger is not null ? "" : $" Next: {(row.NextDue is { } next ? Clock(row, terms).MomentInCity(next) : "none")}.";
}
