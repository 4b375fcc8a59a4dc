using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>
/// What was typed behind "schedule &lt;template&gt;", taken apart: the words of the time, the terms (zone, holidays, missed, overlap,
/// window, punctual, most) and the template's own inputs. A term whose name an input bears too is written with "schedule-" before it.
/// </summary>
public sealed record ScheduleText
{
    public const int LongestText = 600;

    /// <summary>Of <see cref="MostAnHour"/>.</summary>
    public const int LargestMost = 1_000;

    private static readonly string[] OfTimes = ["zone", "holidays", "missed", "window", "punctual"];
    private static readonly string[] OfEvents = ["most"];
    private static readonly string[] Terms = [.. OfTimes, .. OfEvents, "overlap"];
    private static readonly string[] OutBy = ["must be out by ", "has to be out by ", "to be out by ", "out by "];

    /// <summary>The words of the time or of what has to happen; empty where only terms were given.</summary>
    public string Words { get; private init; } = "";

    /// <summary>The words say what has to happen, not when.</summary>
    public bool IsEvent { get; private init; }

    /// <summary>The first term that says something about times only, and the first about events only; empty for none.</summary>
    public string TermOfTimes { get; private init; } = "";

    public string TermOfEvents { get; private init; } = "";

    public int? MostAnHour { get; private init; }

    /// <summary>The words name the time by which the result must be out.</summary>
    public bool MustBeOut { get; private init; }

    /// <summary>The time as it was typed, to be shown back.</summary>
    public string Said { get; private init; } = "";

    public string? Zone { get; private init; }

    public string? Holidays { get; private init; }

    public CatchUp? CatchUp { get; private init; }

    public int? MostCaughtUp { get; private init; }

    public Overlap? Overlap { get; private init; }

    public TimeSpan? Window { get; private init; }

    public bool? Punctual { get; private init; }

    /// <summary>Terms and inputs again as they were typed, for a command that only says the time otherwise.</summary>
    public string Rest { get; private init; } = "";

    /// <summary>By the names of the template's inputs.</summary>
    public ImmutableSortedDictionary<string, string> Inputs { get; private init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static Result<ScheduleText> Read(string text, WorkflowSpec workflow)
    {
        if (text.Length > LongestText)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was scheduled.", $"That is longer than {LongestText} characters.", "Give long inputs in the form instead.");
        }

        var read = new ScheduleText();
        var said = new List<TypedPiece>();
        foreach (TypedPiece piece in TypedPieces.Of(text))
        {
            if (piece.Sign == 0)
            {
                said.Add(piece);
                continue;
            }

            Result<ScheduleText> next = read.Take(piece.Name, piece.Value, workflow);
            if (next.IsRefused)
            {
                return next;
            }

            read = next.Value with { Rest = $"{next.Value.Rest} {piece.Raw}".TrimStart() };
        }

        // What is quoted matters to an event and never to a time.
        string typed = string.Join(' ', said.Select(piece => piece.Raw));
        bool isEvent = TriggerReader.IsAbout(typed);
        string words = isEvent ? typed : string.Join(' ', said.Select(piece => piece.Bare));
        string? outBy = OutBy.FirstOrDefault(start => words.StartsWith(start, StringComparison.OrdinalIgnoreCase));
        read = read with { Words = outBy is null ? words : words[outBy.Length..].Trim(), MustBeOut = outBy is not null, Said = words, IsEvent = isEvent };
        return words.Length == 0 ? read : read.Unfitting(isEvent) is { } refusal ? refusal : read;
    }

    /// <summary>A term that says nothing about such a schedule; null where all do.</summary>
    public Refusal? Unfitting(bool isEvent) => (isEvent, TermOfTimes.Length > 0, TermOfEvents.Length > 0) switch
    {
        (true, true, _) => Bad($"{TermOfTimes}= says nothing here: this waits for something that happens and has no times.", "Leave it out. overlap= and most= say what becomes of many events."),
        (false, _, true) => Bad($"{TermOfEvents}= says nothing here: it is for what waits for something that happens.", "Leave it out."),
        _ => null,
    };

    private Result<ScheduleText> Take(string name, string value, WorkflowSpec workflow)
    {
        string term = name.StartsWith("schedule-", StringComparison.Ordinal) ? name["schedule-".Length..] : name;
        InputSpec? input = workflow.Inputs.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        if (input is not null)
        {
            return this with { Inputs = Inputs.SetItem(input.Name, value) };
        }

        ScheduleText noted = this with
        {
            TermOfTimes = TermOfTimes.Length == 0 && OfTimes.Contains(term) ? term : TermOfTimes,
            TermOfEvents = TermOfEvents.Length == 0 && OfEvents.Contains(term) ? term : TermOfEvents,
        };
        return noted.Term(workflow, name, term, value);
    }

    private Result<ScheduleText> Term(WorkflowSpec workflow, string name, string term, string value) => term switch
    {
        "zone" => ZoneNames.Find(value) is { } zone ? this with { Zone = zone } : Bad($"“{CardText.PlainLine(value, 60)}” is no time zone.", "Write it like zone=Europe/Berlin."),
        "holidays" => this with { Holidays = value.ToLowerInvariant() },
        "missed" => Missed(value.ToLowerInvariant()),
        "overlap" => value.ToLowerInvariant() switch
        {
            "skip" => this with { Overlap = Schedules.Overlap.Skip },
            "queue" or "wait" => this with { Overlap = Schedules.Overlap.Queue },
            "cancel" or "stop" => this with { Overlap = Schedules.Overlap.CancelOld },
            "together" or "parallel" => this with { Overlap = Schedules.Overlap.Together },
            _ => Bad($"overlap={CardText.PlainLine(value, 40)} is not understood.", "Write overlap=skip, overlap=queue, overlap=cancel or overlap=together."),
        },
        "most" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most is >= 1 and <= LargestMost
            ? this with { MostAnHour = most }
            : Bad($"most={CardText.PlainLine(value, 40)} is not understood.", $"Write how many runs it may start within an hour, 1 to {LargestMost}, for example most=20."),
        "window" => DateReader.TryReadDuration(value, out TimeSpan window) && window >= TimeSpan.FromMinutes(1) && window <= TimeSpan.FromDays(7)
            ? this with { Window = window }
            : Bad($"window={CardText.PlainLine(value, 40)} is not understood.", "Write how late it may still start, for example window=30m."),
        "punctual" => value.ToLowerInvariant() switch
        {
            "yes" => this with { Punctual = true },
            "no" => this with { Punctual = false },
            _ => Bad($"punctual={CardText.PlainLine(value, 40)} is not understood.", "Write punctual=yes or punctual=no."),
        },
        _ => NoInput(workflow, name),
    };

    private Result<ScheduleText> Missed(string value)
    {
        string[] parts = value.Split(':', 2);
        int most = 0;
        bool isCounted = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= 100;
        return (parts[0], parts.Length == 2, isCounted) switch
        {
            ("skip", false, _) => this with { CatchUp = Schedules.CatchUp.Skip },
            ("once", false, _) => this with { CatchUp = Schedules.CatchUp.Once },
            ("all", false, _) => this with { CatchUp = Schedules.CatchUp.All },
            ("all", true, true) => this with { CatchUp = Schedules.CatchUp.All, MostCaughtUp = most },
            _ => Bad($"missed={CardText.PlainLine(value, 40)} is not understood.", "Write missed=skip, missed=once, missed=all or missed=all:12, with 100 at most."),
        };
    }

    private static Refusal NoInput(WorkflowSpec workflow, string name)
    {
        string[] known = [.. workflow.Inputs.Select(input => input.Name), .. Terms];
        string? nearest = NearestWord.Of(name, known);
        return new Refusal(
            RefusalKind.BadInput,
            $"{workflow.Title} has no input called “{CardText.PlainLine(name, 60)}”, and a schedule has no such term.",
            nearest is null ? "" : $"Closest: {nearest}.",
            $"There are: {string.Join(", ", known)}.");
    }

    private static Refusal Bad(string what, string next) => new(RefusalKind.BadInput, what, "", next);
}
