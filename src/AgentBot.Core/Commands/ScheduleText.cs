using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.Schedules;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>
/// What was typed behind "schedule &lt;template&gt;", taken apart: the words of the time, the terms (zone, holidays, missed, overlap,
/// window, punctual) and the template's own inputs. A term whose name an input bears too is written with "schedule-" before it.
/// </summary>
public sealed record ScheduleText
{
    public const int LongestText = 600;

    private static readonly string[] Terms = ["zone", "holidays", "missed", "overlap", "window", "punctual"];
    private static readonly string[] OutBy = ["must be out by ", "has to be out by ", "to be out by ", "out by "];

    /// <summary>The words of the time; empty where only terms were given.</summary>
    public string Words { get; private init; } = "";

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
        var time = new List<string>();
        foreach (string word in CommandParser.Words(text))
        {
            int at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                time.Add(word);
                continue;
            }

            Result<ScheduleText> next = read.Take(word[..at].Trim().ToLowerInvariant(), word[(at + 1)..].Trim(), workflow);
            if (next.IsRefused)
            {
                return next;
            }

            string again = word.Contains(' ', StringComparison.Ordinal) ? $"{word[..(at + 1)]}\"{word[(at + 1)..]}\"" : word;
            read = next.Value with { Rest = $"{next.Value.Rest} {again}".TrimStart() };
        }

        string words = string.Join(' ', time);
        string? outBy = OutBy.FirstOrDefault(start => words.StartsWith(start, StringComparison.OrdinalIgnoreCase));
        return read with { Words = outBy is null ? words : words[outBy.Length..].Trim(), MustBeOut = outBy is not null, Said = words };
    }

    private Result<ScheduleText> Take(string name, string value, WorkflowSpec workflow)
    {
        string term = name.StartsWith("schedule-", StringComparison.Ordinal) ? name["schedule-".Length..] : name;
        InputSpec? input = workflow.Inputs.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        if (input is not null)
        {
            return this with { Inputs = Inputs.SetItem(input.Name, value) };
        }

        return term switch
        {
            "zone" => ZoneNames.Find(value) is { } zone ? this with { Zone = zone } : Bad($"“{CardText.PlainLine(value, 60)}” is no time zone.", "Write it like zone=Europe/Berlin."),
            "holidays" => this with { Holidays = value.ToLowerInvariant() },
            "missed" => Missed(value.ToLowerInvariant()),
            "overlap" => value.ToLowerInvariant() switch
            {
                "skip" => this with { Overlap = Schedules.Overlap.Skip },
                "queue" or "wait" => this with { Overlap = Schedules.Overlap.Queue },
                "cancel" or "stop" => this with { Overlap = Schedules.Overlap.CancelOld },
                _ => Bad($"overlap={CardText.PlainLine(value, 40)} is not understood.", "Write overlap=skip, overlap=queue or overlap=cancel."),
            },
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
    }

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
