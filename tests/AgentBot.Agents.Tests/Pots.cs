using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Tests;

/// <summary>Keeps pots of money with the guarded arithmetic of the store, and nothing else.</summary>
internal sealed class Pots : ICommitter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BudgetRow> _pots = [];

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
                    default:
                        throw new InvalidOperationException($"An agent commits nothing but its money, not {change.GetType().Name}.");
                }
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
