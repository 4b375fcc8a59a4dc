using System.Collections.Immutable;
using System.Globalization;

namespace AgentBot.Core.Schedules;

/// <summary>Reads the five fields of cron, or says which field is wrong.</summary>
internal static class CronReader
{
    private const int LongestText = 400;

    private static readonly string[] FieldNames = ["minute", "hour", "day of the month", "month", "weekday"];
    private static readonly (int From, int To)[] Bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    private static readonly string[] MonthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static Result<CronFields> Read(string text)
    {
        string[] fields = text.Length > LongestText ? [] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            return Refuse(fields.Length is 6 or 7
                ? $"There are {fields.Length} fields: a first field for seconds, or a last one for years, is not taken."
                : "Cron needs five fields: minute, hour, day of the month, month, weekday.");
        }

        var sets = new ulong[5];
        var days = new DayWords();
        for (int i = 0; i < 5; i++)
        {
            foreach (string part in fields[i].ToLowerInvariant().Split(','))
            {
                if (i == 2 && days.TakesDay(part))
                {
                    continue;
                }

                if (i == 4 && days.TakesWeekday(part))
                {
                    continue;
                }

                if (Part(part, i) is not { } set)
                {
                    return Refuse($"“{Shown(part)}” cannot stand for the {FieldNames[i]}, which is {Allowed(i)}.");
                }

                sets[i] |= set;
            }
        }

        return Build(fields, sets, days);
    }

    private static Result<CronFields> Build(string[] fields, ulong[] sets, DayWords days)
    {
        bool anyDay = fields[2] is "*" or "?";
        bool anyWeekday = fields[4] is "*" or "?";
        if (fields[2] == "?" && fields[4] == "?")
        {
            return Refuse("A question mark can stand for the day of the month or for the weekday, not for both.");
        }

        if (fields[2] == "?" && fields[4].Any(char.IsAsciiDigit) && !fields[4].Contains('#', StringComparison.Ordinal))
        {
            // Those who write ? count Sunday as 1, crontab counts it as 0: a figure could mean either day.
            return Refuse("With a question mark beside it, a weekday written as a figure has two meanings. Write it as SUN to SAT.");
        }

        if (!anyDay && !anyWeekday && (fields[2].StartsWith('*') || fields[4].StartsWith('*')))
        {
            return Refuse("A step such as */2 for one kind of day beside a restriction of the other is read differently by different programs. Write the days out.");
        }

        var times = ImmutableArray.CreateBuilder<TimeOnly>();
        for (int hour = 0; hour < 24; hour++)
        {
            for (int minute = 0; minute < 60 && (sets[1] & (1ul << hour)) != 0; minute++)
            {
                if ((sets[0] & (1ul << minute)) != 0)
                {
                    times.Add(new TimeOnly(hour, minute));
                }
            }
        }

        return new CronFields(times.ToImmutable(), days.Build(anyDay, (uint)sets[2], anyWeekday, sets[4]), (MonthSet)(sets[3] >> 1));
    }

    private static ulong? Part(string part, int field)
    {
        (int low, int high) = Bounds[field];
        string[] stepped = part.Split('/');
        int step = 1;
        if (stepped.Length > 2 || (stepped.Length == 2 && (!Figure(stepped[1], out step) || step < 1 || step > high)))
        {
            return null;
        }

        if (stepped[0] is "*" or "?")
        {
            if (stepped[0] == "?" && (field is not (2 or 4) || stepped.Length == 2))
            {
                return null;
            }

            return Bits(low, field == 4 ? 6 : high, step);
        }

        string[] ends = stepped[0].Split('-');
        if (ends.Length > 2 || !Number(ends[0], field, out int from))
        {
            return null;
        }

        int to = from;
        if (ends.Length == 2 && !Number(ends[1], field, out to))
        {
            return null;
        }

        if (ends.Length == 1 && stepped.Length == 2)
        {
            // 5/15 is "from 5 on, every 15" in most programs that take it, and an error in others.
            to = field == 4 ? 6 : high;
        }

        return from < low || to > high || from > to ? null : Bits(from, to, step);
    }

    private static ulong Bits(int from, int to, int step)
    {
        ulong bits = 0;
        for (int i = from; i <= to; i += step)
        {
            bits |= 1ul << i;
        }

        return bits;
    }

    private static bool Number(string text, int field, out int number)
    {
        string[] names = field switch
        {
            3 => MonthNames,
            4 => DayNames,
            _ => [],
        };
        int at = Array.IndexOf(names, text);
        number = at + (field == 3 ? 1 : 0);
        return at >= 0 || Figure(text, out number);
    }

    private static bool Figure(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 2;

    private static string Allowed(int field) => field switch
    {
        2 => "1 to 31, L, L-3, LW or 15W",
        3 => "1 to 12 or JAN to DEC",
        4 => "0 to 7 or SUN to SAT, FRI#2 or FRIL",
        _ => $"{Bounds[field].From} to {Bounds[field].To}",
    };

    private static string Shown(string part) => part.Length > 30 ? part[..30] + "…" : part;

    private static Refusal Refuse(string why) =>
        new(RefusalKind.BadInput, "The cron line was not understood.", why, "For example: 0 9 * * 1-5, each weekday at 09:00.");

    /// <summary>What L, W and # say.</summary>
    private sealed class DayWords
    {
        private readonly List<int> _fromEnd = [];
        private readonly List<int> _near = [];
        private readonly List<(DayOfWeek, int)> _nth = [];
        private bool _lastWeekday;

        public bool TakesDay(string part)
        {
            switch (part)
            {
                case "l":
                    _fromEnd.Add(0);
                    return true;
                case "lw" or "wl":
                    _lastWeekday = true;
                    return true;
            }

            if (part.StartsWith("l-", StringComparison.Ordinal) && Figure(part[2..], out int before) && before is >= 1 and <= 27)
            {
                _fromEnd.Add(before);
                return true;
            }

            if (part.EndsWith('w') && Figure(part[..^1], out int near) && near is >= 1 and <= 31)
            {
                _near.Add(near);
                return true;
            }

            return false;
        }

        public bool TakesWeekday(string part)
        {
            string[] numbered = part.Split('#');
            if (numbered.Length == 2 && Number(numbered[0], 4, out int day) && day <= 7 && Figure(numbered[1], out int nth) && nth is >= 1 and <= 5)
            {
                _nth.Add(((DayOfWeek)(day % 7), nth));
                return true;
            }

            if (part.Length > 1 && part.EndsWith('l') && Number(part[..^1], 4, out int last) && last <= 7)
            {
                _nth.Add(((DayOfWeek)(last % 7), -1));
                return true;
            }

            return false;
        }

        public CronDays Build(bool anyDay, uint inMonth, bool anyWeekday, ulong weekdays)
        {
            Weekdays on = Weekdays.None;
            for (int i = 0; i <= 7; i++)
            {
                on |= (weekdays & (1ul << i)) != 0 ? DaySets.Of((DayOfWeek)(i % 7)) : Weekdays.None;
            }

            return new CronDays(anyDay, inMonth, [.. _fromEnd], [.. _near], _lastWeekday, anyWeekday, on, [.. _nth]);
        }
    }
}
