using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>"Until 31 Dec 2026", "10 times", "starting tomorrow", "except holidays of Germany (Berlin)".</summary>
internal sealed partial class WhenParser
{
    private bool Ends()
    {
        int from = _at;
        if (Current.IsOneOf("until", "till", "ending", "through") || (Current.Is("up") && Peek(1).Is("to")))
        {
            _at += Current.Is("up") ? 2 : 1;
            Take("on");
            return Until(from);
        }

        if (Current.IsOneOf("starting", "beginning", "from", "since", "start") || (Current.Is("as") && Peek(1).Is("of")))
        {
            _at += Current.Is("as") ? 2 : 1;
            Take("on", "from");
            if (TryEdgeDate(out DateOnly start))
            {
                if (!Twice(Draft.Start is not null, from, "The beginning"))
                {
                    Draft.Start = start;
                }

                return true;
            }

            if (!Stopped)
            {
                _at = from;
            }

            return Stopped;
        }

        bool during = Take("for");
        if (Current.Kind == WhenKind.Number && Peek(1).IsOneOf("times", "time", "x", "occurrences", "runs"))
        {
            int count = Current.Value;
            _at += 2;
            if (Take("a", "per", "every", "each"))
            {
                _at++;
                return Fail(Since(from), "Say which times or days: for example “every day at 9:00, 12:00 and 15:00”, or “every monday and thursday at 9:00”.");
            }

            Take("only");
            if (Twice(Draft.Most is not null || Draft.Until is not null, from, "The end"))
            {
                return true;
            }

            (Draft.Most, Draft.EndAt) = (count, Since(from));
            return count is >= 1 and <= 1_000 || Fail(Since(from), "A schedule can be limited to between 1 and 1,000 times.");
        }

        if (during)
        {
            Take("the");
            Take("next");
            WhenUnit unit = Current.Kind == WhenKind.Number || Current.IsOneOf("a", "one") ? WhenWords.UnitOf(Peek(1), out _) : WhenUnit.None;
            if (unit is WhenUnit.Day or WhenUnit.Week or WhenUnit.Month or WhenUnit.Year)
            {
                int count = Current.Kind == WhenKind.Number ? Math.Min(Current.Value, 999) : 1;
                _at += 2;
                DateOnly end = unit switch { WhenUnit.Day => Today.AddDays(count), WhenUnit.Week => Today.AddDays(7 * count), WhenUnit.Month => Today.AddMonths(count), _ => Today.AddYears(Math.Min(count, 50)) };
                return Ask(Since(from), "Until which day?", [($"until {Plain(end.AddDays(-1))}", $"until {Plain(end.AddDays(-1))}"), ($"until {Plain(end)}", $"until {Plain(end)}")]);
            }

            _at = from;
        }

        return false;
    }

    private bool Until(int from)
    {
        DateOnly end;
        int back = _at;
        Take("the");
        if (TakeAll("end", "of"))
        {
            Take("the", "this");
            if (Take("year"))
            {
                end = new DateOnly(Today.Year, 12, 31);
            }
            else if (Take("month"))
            {
                end = new DateOnly(Today.Year, Today.Month, DateTime.DaysInMonth(Today.Year, Today.Month));
            }
            else if (Current.Kind == WhenKind.Number && Current.Length == 4 && Current.Value is >= 1970 and <= 9000)
            {
                end = new DateOnly(Current.Value, 12, 31);
                _at++;
            }
            else if (WhenWords.IsMonth(Current, out int month))
            {
                _at++;
                int year = Current.Kind == WhenKind.Number && Current.Length == 4 && Current.Value is >= 1970 and <= 9000 ? _tokens[_at++].Value : Today.Year + (month < Today.Month ? 1 : 0);
                end = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
            }
            else
            {
                return Fail(Since(from), "Until the end of what?", "until the end of the year", "until 31 December");
            }
        }
        else
        {
            _at = back;
            if (!TryEdgeDate(out end))
            {
                return Stopped || Fail(Since(from).To(Span(Current)), "After “until” stands a day, such as 31 December 2026.");
            }
        }

        if (!Twice(Draft.Until is not null || Draft.Most is not null, from, "The end"))
        {
            (Draft.Until, Draft.EndAt) = (end, Since(from));
        }

        return true;
    }

    private bool TryEdgeDate(out DateOnly date)
    {
        if (TryDate(out date, out _))
        {
            return true;
        }

        if (!Stopped && WhenWords.IsDay(Current, out DayOfWeek day, out bool plural) && !plural && !(Peek(1).Kind == WhenKind.Dash || Peek(1).IsOneOf("to", "through", "until", "till")))
        {
            _at++;
            date = Today.AddDays(((int)day - (int)Today.DayOfWeek + 7) % 7);
            return true;
        }

        return false;
    }

    private bool Holidays()
    {
        int from = _at;
        bool skip = Take("except", "excluding", "skip", "skipping", "without", "unless") || TakeAll("but", "not") || Take("not");
        bool including = !skip && Take("including");
        bool keep = including || (!skip && Take("with"));
        Take("on", "for");
        Take("a", "the");
        Take("it", "is");
        Take("public", "bank", "national", "legal", "statutory", "federal");
        if (!Take("holidays", "holiday"))
        {
            if (skip)
            {
                return Fail(Since(from).To(Span(Current)), "Only holidays can be left out. Name the days on which it runs instead.", "except holidays");
            }

            _at = from;
            return false;
        }

        // Where a calendar that is missing would stand.
        Draft.HolidaysAt = new WhenSpan(Since(from).End, 0);
        if (Current is { Kind: WhenKind.Odd, Text: "=" })
        {
            _at++;
        }
        else if (!Take("of", "in", "for"))
        {
            return OnHoliday(from, skip, keep, including);
        }

        Take("the");
        string rest = _text[Math.Min(Current.At, _text.Length)..];
        ImmutableArray<HolidayCalendar> meant = HolidayNames.Find(_context.Holidays, rest, out int length);
        if (meant.Length == 0)
        {
            return Fail(Span(Current), "No holiday calendar has that name.", [.. HolidayNames.ForZone(_context.Holidays, Draft.Zone ?? _context.Zone).Take(3).Select(calendar => calendar.Label)]);
        }

        WhenSpan name = new(Current.At, length);
        while (_at < _tokens.Count && Current.At < name.End)
        {
            _at++;
        }

        if (meant.Length > 1)
        {
            return Ask(name, "Whose holidays?", [.. meant.Select(calendar => (calendar.Label, calendar.Label))]);
        }

        if (Twice(Draft.Calendar is not null, from, "The holiday calendar"))
        {
            return true;
        }

        Draft.Calendar = meant[0].Key;
        return OnHoliday(from, skip, keep, including);
    }

    // "... the working day before", or what "except" said.
    private bool OnHoliday(int from, bool skip, bool keep, bool including)
    {
        int back = _at;
        TakeKind(WhenKind.Comma);
        Take("on", "run", "it");
        Take("the");
        OffDay? moved = null;
        bool previous = Take("previous", "preceding");
        bool next = !previous && Take("next", "following");
        bool nearest = !previous && !next && Take("nearest");
        if (Current.IsOneOf("working", "business") && Peek(1).Is("day"))
        {
            _at += 2;
            moved = previous || Take("before") ? OffDay.Before : next || Take("after") ? OffDay.After : nearest ? OffDay.Nearest : null;
        }

        if (moved is null)
        {
            _at = back;
        }

        if (Twice(Draft.OnHoliday is not null, from, "What happens on holidays"))
        {
            return true;
        }

        if (skip && moved is not null)
        {
            return Fail(Since(from), "Either holidays are left out, or another day takes their place.");
        }

        // "With holidays of Germany" only says which days are no working days.
        Draft.OnHoliday = moved ?? (skip ? OffDay.Skip : including ? OffDay.Keep : null);
        return moved is not null || skip || keep || Draft.Calendar is not null || Fail(Since(from), "It is not clear what happens on holidays.", "except holidays", "including holidays");
    }
}
