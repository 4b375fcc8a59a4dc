using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AgentBot.Core.Schedules;

/// <summary>The days and wall times of a rule. Times are sorted and each stands once.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Instant), "instant")]
[JsonDerivedType(typeof(OnDay), "onDay")]
[JsonDerivedType(typeof(EveryDays), "everyDays")]
[JsonDerivedType(typeof(EveryWeeks), "everyWeeks")]
[JsonDerivedType(typeof(EveryMonths), "everyMonths")]
[JsonDerivedType(typeof(WithinDay), "withinDay")]
[JsonDerivedType(typeof(Cron), "cron")]
public abstract record RulePattern
{
    private RulePattern()
    {
    }

    /// <summary>Once, at a point of time that no change of zone moves: "in 3 hours".</summary>
    /// <param name="At">In UTC.</param>
    public sealed record Instant(DateTimeOffset At) : RulePattern;

    /// <summary>On one day: "tomorrow at 14:00".</summary>
    public sealed record OnDay(DateOnly Day, ImmutableArray<TimeOnly> Times) : RulePattern
    {
        public bool Equals(OnDay? other) => other is not null && Day == other.Day && Times.AsSpan().SequenceEqual(other.Times.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Day, Times.Length);
    }

    /// <param name="Every">1 to 366; above 1 it is counted from the start of the rule.</param>
    public sealed record EveryDays(int Every, ImmutableArray<TimeOnly> Times) : RulePattern
    {
        public bool Equals(EveryDays? other) => other is not null && Every == other.Every && Times.AsSpan().SequenceEqual(other.Times.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Every, Times.Length);
    }

    /// <param name="Every">1 to 52; above 1 it is counted from the week of the rule's start. A week begins on Monday.</param>
    public sealed record EveryWeeks(int Every, Weekdays On, ImmutableArray<TimeOnly> Times) : RulePattern
    {
        public bool Equals(EveryWeeks? other) => other is not null && (Every, On) == (other.Every, other.On) && Times.AsSpan().SequenceEqual(other.Times.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Every, On, Times.Length);
    }

    /// <summary>On days of months: monthly, quarterly, yearly.</summary>
    /// <param name="Every">1 to 120; above 1 every month counts and they are counted from the month of the rule's start.</param>
    /// <param name="In">The months in which it fires.</param>
    public sealed record EveryMonths(int Every, MonthSet In, ImmutableArray<MonthDay> On, ImmutableArray<TimeOnly> Times) : RulePattern
    {
        public bool Equals(EveryMonths? other) =>
            other is not null && (Every, In) == (other.Every, other.In) && On.SequenceEqual(other.On) && Times.AsSpan().SequenceEqual(other.Times.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Every, In, On.Length, Times.Length);
    }

    /// <summary>
    /// Several times a day by the clock on the wall: from <paramref name="From"/> in steps until <paramref name="To"/>, which counts
    /// where a step meets it, and anew each day. Where the window begins later than it ends it goes over midnight, on every day of
    /// the week. Steps are wall hours: when the clocks go forward a step may be an hour shorter, when they go back an hour longer.
    /// </summary>
    /// <param name="Minutes">1 to 1,439.</param>
    public sealed record WithinDay(int Minutes, TimeOnly From, TimeOnly To, Weekdays On) : RulePattern;

    /// <summary>The five fields of cron: minute, hour, day of the month, month, weekday. What they may say: <see cref="CronFields"/>.</summary>
    public sealed record Cron(string Fields) : RulePattern;

    public TOut Match<TOut>(
        Func<Instant, TOut> instant,
        Func<OnDay, TOut> onDay,
        Func<EveryDays, TOut> everyDays,
        Func<EveryWeeks, TOut> everyWeeks,
        Func<EveryMonths, TOut> everyMonths,
        Func<WithinDay, TOut> withinDay,
        Func<Cron, TOut> cron) => this switch
        {
            Instant one => instant(one),
            OnDay one => onDay(one),
            EveryDays one => everyDays(one),
            EveryWeeks one => everyWeeks(one),
            EveryMonths one => everyMonths(one),
            WithinDay one => withinDay(one),
            Cron one => cron(one),
            _ => throw new InvalidOperationException($"No pattern is called {GetType().Name}."),
        };
}

/// <summary>One day of a month, or none where the month has no such day.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Numbered), "numbered")]
[JsonDerivedType(typeof(FromEnd), "fromEnd")]
[JsonDerivedType(typeof(NthWeekday), "nthWeekday")]
[JsonDerivedType(typeof(NthWorkingDay), "nthWorkingDay")]
public abstract record MonthDay
{
    private MonthDay()
    {
    }

    /// <param name="Day">1 to 31.</param>
    /// <param name="IfMissing">For months without that day.</param>
    /// <param name="IfOff">For a day that is a weekend or a holiday: "the 15th or the working day before".</param>
    public sealed record Numbered(int Day, ShortMonth IfMissing, OffDay IfOff) : MonthDay;

    /// <param name="Before">How many days before the last one, 0 to 27; 0 is the last day of the month.</param>
    public sealed record FromEnd(int Before, OffDay IfOff) : MonthDay;

    /// <param name="Nth">1 to 5 from the beginning, -1 to -5 from the end. A month without a fifth Monday is left out.</param>
    public sealed record NthWeekday(int Nth, DayOfWeek Day) : MonthDay;

    /// <param name="Nth">1 to 23 from the beginning, -1 to -23 from the end. Holidays of the rule's calendar do not count.</param>
    public sealed record NthWorkingDay(int Nth) : MonthDay;

    public TOut Match<TOut>(
        Func<Numbered, TOut> numbered,
        Func<FromEnd, TOut> fromEnd,
        Func<NthWeekday, TOut> nthWeekday,
        Func<NthWorkingDay, TOut> nthWorkingDay) => this switch
        {
            Numbered one => numbered(one),
            FromEnd one => fromEnd(one),
            NthWeekday one => nthWeekday(one),
            NthWorkingDay one => nthWorkingDay(one),
            _ => throw new InvalidOperationException($"No day of a month is called {GetType().Name}."),
        };
}
