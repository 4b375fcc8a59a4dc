using AgentBot.Core.Runs;

namespace AgentBot.Core.Delivery;

/// <summary>
/// Names of conversations, "channel#thread". A thread begun by a run's own root message is named by that message's purpose
/// until the platform has given it a reference; the view sender resolves it.
/// </summary>
public static class Conversations
{
    public const char Separator = '#';

    public static string InChannel(ChannelKey channel) => $"{channel.Value}{Separator}";

    public static string InThread(ChannelKey channel, string thread) => $"{channel.Value}{Separator}{thread}";

    /// <summary>Where the root message of a run stands: the channel, or the thread in which somebody asked for it.</summary>
    public static string RootOf(RunRow run) => run.Thread == Purposes.Run(run.Root) ? InChannel(run.Channel) : InThread(run.Channel, run.Thread);

    /// <summary>Where everything else of the run goes.</summary>
    public static string ThreadOf(RunRow run) => InThread(run.Channel, run.Thread);

    /// <summary>Key of the post that shows something in a conversation.</summary>
    public static string PostOf(string conversation, string purpose) => $"view:{conversation}:{purpose}";

    public static (ChannelKey Channel, string Thread) Parse(string conversation)
    {
        int at = conversation.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? (new ChannelKey(conversation), "") : (new ChannelKey(conversation[..at]), conversation[(at + 1)..]);
    }
}

/// <summary>What a view shows, as a word and ids.</summary>
public static class Purposes
{
    public static string Run(RunId run) => $"run:{run.Value}";

    public static string Review(ReviewId review, int revision) => $"review:{review.Value}:{revision}";

    public static string Reminder(ReviewId review, int revision) => $"reminder:{review.Value}:{revision}";

    public static string UnclearEffect(EffectId effect) => $"unclear:{effect.Value}";

    public static string StepAsks(RunId run, string step, int round) => $"asks:{run.Value}:{step}:{round}";

    /// <summary>Nobody has answered for a day.</summary>
    public static string StepStillAsks(RunId run, string step, int round) => $"stillasks:{run.Value}:{step}:{round}";

    public static string DryRun(RunId run) => $"dryrun:{run.Value}";

    /// <summary>The answer to a delivery, drawn from its receipt.</summary>
    /// <param name="onlyFor">Who alone reads a private answer; null where everybody of the conversation may.</param>
    public static string Answer(PersonKey? onlyFor, string receipt, AnswerScope scope) => $"{WordOf(scope)}:{onlyFor?.Value} {receipt}";

    /// <summary>Something AgentBot tells by itself; the sentence, or the card, stands in the store's mark of this name.</summary>
    public static string Notice(string mark) => $"notice:{mark}";

    /// <summary>Asks one of two accounts whether the other is theirs too.</summary>
    public static string Link(string handle, bool isFirst) => $"link:{handle}:{(isFirst ? "first" : "second")}";

    /// <summary>What a system is told that asked for a review.</summary>
    /// <param name="round">Counts what it handed in, from 1.</param>
    public static string Decision(ReviewId review, int round) => $"decision:{review.Value}:{round}";

    /// <summary>What AgentBot says when it comes into a channel.</summary>
    public static string Arrival(ChannelKey channel) => $"arrival:{channel.Value}";

    public static (PersonKey? OnlyFor, string Receipt, AnswerScope Scope) ReadAnswer(string purpose)
    {
        int word = purpose.IndexOf(':', StringComparison.Ordinal) + 1;
        int at = purpose.IndexOf(' ', StringComparison.Ordinal);
        AnswerScope scope = purpose[..(word - 1)] switch
        {
            "objection" => AnswerScope.Refusals,
            "reply" => AnswerScope.WithoutForms,
            _ => AnswerScope.All,
        };
        return (at == word ? null : new PersonKey(purpose[word..at]), purpose[(at + 1)..], scope);
    }

    private static string WordOf(AnswerScope scope) => scope switch
    {
        AnswerScope.All => "answer",
        AnswerScope.WithoutForms => "reply",
        AnswerScope.Refusals => "objection",
    };

    /// <summary>The message that lists what came into a channel since this time, too much for a message each.</summary>
    public static string Roundup(DateTimeOffset since) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"roundup:{since.ToUnixTimeMilliseconds()}");

    public static string BrokenTemplate(string file) => $"broken:{file}";
}

/// <summary>Which answers to a delivery are said in a message of their own.</summary>
public enum AnswerScope
{
    All,

    /// <summary>A form is opened instead of told.</summary>
    WithoutForms,

    /// <summary>A decision shows itself on its card; only a no is told.</summary>
    Refusals,
}
