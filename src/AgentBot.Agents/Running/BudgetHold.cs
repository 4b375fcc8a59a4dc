using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Budgets;
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

    /// <summary>All pots or none, in one commit.</summary>
    public static async ValueTask<HeldOrShort> TakeAsync(
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
            CommitResult.Done => new HeldOrShort(hold, null, ""),
            CommitResult.Lost { Change: Change.Reserve { Pot: var pot } } => new HeldOrShort(null, new Shortage(pot, micros, tokens), Sentence(pot)),
            _ => throw new InvalidOperationException("A reservation carries no receipt and loses to nothing but a cap."),
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

    /// <summary>As <see cref="SettleAsync"/>, for an answer whose caller commits at once: that commit takes it along, and nobody who reserves later can come before it.</summary>
    public Task SettleWithNextAsync(long usedMicros, long usedTokens) =>
        _committer.CommitAsync(Commit(pot => new Change.Settle(pot, _micros, _tokens, usedMicros, usedTokens)) with { Durability = Durability.WithNext }, CancellationToken.None).AsTask();

    private Commit Commit(Func<string, Change> change) => new()
    {
        Workspace = _workspace,
        Changes = [.. _pots.Select(change)],
        Durability = Durability.ProcessEnd,
    };

    private static string Sentence(string pot)
    {
        string whose = Pots.ReadMonth(pot) is not var (kind, _, _) ? "this run may spend" : kind switch
        {
            PotKind.All => "everybody together may spend this month",
            PotKind.Channel => "this channel may spend this month",
            PotKind.Person => "the one who asked may spend this month",
            PotKind.Template => "this template may spend this month",
        };
        return $"The agent was not asked: the call could pass what {whose}.";
    }
}

/// <summary>What came of asking for money.</summary>
/// <param name="Hold">Null where a pot has not enough left.</param>
/// <param name="Short">Which pot, and how much the call could have taken; null where it is held.</param>
/// <param name="Sentence">The same for people; empty where it is held.</param>
public readonly record struct HeldOrShort(BudgetHold? Hold, Shortage? Short, string Sentence);
