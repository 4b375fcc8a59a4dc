using System.Text.Json;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>What became of one call of the Bot Connector.</summary>
public abstract record TeamsAnswer
{
    private TeamsAnswer()
    {
    }

    /// <summary>Teams did it.</summary>
    /// <param name="Body">Undefined where the answer had none.</param>
    public sealed record Ok(JsonElement Body) : TeamsAnswer;

    /// <summary>Teams did not do it and says why.</summary>
    /// <param name="Status">HTTP status; 0 where AgentBot itself did not call.</param>
    /// <param name="Code">Teams' word, such as "BotNotInConversationRoster"; for operators and for deciding, never for people.</param>
    /// <param name="Message">Teams' details, for operators.</param>
    public sealed record Refused(int Status, string Code, string Message) : TeamsAnswer;

    /// <summary>Not done: Teams, or AgentBot's own pacing, asks to wait.</summary>
    /// <param name="After">Null where Teams does not say how long.</param>
    public sealed record Limited(TimeSpan? After) : TeamsAnswer
    {
        /// <summary>AgentBot held the call back itself; Teams was not asked.</summary>
        public bool IsOwn { get; init; }
    }

    /// <summary>Not done: the request certainly never reached Teams.</summary>
    public sealed record Unreachable(string Sentence) : TeamsAnswer;

    /// <summary>It may have been done: the request left and no usable answer came back.</summary>
    public sealed record Unclear(string Sentence) : TeamsAnswer;

    public T Match<T>(Func<Ok, T> ok, Func<Refused, T> refused, Func<Limited, T> limited, Func<Unreachable, T> unreachable, Func<Unclear, T> unclear) => this switch
    {
        Ok answer => ok(answer),
        Refused answer => refused(answer),
        Limited answer => limited(answer),
        Unreachable answer => unreachable(answer),
        Unclear answer => unclear(answer),
        _ => throw new InvalidOperationException("No rule for this answer of Teams."),
    };

    public bool IsRefused(params ReadOnlySpan<string> codes) => this is Refused refused && codes.Contains(refused.Code);
}

/// <summary>A typed answer: the value, or the answer that stands in its place.</summary>
public readonly record struct TeamsResult<T>(TeamsAnswer Answer, T? Value)
{
    public bool IsOk => Answer is TeamsAnswer.Ok;
}

public static class TeamsResult
{
    public static TeamsResult<T> Of<T>(TeamsAnswer answer, Func<JsonElement, T> read) =>
        new(answer, answer is TeamsAnswer.Ok ok ? read(ok.Body) : default);
}
