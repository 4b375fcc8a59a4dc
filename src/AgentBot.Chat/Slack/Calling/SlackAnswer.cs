using System.Collections.Immutable;
using System.Text.Json;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>What became of one call of the Web API.</summary>
public abstract record SlackAnswer
{
    private SlackAnswer()
    {
    }

    /// <summary>Slack did it.</summary>
    public sealed record Ok(JsonElement Body) : SlackAnswer
    {
        /// <summary>Permissions of the token, as Slack lists them beside every answer; empty where it did not.</summary>
        public ImmutableArray<string> Scopes { get; init; } = [];
    }

    /// <summary>Slack did not do it and says why.</summary>
    /// <param name="Error">Slack's word, such as "channel_not_found"; for operators and for deciding, never for people.</param>
    /// <param name="Messages">Slack's details, for operators.</param>
    public sealed record Refused(string Error, ImmutableArray<string> Messages) : SlackAnswer
    {
        /// <summary>The permission that is missing, where that is the reason; empty otherwise.</summary>
        public string Needed { get; init; } = "";

        public string Details => string.Join(' ', Needed.Length > 0 ? Messages.Add($"Needed: {Needed}.") : Messages);
    }

    /// <summary>Not done: Slack, or AgentBot's own pacing, asks to wait that long.</summary>
    public sealed record Limited(TimeSpan After) : SlackAnswer;

    /// <summary>Not done: the request certainly never reached Slack.</summary>
    public sealed record Unreachable(string Sentence) : SlackAnswer;

    /// <summary>It may have been done: the request left and no usable answer came back.</summary>
    public sealed record Unclear(string Sentence) : SlackAnswer;

    public T Match<T>(Func<Ok, T> ok, Func<Refused, T> refused, Func<Limited, T> limited, Func<Unreachable, T> unreachable, Func<Unclear, T> unclear) => this switch
    {
        Ok answer => ok(answer),
        Refused answer => refused(answer),
        Limited answer => limited(answer),
        Unreachable answer => unreachable(answer),
        Unclear answer => unclear(answer),
        _ => throw new InvalidOperationException("No rule for this answer of Slack."),
    };

    public bool IsRefused(string error) => this is Refused refused && refused.Error == error;
}

/// <summary>A typed answer: the value, or the answer that stands in its place.</summary>
public readonly record struct SlackResult<T>(SlackAnswer Answer, T? Value)
{
    public bool IsOk => Answer is SlackAnswer.Ok;
}

public static class SlackResult
{
    public static SlackResult<T> Of<T>(SlackAnswer answer, Func<JsonElement, T> read) =>
        new(answer, answer is SlackAnswer.Ok ok ? read(ok.Body) : default);
}
