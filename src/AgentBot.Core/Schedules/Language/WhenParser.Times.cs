namespace AgentBot.Core.Schedules;

/// <summary>"At 9", "9:00 and 17:00", "between 8 and 18", "tomorrow morning", "in Europe/Berlin".</summary>
internal sealed partial class WhenParser
{
    private const int LongestZone = 9;

    /// <summary>Hours of the day that are read as written. From 1 to 7 people mean the evening as often as the morning, so those are asked.</summary>
    public static bool IsClear(int hour) => hour is 0 or (>= 8 and <= 23);

    private bool Hours()
    {
        int from = _at;
        if (TryWindow())
        {
            return true;
        }

        if (Current.IsOneOf("during", "within") || Current.IsOneOf("working", "business", "office"))
        {
            Take("during", "within");
            Take("the");
            if (Take("working", "business", "office") && Take("hours"))
            {
                return Ask(Since(from), "Which hours are meant?", [("9:00 to 17:00", "between 9:00 and 17:00"), ("8:00 to 18:00", "between 8:00 and 18:00")]);
            }

            _at = from;
            return false;
        }

        if (Current.IsOneOf("morning", "mornings", "afternoon", "afternoons", "evening", "evenings"))
        {
            _at++;
            return Part(from, PartOf(_tokens[from].Text.TrimEnd('s')));
        }

        if (Current.Is("in") && Peek(1).Is("the") && Peek(2).IsOneOf("morning", "afternoon", "evening"))
        {
            _at += 3;
            return Part(from, PartOf(_tokens[from + 2].Text));
        }

        bool at = Take("at");
        if (at && Edge(from))
        {
            return true;
        }

        if (!TryTime(at, out WhenTime first))
        {
            if (at && !Stopped)
            {
                return Fail(Span(Current.Length > 0 ? Current : _tokens[from]), "After “at” stands a time, such as 9:00 or 17:30.");
            }

            _at = at ? _at : from;
            return Stopped;
        }

        bool before = Draft.Times.Count > 0;
        AddTime(first);
        while (!Stopped && MoreTimes(out WhenTime next))
        {
            AddTime(next);
        }

        Twice(before, from, "The time");
        return true;
    }

    private bool MoreTimes(out WhenTime time)
    {
        int back = _at;
        time = default;
        bool joint = TakeKind(WhenKind.Comma) | Take("and");
        Take("and");
        bool at = Take("at");
        if (joint && TryTime(listed: true, out time))
        {
            return true;
        }

        if (!Stopped && joint && at)
        {
            Fail(Since(back), "After “at” stands a time, such as 9:00 or 17:30.");
        }

        _at = back;
        return false;
    }

    private void AddTime(WhenTime time)
    {
        if (Draft.Times.Count > 0 && Draft.Times.Any(known => known.Time == time.Time && known.Bare == time.Bare))
        {
            return;
        }

        Draft.Times.Add(time);
    }

    private bool Part(int from, DayPart part)
    {
        if (!Twice(Draft.Part != DayPart.None, from, "The part of the day"))
        {
            (Draft.Part, Draft.PartAt) = (part, Since(from));
        }

        return true;
    }

    /// <param name="listed">Behind "at" or in a list of times, where a bare number is an hour.</param>
    private bool TryTime(bool listed, out WhenTime time)
    {
        int from = _at;
        time = default;
        if (!TryAtom(listed, out TimeOnly read, out bool bare, out bool midnight))
        {
            return false;
        }

        if (Take("o'clock", "oclock"))
        {
            listed = true;
        }

        DayPart part = DayPart.None;
        if (Current.Is("in") && Peek(1).Is("the") && Peek(2).IsOneOf("morning", "afternoon", "evening"))
        {
            part = PartOf(Peek(2).Text);
            _at += 3;
        }
        else if (Current.Is("at") && Peek(1).Is("night"))
        {
            part = DayPart.Night;
            _at += 2;
        }

        WhenSpan span = Since(from);
        if (part != DayPart.None)
        {
            if (Placed(read, bare, part) is not { } placed)
            {
                return !Fail(span, $"“{Source(span)}” does not fit together. Write the time as 9:00 or 21:00.");
            }

            (read, bare) = (placed, false);
        }

        time = new WhenTime(read, bare, span, midnight);
        return true;
    }

    /// <summary>The hour that a part of the day makes of it; null where they do not fit.</summary>
    public static TimeOnly? Placed(TimeOnly time, bool bare, DayPart part)
    {
        int hour = time.Hour;
        int? placed = part switch
        {
            DayPart.Morning => hour is >= 1 and <= 11 ? hour : null,
            DayPart.Afternoon => hour is 12 or (>= 13 and <= 18) ? hour : bare && hour is >= 1 and <= 6 ? hour + 12 : null,
            DayPart.Evening => hour is >= 17 and <= 23 ? hour : bare && hour is >= 5 and <= 11 ? hour + 12 : null,
            DayPart.Night => hour is >= 20 and <= 23 ? hour : bare && hour is >= 8 and <= 11 ? hour + 12 : null,
            _ => hour,
        };
        return placed is { } known ? new TimeOnly(known, time.Minute) : null;
    }

    private bool TryAtom(bool listed, out TimeOnly time, out bool bare, out bool midnight)
    {
        (time, bare, midnight) = (default, false, false);
        WhenToken token = Current;
        if (token.Kind == WhenKind.Clock)
        {
            time = token.Time;
            _at++;
            return true;
        }

        if (token.IsOneOf("noon", "midday"))
        {
            time = new TimeOnly(12, 0);
            _at++;
            return true;
        }

        if (token.Is("midnight"))
        {
            midnight = true;
            _at++;
            return true;
        }

        if (TryPast(out time))
        {
            bare = true;
            return true;
        }

        bool hour = token.Kind == WhenKind.Number && token.Length <= 2 && token.Value <= 23
            || (token.Kind == WhenKind.Number && char.IsAsciiLetter(token.Text[0]) && token.Value <= 12);
        bool counts = WhenWords.UnitOf(Peek(1), out _) != WhenUnit.None || WhenWords.IsMonth(Peek(1), out _) || Peek(1).IsOneOf("times", "x", "occurrences");
        bool oclock = Peek(1).IsOneOf("o'clock", "oclock");
        if (hour && !counts && (listed || oclock || Draft.Repeats || Draft.Date is not null || Draft.Weekdays != Weekdays.None))
        {
            time = new TimeOnly(token.Value, 0);
            bare = token.Value is >= 1 and <= 12 && !token.Text.StartsWith('0');
            _at++;
            return true;
        }

        // 0900 and 1430, as timetables have it.
        if (listed && token.Kind == WhenKind.Number && token.Length == 4 && token.Value / 100 < 24 && token.Value % 100 < 60 && !counts)
        {
            time = new TimeOnly(token.Value / 100, token.Value % 100);
            _at++;
            return true;
        }

        return false;
    }

    // "half past 9", "quarter to 10", "ten past 9". "9 to 5" is a window, so only such minutes as people say in that way.
    private bool TryPast(out TimeOnly time)
    {
        int from = _at;
        time = default;
        Take("a");
        int minutes = Take("half") ? 30 : Take("quarter") ? 15 : Current.Kind == WhenKind.Number && Current.Value is 5 or 10 or 20 or 25 && (Peek(1).Is("past") || (Peek(1).Is("to") && char.IsAsciiLetter(Current.Text[0]))) ? Number() : 0;
        bool past = minutes > 0 && Take("past");
        bool to = minutes > 0 && !past && minutes != 30 && Take("to");
        if ((past || to) && Current.Kind == WhenKind.Number && Current.Value is >= 1 and <= 12)
        {
            int hour = Number();
            time = past ? new TimeOnly(hour, minutes) : new TimeOnly(hour, 0).AddMinutes(-minutes);
            return true;
        }

        _at = from;
        return false;
    }

    private int Number() => _tokens[_at++].Value;

    /// <summary>"between 8 and 18", "from 8:00 to 18:00", "8-18".</summary>
    private bool TryWindow()
    {
        int from = _at;
        bool between = Take("between");
        bool named = between || Take("from");
        if (!TryEnd(named, out TimeOnly first, out bool bareFirst))
        {
            _at = from;
            return between && Fail(Since(from).To(Span(Current)), "After “between” stand two times, such as “between 8:00 and 18:00”.");
        }

        bool joined = between ? Take("and") || TakeKind(WhenKind.Dash) || Take("to") : TakeKind(WhenKind.Dash) || Take("to", "until", "till");
        if (!joined || !TryEnd(listed: true, out TimeOnly last, out bool bareLast))
        {
            _at = from;
            return between && Fail(Span(Current), "After “between” stand two times, such as “between 8:00 and 18:00”.");
        }

        WhenSpan span = Since(from);
        if (Twice(Draft.Window is not null, from, "The hours of the day"))
        {
            return true;
        }

        if (bareLast && last <= first && last.AddHours(12) > first)
        {
            string start = $"{first:HH\\:mm}";
            return Ask(span, $"Until which hour?",
                [($"from {start} to {last.AddHours(12):HH\\:mm}", $"between {start} and {last.AddHours(12):HH\\:mm}"), ($"from {start} over midnight to {last:HH\\:mm}", $"between {start} and {last:HH\\:mm}")]);
        }

        if (bareFirst && bareLast && !IsClear(first.Hour) && first.Hour < 7)
        {
            return Ask(span, "Morning or afternoon?",
                [($"from {first:HH\\:mm} to {last:HH\\:mm}", $"between {first:HH\\:mm} and {last:HH\\:mm}"), ($"from {first.AddHours(12):HH\\:mm} to {last.AddHours(12):HH\\:mm}", $"between {first.AddHours(12):HH\\:mm} and {last.AddHours(12):HH\\:mm}")]);
        }

        (Draft.Window, Draft.WindowAt) = ((first, last), span);
        return true;
    }

    // Midnight at the end of a window is the end of the day; steps that meet it would belong to the next one.
    private bool TryEnd(bool listed, out TimeOnly time, out bool bare)
    {
        bool read = TryAtom(listed, out time, out bare, out _);
        return read;
    }

    private bool ZoneHere()
    {
        int from = _at;
        if (TakeAll("local", "time") || TakeAll("my", "time") || TakeAll("my", "time", "zone"))
        {
            return SetZone(from, _context.Zone);
        }

        bool named = Take("in", "zone", "timezone");
        int most = Math.Min(LongestZone, _tokens.Count - _at);
        for (int count = most; count >= 1; count--)
        {
            WhenToken last = Peek(count - 1);
            string name = Current.Length == 0 ? "" : _text[Current.At..last.End];
            bool time = Peek(count).Is("time");
            bool clear = named || time || name.Contains('/', StringComparison.Ordinal) || name.Equals("utc", StringComparison.OrdinalIgnoreCase) || ZoneNames.Meanings(name).Length > 0;
            if (!clear || Enumerable.Range(0, count).Any(i => Peek(i).Kind is not (WhenKind.Word or WhenKind.Slash or WhenKind.Dash or WhenKind.Number) && Peek(i).Text != "_"))
            {
                continue;
            }

            bool isKnown = ZoneNames.Find(name) is not null || ZoneNames.Meanings(name).Length > 0;
            if (isKnown && (Peek(count).Is("+") || Peek(count).Kind == WhenKind.Dash) && Peek(count + 1).Kind is WhenKind.Number or WhenKind.Clock && Peek(count).At == last.End)
            {
                _at += count + 2;
                return Fail(Since(from), "An offset is no time zone, since it knows no change of the clocks. Name a city.", SampleZones);
            }

            if (ZoneNames.Find(name) is { } zone)
            {
                _at += count + (time ? 1 : 0);
                return SetZone(from, zone);
            }

            if (ZoneNames.Meanings(name) is { Length: > 0 } meanings)
            {
                _at += count + (time ? 1 : 0);
                return Ask(Since(from), $"Which zone is {name.ToUpperInvariant()}?", [.. meanings.Select(meaning => (ZoneNames.InWords(meaning), $"in {meaning}"))]);
            }
        }

        if (named && Current.Kind == WhenKind.Word)
        {
            string? near = ZoneNames.Nearest(Current.Text);
            return Fail(Span(Current), $"“{Source(Span(Current))}” is no city or time zone that is known.", near is null ? SampleZones : [near]);
        }

        _at = from;
        return false;
    }

    private bool SetZone(int from, string zone)
    {
        if (Draft.Zone is { } known && known != zone)
        {
            return Twice(true, from, "The time zone");
        }

        Draft.Zone = zone;
        return true;
    }
}
