namespace AgentBot.Core.Schedules;

/// <summary>What is counted from now: "in 3 hours", "in 2 weeks at 9:00".</summary>
internal sealed partial class WhenParser
{
    /// <summary>"in 3 hours", "in half an hour", "3 days from now".</summary>
    private bool Relative()
    {
        int from = _at;
        bool ahead = Take("in");
        if (!TryLength(out WhenUnit unit, out int count, out bool several))
        {
            if (ahead && Current.Kind == WhenKind.Number && Peek(1).Kind == WhenKind.Word && !WhenWords.IsMonth(Peek(1), out _))
            {
                return Fail(Span(Peek(1)), "It is not clear what is counted: minutes, hours, days, weeks?");
            }

            _at = from;
            return false;
        }

        if (!ahead && !(Take("from") && Take("now")))
        {
            _at = from;
            return false;
        }

        if (Twice(Draft.Date is not null || Draft.Instant is not null, from, "The day"))
        {
            return true;
        }

        if (unit != WhenUnit.Minute)
        {
            Draft.Date = unit switch
            {
                WhenUnit.Day => Today.AddDays(count),
                WhenUnit.Week => Today.AddDays(7 * count),
                WhenUnit.Month => Today.AddMonths(count),
                WhenUnit.Quarter => Today.AddMonths(3 * count),
                WhenUnit.Year => Today.AddYears(count),
                _ => null,
            };
            Draft.DateAt = Since(from);
            return true;
        }

        if (several)
        {
            while (TryLength(out WhenUnit next, out int more, out _, afterHours: true))
            {
                if (next != WhenUnit.Minute)
                {
                    return Fail(Since(from), "Hours and minutes go together; days stand alone.");
                }

                count += more;
            }
        }

        DateTimeOffset now = _context.Now.ToUniversalTime();
        DateTimeOffset minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        Draft.Instant = minute.AddMinutes(count);
        Draft.DateAt = Since(from);
        return true;
    }

    // "3 hours", "an hour", "half an hour", "2h", "1 and a half hours" is not read.
    private bool TryLength(out WhenUnit unit, out int count, out bool several, bool afterHours = false)
    {
        int from = _at;
        several = false;
        count = 1;
        unit = WhenUnit.None;
        if (TakeAll("half", "an", "hour") || TakeAll("half", "a", "hour"))
        {
            (unit, count) = (WhenUnit.Minute, 30);
            return true;
        }

        Take("and");
        if (Current.Kind == WhenKind.Number)
        {
            count = Current.Value;
            several = true;
            _at++;
        }
        else if (!Take("a", "an"))
        {
            _at = from;
            return false;
        }

        unit = WhenWords.UnitOf(Current, out int minutes);
        if (afterHours && Current.Is("m"))
        {
            unit = WhenUnit.Minute;
        }

        if (unit == WhenUnit.None || count is < 1 or > 9_999)
        {
            _at = from;
            return false;
        }

        count *= Current.Text.StartsWith("fortnight", StringComparison.Ordinal) ? 2 : minutes;
        _at++;
        return true;
    }
}
