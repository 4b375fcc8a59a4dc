namespace AgentBot.Core.Schedules;

/// <summary>One firing of a rule.</summary>
/// <param name="At">The instant, in UTC. With the schedule it is the key of the firing.</param>
/// <param name="Day">The day in the zone of the rule, after holidays moved it and before the clocks did.</param>
/// <param name="Time">The wall time that the rule names. What the wall shows then is another where the clocks moved it.</param>
/// <param name="Planned">The day that the rule names; another than <paramref name="Day"/> where a holiday or a weekend moved it.</param>
/// <param name="Clock">Whether a change of the clocks touched this very time.</param>
public sealed record Firing(DateTimeOffset At, DateOnly Day, TimeOnly Time, DateOnly Planned, ClockShift Clock);

/// <summary>
/// What a change of the clocks does to a wall time. A time that does not exist moves forward by the gap: 02:30 becomes 03:30. A
/// time that occurs twice fires the first time. So a daily time fires once on every day, never zero times and never twice. (The
/// same reading as RFC 5545, section 3.3.5, form 3.)
/// </summary>
public enum ClockShift
{
    None,

    /// <summary>The wall time did not exist; the firing came later by the length of the gap.</summary>
    MovedForward,

    /// <summary>The wall time occurs twice; this is the first.</summary>
    FirstOfTwo,
}

/// <summary>The answer to "when next?".</summary>
public abstract record NextFiring
{
    private NextFiring()
    {
    }

    public sealed record Due(Firing Firing) : NextFiring;

    /// <summary>It does not fire again.</summary>
    /// <param name="Why">A plain sentence that may be shown.</param>
    public sealed record Never(string Why) : NextFiring;

    /// <summary>Nobody can say: the zone or the holiday calendar of the rule is unknown here, or the rule is damaged.</summary>
    public sealed record Unknown(Refusal Refusal) : NextFiring;

    public TOut Match<TOut>(Func<Due, TOut> due, Func<Never, TOut> never, Func<Unknown, TOut> unknown) => this switch
    {
        Due one => due(one),
        Never one => never(one),
        Unknown one => unknown(one),
        _ => throw new InvalidOperationException($"No answer is called {GetType().Name}."),
    };
}
