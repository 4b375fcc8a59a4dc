namespace AgentBot.Core.Schedules;

internal enum WhenUnit
{
    None,
    Minute,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>A part of the day that says which 8 o'clock is meant.</summary>
internal enum DayPart
{
    None,
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// <summary>A piece of the text, for saying where something is wrong.</summary>
internal readonly record struct WhenSpan(int At, int Length)
{
    public int End => At + Length;

    public WhenSpan To(WhenSpan other) => new(At, Math.Max(End, other.End) - At);
}

/// <summary>Something that has more than one meaning: each choice puts other words in place of a piece of the text.</summary>
internal sealed record WhenQuestion(string Question, WhenSpan Span, IReadOnlyList<(string Label, string Words)> Choices);

/// <summary>A time of the day as it was written.</summary>
/// <param name="Bare">True for an hour alone, which a part of the day may still place.</param>
internal readonly record struct WhenTime(TimeOnly Time, bool Bare, WhenSpan Span, bool Midnight = false);

/// <summary>What a text has said so far. Every piece is said at most once; a second one is a contradiction that is shown.</summary>
internal sealed class WhenDraft
{
    /// <summary>"Every 2 weeks": the unit and how many; None where only days are named.</summary>
    public WhenUnit Unit { get; set; }

    public int Every { get; set; } = 1;

    public WhenSpan RecurrenceAt { get; set; }

    public Weekdays Weekdays { get; set; }

    public WhenSpan WeekdaysAt { get; set; }

    /// <summary>"every", "each" or a plural was said, so that "monday" is no single day.</summary>
    public bool Repeats { get; set; }

    /// <summary>"Every working day": weekdays less the holidays.</summary>
    public bool WorkingDays { get; set; }

    public List<MonthDay> MonthDays { get; } = [];

    public WhenSpan MonthDaysAt { get; set; }

    /// <summary>"Of the month", "of the quarter", "of the year" after a day.</summary>
    public WhenUnit MonthDayUnit { get; set; }

    public MonthSet Months { get; set; }

    public WhenSpan MonthsAt { get; set; }

    public DateOnly? Date { get; set; }

    public WhenSpan DateAt { get; set; }

    /// <summary>False for "31 december" alone, which may also come every year.</summary>
    public bool DateHasYear { get; set; } = true;

    public DateTimeOffset? Instant { get; set; }

    public List<WhenTime> Times { get; } = [];

    public DayPart Part { get; set; }

    public WhenSpan PartAt { get; set; }

    public (TimeOnly From, TimeOnly To)? Window { get; set; }

    public WhenSpan WindowAt { get; set; }

    public string? Zone { get; set; }

    public DateOnly? Until { get; set; }

    public DateOnly? Start { get; set; }

    public int? Most { get; set; }

    public WhenSpan EndAt { get; set; }

    /// <summary>What stands after "or" behind a day: "or the working day before".</summary>
    public OffDay? IfOff { get; set; }

    public WhenSpan IfOffAt { get; set; }

    public ShortMonth? IfMissing { get; set; }

    public OffDay? OnHoliday { get; set; }

    public string? Calendar { get; set; }

    public WhenSpan HolidaysAt { get; set; }
}
