using System.Collections.Immutable;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>What a text about something that happens is read against.</summary>
/// <param name="Templates">Names of the templates whose runs can be waited for.</param>
/// <param name="Hooks">Names of the hooks that this channel may use.</param>
public sealed record TriggerContext(IReadOnlyCollection<string> Templates, IReadOnlyCollection<string> Hooks);

/// <summary>What a text about something that happens says. Nothing is guessed: what has two meanings is asked.</summary>
public abstract record TriggerReading
{
    private TriggerReading()
    {
    }

    public sealed record Understood(Trigger Trigger) : TriggerReading;

    /// <param name="Question">One plain question.</param>
    /// <param name="Choices">Two or more.</param>
    public sealed record Ambiguous(string Question, ImmutableArray<TriggerChoice> Choices) : TriggerReading;

    /// <param name="Sentence">What was not understood, as a plain sentence.</param>
    /// <param name="Nearest">Words that may be meant, the nearest first; often none.</param>
    /// <param name="Examples">Whole phrases that are understood.</param>
    public sealed record NotUnderstood(string Sentence, ImmutableArray<string> Nearest, ImmutableArray<string> Examples) : TriggerReading;

    public TOut Match<TOut>(Func<Understood, TOut> understood, Func<Ambiguous, TOut> ambiguous, Func<NotUnderstood, TOut> notUnderstood) => this switch
    {
        Understood one => understood(one),
        Ambiguous one => ambiguous(one),
        NotUnderstood one => notUnderstood(one),
        _ => throw new InvalidOperationException($"No reading is called {GetType().Name}."),
    };
}

/// <summary>One meaning: its words for a button, which are also the phrase to read in place of the one that was typed.</summary>
public sealed record TriggerChoice(Trigger Trigger)
{
    public string Words => TriggerWords.Of(Trigger);
}
