using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Running;

/// <summary>What became of one call of a model.</summary>
public abstract record CallResult
{
    private CallResult()
    {
    }

    /// <summary>The model ended its answer by itself. Whether the answer is any good is not known yet.</summary>
    public sealed record Answered(string Text, ModelCallRow Row) : CallResult
    {
        /// <summary>The tools that it wants to be called; none where none were offered.</summary>
        public ImmutableArray<FunctionCallContent> Calls { get; init; } = [];
    }

    /// <param name="Sentence">For people.</param>
    /// <param name="Row">Null where no call was made.</param>
    public sealed record Failed(FailureKind Kind, string Sentence, TimeSpan? RetryAfter, ModelCallRow? Row) : CallResult
    {
        /// <summary>Set where a pot has not enough left.</summary>
        public Shortage? Short { get; init; }
    }
}
