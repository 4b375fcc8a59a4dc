using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>What a text about time is read against.</summary>
/// <param name="Zone">IANA name of the reader's zone; taken where the text names none.</param>
/// <param name="Now">In any offset. "Tomorrow" and "in 3 hours" are counted from it.</param>
public sealed record WhenContext(string Zone, DateTimeOffset Now)
{
    /// <summary>The channel's own time of the day for a text that names none; null: it is asked.</summary>
    public TimeOnly? DefaultTime { get; init; }

    /// <summary>The channel's own holiday calendar, for "working day" and "except holidays"; null: a calendar that is needed is asked for.</summary>
    public string? DefaultCalendar { get; init; }

    /// <summary>The calendars that a text may name.</summary>
    public HolidayCatalog Holidays { get; init; } = HolidayCatalog.BuiltIn;
}

/// <summary>What a text about time says. Nothing is guessed: what has two meanings is asked.</summary>
public abstract record WhenReading
{
    private WhenReading()
    {
    }

    /// <param name="Words">The rule in plain English, as <see cref="RuleWords"/> writes it.</param>
    public sealed record Understood(ScheduleRule Rule, string Words) : WhenReading;

    /// <param name="Question">One plain question.</param>
    /// <param name="Choices">Two or more.</param>
    public sealed record Ambiguous(string Question, ImmutableArray<WhenChoice> Choices) : WhenReading;

    /// <param name="Sentence">What was not understood, as a plain sentence.</param>
    /// <param name="At">Where in the text, as an index of characters.</param>
    /// <param name="Length">How much of it; 0 where something is missing there.</param>
    /// <param name="Nearest">Words that may be meant, the nearest first; often none.</param>
    /// <param name="Examples">Whole phrases that are understood.</param>
    public sealed record NotUnderstood(string Sentence, int At, int Length, ImmutableArray<string> Nearest, ImmutableArray<string> Examples) : WhenReading;

    public TOut Match<TOut>(Func<Understood, TOut> understood, Func<Ambiguous, TOut> ambiguous, Func<NotUnderstood, TOut> notUnderstood) => this switch
    {
        Understood one => understood(one),
        Ambiguous one => ambiguous(one),
        NotUnderstood one => notUnderstood(one),
        _ => throw new InvalidOperationException($"No reading is called {GetType().Name}."),
    };
}

/// <param name="Words">For the button.</param>
/// <param name="Phrase">The text to read in place of the one that was typed.</param>
/// <param name="Rule">What <paramref name="Phrase"/> means; null where it leads to a further question.</param>
public sealed record WhenChoice(string Words, string Phrase, ScheduleRule? Rule);
