using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <param name="Line">From 1, as an editor counts.</param>
public sealed record CalendarMistake(string File, int Line, string Sentence)
{
    public override string ToString() => $"{File}, line {Line}: {Sentence}";
}

/// <param name="Calendar">Null where there is any mistake: a calendar with a hole is worse than none.</param>
public sealed record CalendarFileReading(HolidayCalendar? Calendar, ImmutableArray<CalendarMistake> Mistakes);

/// <summary>
/// Reads the holidays of an operator from an iCalendar file (RFC 5545): whole-day events, alone, over several days or repeated every
/// year, with their exceptions. What it cannot follow is a mistake with its line, never a day passed over. The key of the calendar is
/// the name of the file without its ending.
/// </summary>
public static class CalendarFile
{
    private const int LongestText = 2_000_000;
    private const int MostEvents = 20_000;
    private const int MostMistakes = 20;

    public static CalendarFileReading Read(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        var mistakes = new List<CalendarMistake>();
        if (text.Length > LongestText)
        {
            return new CalendarFileReading(null, [new CalendarMistake(file, 1, $"The file has more than {LongestText:#,##0} characters.")]);
        }

        string label = "";
        var events = new List<CalendarEvent>();
        var open = new Stack<(string Name, int Line)>();
        CalendarEventReader? reader = null;
        bool hasCalendar = false;
        foreach (ContentLine line in ContentLine.Of(text))
        {
            if (mistakes.Count >= MostMistakes || events.Count > MostEvents)
            {
                break;
            }

            if (line.Name.Length == 0)
            {
                mistakes.Add(new CalendarMistake(file, line.Number, "A name and a colon are missing."));
                continue;
            }

            switch (line.Name)
            {
                case "BEGIN":
                    open.Push((line.Value.ToUpperInvariant(), line.Number));
                    hasCalendar |= open.Count == 1 && open.Peek().Name == "VCALENDAR";
                    if (open.Peek().Name == "VEVENT")
                    {
                        reader = new CalendarEventReader(line.Number);
                    }

                    break;
                case "END":
                    if (open.Count == 0 || !open.Peek().Name.Equals(line.Value, StringComparison.OrdinalIgnoreCase))
                    {
                        mistakes.Add(new CalendarMistake(file, line.Number, $"END:{line.Value} has no BEGIN:{line.Value} that is still open."));
                        break;
                    }

                    if (open.Pop().Name == "VEVENT" && reader is not null)
                    {
                        if (reader.Finish() is { } one)
                        {
                            events.Add(one);
                        }

                        mistakes.AddRange(reader.Mistakes.Select(mistake => new CalendarMistake(file, mistake.Line, mistake.Sentence)));
                        reader = null;
                    }

                    break;
                case "X-WR-CALNAME" when open.Count == 1:
                    label = ContentLine.Unescaped(line.Value).Trim();
                    break;
                default:
                    // An alarm inside an event has properties of the same names.
                    if (open.Count > 0 && open.Peek().Name == "VEVENT")
                    {
                        reader?.Take(line);
                    }

                    break;
            }
        }

        if (mistakes.Count == 0 && !hasCalendar)
        {
            mistakes.Add(new CalendarMistake(file, 1, "It is no calendar: BEGIN:VCALENDAR is missing."));
        }

        if (mistakes.Count == 0 && open.Count > 0)
        {
            mistakes.Add(new CalendarMistake(file, open.Peek().Line, $"BEGIN:{open.Peek().Name} is never closed."));
        }

        if (events.Count > MostEvents)
        {
            mistakes.Add(new CalendarMistake(file, 1, $"It has more than {MostEvents:#,##0} events."));
        }

        string key = Path.GetFileNameWithoutExtension(file).ToLowerInvariant();
        return mistakes.Count > 0
            ? new CalendarFileReading(null, [.. mistakes.Take(MostMistakes)])
            : new CalendarFileReading(new HolidayCalendar(key, label.Length > 0 ? label : key, year => events.SelectMany(one => one.In(year))), []);
    }
}
