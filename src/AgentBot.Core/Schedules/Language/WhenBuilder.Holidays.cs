namespace AgentBot.Core.Schedules;

/// <summary>Which calendar a rule needs, and what it does on its days.</summary>
internal sealed partial class WhenBuilder
{
    private HolidayUse? HolidaysOf(RulePattern pattern)
    {
        bool byDays = pattern is RulePattern.EveryMonths { On: var on } && on.Any(day => day is not MonthDay.NthWeekday);
        bool onlyCounts = pattern is RulePattern.EveryMonths months
            && months.On.Any(day => day is MonthDay.NthWorkingDay or MonthDay.Numbered { IfOff: not OffDay.Keep } or MonthDay.FromEnd { IfOff: not OffDay.Keep });
        OffDay answer = _draft.OnHoliday ?? (_draft.IfOff is { } off && !byDays ? off : _draft.WorkingDays ? OffDay.Skip : OffDay.Keep);
        if (_draft.OnHoliday is not null && _draft.IfOff is not null && !byDays)
        {
            Fail(_draft.IfOffAt, "What happens on a holiday is said twice.");
            return null;
        }

        string? key = _draft.Calendar ?? context.DefaultCalendar;
        bool isNeeded = answer != OffDay.Keep || onlyCounts || _draft.Calendar is not null;
        if (!isNeeded)
        {
            return null;
        }

        if (key is not null)
        {
            return new HolidayUse(key, answer);
        }

        if (answer == OffDay.Keep || (_draft.WorkingDays && _draft.OnHoliday is null && _draft.IfOff is null))
        {
            // Without a calendar the working days are Monday to Friday; the words say so.
            return null;
        }

        WhenSpan at = _draft.HolidaysAt.At > 0 ? _draft.HolidaysAt : AtEnd;
        string joint = _draft.HolidaysAt.At > 0 ? " of " : " with holidays of ";
        parser.Ask(at, "Whose holidays?", [.. HolidayNames.ForZone(context.Holidays, Zone).Select(calendar => (calendar.Label, joint + calendar.Label))]);
        return null;
    }
}
