using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Agents;

/// <summary>Runs one small agent on one input or on a batch of items. Thinks only: it has no way to speak, publish or decide.</summary>
public interface IAgentRunner
{
    /// <summary>
    /// Asks the model, checks the answer against the declared fields, repairs at most twice. Failures are values; only broken
    /// infrastructure throws, and a cancelled <paramref name="ct"/>, after the reservation was given back. Money and tokens are
    /// reserved before each call and settled after it by the runner; the rows of the calls are left to the caller to commit. Of an
    /// agent with tools the runner keeps them itself, with the conversation: asked again, it goes on where that ends.
    /// </summary>
    ValueTask<AgentOutcome> RunAsync(AgentTask task, IProgress<AgentProgress>? partial, CancellationToken ct);

    /// <summary>The most that judging this many items could cost, to refuse a fan-out before its first item starts. Null: price unknown.</summary>
    AgentEstimate Estimate(AgentSpec agent, int items, int batch, long inputCharacters);
}

/// <summary>How far an answer has come that is still being given. Only for people who watch; nothing is decided by it.</summary>
/// <param name="Answered">Items of the task whose answer has come.</param>
/// <param name="Characters">Of the answer that is coming.</param>
public readonly record struct AgentProgress(int Answered, int Characters);

/// <param name="CostMicros">In millionths of the settings' currency.</param>
/// <param name="PriceKnown">False where no price is set: treated as the dearest known.</param>
public sealed record AgentEstimate(long CostMicros, long Tokens, bool PriceKnown);

/// <summary>One call of an agent with everything it may know. Text in it is data and stays marked as such.</summary>
public sealed record AgentTask
{
    public required StepKey Step { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    public required AgentSpec Agent { get; init; }

    /// <summary>Pots to reserve from, the run's first.</summary>
    public required ImmutableArray<string> Pots { get; init; }

    /// <summary>The items to judge, each with its key; one with key "" for a step without for_each.</summary>
    public required ImmutableArray<AgentItem> Items { get; init; }

    /// <summary>Facts of the channel in the order they are given to the model.</summary>
    public ImmutableArray<string> Facts { get; init; } = [];

    public ImmutableArray<string> Lessons { get; init; } = [];

    /// <summary>What a reviewer said of the previous round; null in the first.</summary>
    public AgentRemark? Remark { get; init; }

    /// <summary>What became of calls that people were asked about, by the key of the call.</summary>
    public ImmutableDictionary<string, CallReport> Decided { get; init; } = ImmutableDictionary<string, CallReport>.Empty;

    /// <summary>True in a dry run: tools read, and nothing is written.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>For dates like "today" in rules; the day in the channel's time zone.</summary>
    public DateOnly Today { get; init; }
}

/// <param name="Number">The row number that people see, from 1; 0 where there are no rows.</param>
/// <param name="Previous">What this agent answered for the item in the round before, as edited by people; null in the first round.</param>
public sealed record AgentItem(string Key, int Number, Value Input, Value? Previous);

/// <param name="Marked">Keys of the marked items; empty for all.</param>
public sealed record AgentRemark(string Note, ImmutableArray<string> Marked);

public abstract record AgentOutcome
{
    private AgentOutcome()
    {
    }

    /// <summary>Each item is answered or has failed by itself.</summary>
    /// <param name="Notes">For people, for example "offline model: 3 rows matched no rule".</param>
    /// <param name="UnreadNote">True when the agent could not apply the reviewer's remark; it then uses up no round.</param>
    public sealed record Answered(
        ImmutableArray<AgentAnswer> Answers,
        ImmutableArray<string> Notes,
        bool UnreadNote,
        AgentUsage Usage) : AgentOutcome
    {
        /// <summary>The bytes of files that the answers name; the caller keeps them with the result.</summary>
        public ImmutableArray<Artifact> Files { get; init; } = [];
    }

    public sealed record Failed(FailureKind Kind, string Sentence, TimeSpan? RetryAfter, AgentUsage Usage) : AgentOutcome
    {
        /// <summary>Set where a pot has not enough left: nothing was asked, and people choose how it goes on.</summary>
        public Shortage? Short { get; init; }
    }

    /// <summary>It wants a tool to be called that leaves something behind: a person is asked. With the answer, in <see cref="AgentTask.Decided"/>, it goes on where it stopped.</summary>
    public sealed record Asks(AskedCall Call) : AgentOutcome;
}

/// <param name="Output">Null where this item failed; then <paramref name="Failure"/> says why.</param>
/// <param name="Note">For people, about this item: "no rule".</param>
public sealed record AgentAnswer(string Key, Value.Record? Output, string Failure, string Note);

/// <param name="Calls">Every call, already priced; the caller commits them with the result.</param>
public sealed record AgentUsage(long InputTokens, long OutputTokens, long CostMicros, ImmutableArray<ModelCallRow> Calls)
{
    public static readonly AgentUsage None = new(0, 0, 0, []);
}
