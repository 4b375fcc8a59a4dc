using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Tests;

/// <summary>Keeps pots of money with the guarded arithmetic of the store, and the conversations and calls of agents.</summary>
internal sealed class Pots : ICommitter, IAgentLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BudgetRow> _pots = [];

    private readonly Dictionary<StepKey, ImmutableList<AgentEventRow>> _events = [];
    private ImmutableList<ModelCallRow> _calls = [];

    /// <summary>Calls that the runner keeps itself, oldest first.</summary>
    public IReadOnlyList<ModelCallRow> Calls => _calls;

    /// <summary>Asked with each event before it is kept; what it throws is thrown instead. Null for nothing.</summary>
    public Action<Change.AppendAgentEvent>? BeforeEvent { get; set; }

    public ValueTask<IReadOnlyList<AgentEventRow>> ReadAsync(StepKey step, CancellationToken ct)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<AgentEventRow>>(_events.GetValueOrDefault(step, []));
        }
    }

    /// <summary>The most that was ever spent and reserved together, of all pots.</summary>
    public long HighestTokens { get; private set; }

    public Pots With(string pot, long micros, long tokens)
    {
        _pots[pot] = new BudgetRow(pot, Ask.Workspace, "USD", micros, 0, 0, tokens, 0, 0);
        return this;
    }

    public BudgetRow this[string pot]
    {
        get
        {
            lock (_lock)
            {
                return _pots[pot];
            }
        }
    }

    public ValueTask WhenOnDiskAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var changed = new Dictionary<string, BudgetRow>(_pots);
            var events = new Dictionary<StepKey, ImmutableList<AgentEventRow>>(_events);
            ImmutableList<ModelCallRow> calls = _calls;
            foreach (Change change in commit.Changes)
            {
                switch (change)
                {
                    case Change.Reserve reserve:
                        BudgetRow pot = changed[reserve.Pot];
                        if (pot.SpentMicros + pot.ReservedMicros + reserve.Micros > pot.CapMicros || pot.SpentTokens + pot.ReservedTokens + reserve.Tokens > pot.CapTokens)
                        {
                            return ValueTask.FromResult<CommitResult>(new CommitResult.Lost(change));
                        }

                        changed[reserve.Pot] = pot with { ReservedMicros = pot.ReservedMicros + reserve.Micros, ReservedTokens = pot.ReservedTokens + reserve.Tokens };
                        break;
                    case Change.Settle settle:
                        BudgetRow held = changed[settle.Pot];
                        changed[settle.Pot] = held with
                        {
                            ReservedMicros = held.ReservedMicros - settle.ReservedMicros,
                            ReservedTokens = held.ReservedTokens - settle.ReservedTokens,
                            SpentMicros = held.SpentMicros + settle.UsedMicros,
                            SpentTokens = held.SpentTokens + settle.UsedTokens,
                        };
                        break;
                    case Change.AppendAgentEvent append:
                        BeforeEvent?.Invoke(append);
                        ImmutableList<AgentEventRow> before = events.GetValueOrDefault(append.Step, []);
                        if (before.Any(row => row.Sequence == append.Sequence))
                        {
                            return ValueTask.FromResult<CommitResult>(new CommitResult.Lost(change));
                        }

                        events[append.Step] = before.Add(new AgentEventRow(append.Sequence, append.Kind, append.Json, append.At));
                        break;
                    case Change.InsertModelCall call:
                        calls = calls.Add(call.Row);
                        break;
                    default:
                        throw new InvalidOperationException($"An agent commits nothing but its money and its conversation, not {change.GetType().Name}.");
                }
            }

            _calls = calls;
            foreach ((StepKey step, ImmutableList<AgentEventRow> rows) in events)
            {
                _events[step] = rows;
            }

            foreach ((string name, BudgetRow row) in changed)
            {
                _pots[name] = row;
                HighestTokens = Math.Max(HighestTokens, row.SpentTokens + row.ReservedTokens);
            }

            return ValueTask.FromResult<CommitResult>(new CommitResult.Done(ImmutableDictionary<string, long>.Empty));
        }
    }
}
