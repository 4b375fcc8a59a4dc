using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Running;

/// <summary>Holds money and tokens in every pot before a call, so that no number of simultaneous calls can pass a cap.</summary>
public sealed class BudgetHold
{
    private readonly ICommitter _committer;
    private readonly WorkspaceKey _workspace;
    private readonly ImmutableArray<string> _pots;
    private readonly long _micros;
    private readonly long _tokens;

    private BudgetHold(ICommitter committer, WorkspaceKey workspace, ImmutableArray<string> pots, long micros, long tokens)
    {
        _committer = committer;
        _workspace = workspace;
        _pots = pots;
        _micros = micros;
        _tokens = tokens;
    }

    /// <summary>All pots or none, in one commit. Refused with the sentence of the pot that has not enough left.</summary>
    public static async ValueTask<Result<BudgetHold>> TakeAsync(
        ICommitter committer,
        WorkspaceKey workspace,
        ImmutableArray<string> pots,
        long micros,
        long tokens)
    {
        var hold = new BudgetHold(committer, workspace, pots, micros, tokens);

        // Never cancelled half-way: whether it was kept must be known, or it could not be given back.
        CommitResult result = await committer.CommitAsync(
            hold.Commit(pot => new Change.Reserve(pot, micros, tokens)),
            CancellationToken.None);
        return result switch
        {
            CommitResult.Done => hold,
            CommitResult.Lost lost => Empty(lost.Change),
            _ => throw new InvalidOperationException("A reservation carries no receipt and cannot be a duplicate."),
        };
    }

    /// <summary>Gives the reservation back and books what was used: 0 and 0 after a failed call.</summary>
    /// <param name="along">Kept in the same commit.</param>
    /// <returns>False where somebody else had kept what <paramref name="along"/> appends: what was used is booked all the same.</returns>
    public async ValueTask<bool> SettleAsync(long usedMicros, long usedTokens, ImmutableArray<Change> along)
    {
        Commit settled = Commit(pot => new Change.Settle(pot, _micros, _tokens, usedMicros, usedTokens));
        Commit whole = along.IsEmpty ? settled : settled with { Changes = [.. along, .. settled.Changes], Durability = Durability.PowerLossSoon };
        if (await _committer.CommitAsync(whole, CancellationToken.None) is CommitResult.Done)
        {
            return true;
        }

        await _committer.CommitAsync(settled with { Changes = [.. along.Where(change => change is Change.InsertModelCall), .. settled.Changes] }, CancellationToken.None);
        return false;
    }

    private Commit Commit(Func<string, Change> change) => new()
    {
        Workspace = _workspace,
        Changes = [.. _pots.Select(change)],
        Durability = Durability.ProcessEnd,
    };

    private static Refusal Empty(Change change)
    {
        bool isRun = change is Change.Reserve { Pot: var pot } && pot.StartsWith("run:", StringComparison.Ordinal);
        return isRun
            ? new Refusal(
                RefusalKind.Money,
                "The agent was not asked:",
                "the call could pass what this run may spend.",
                "Raise the template's limits for cost or tokens, or start it with less.")
            : new Refusal(
                RefusalKind.Money,
                "The agent was not asked:",
                "the call could pass what this channel may spend this month.",
                "The operator can raise it.");
    }
}
