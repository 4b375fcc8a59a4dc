using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>
/// One commit on its way: the receipt is looked for first, then the first condition is tried, so that a duplicate or a lost race
/// leaves no trace and costs the others of the batch nothing.
/// </summary>
internal sealed class CommitItem(Commit commit, ChangeWriter changes, PreparedAudit audit, CancellationToken ct) : WriteItem<CommitResult>(ct)
{
    private static readonly CommitResult.Done DoneWithoutNumbers = new(ImmutableDictionary<string, long>.Empty);
    private static readonly Sql FindReceipt = new("SELECT answer FROM receipts WHERE key = ?");
    private static readonly Sql InsertReceipt = new("INSERT INTO receipts (key, workspace, answer, at) VALUES (?, ?, ?, ?)");
    private readonly ImmutableArray<Change> _ordered = ConditionFirst(commit.Changes);

    public override Durability Durability => commit.Durability;

    public override Commit? Signal => IsKept ? commit : null;

    public override WriteOutcome Apply(Database database)
    {
        if (commit.Receipt is { } receipt && AnswerOf(database, receipt.Key) is { } answer)
        {
            return Say(WriteOutcome.Untouched, new CommitResult.Duplicate(answer));
        }

        var numbers = new Dictionary<string, long>();
        bool wrote = false;
        foreach (Change change in _ordered)
        {
            if (!changes.Apply(database, commit.Workspace, change, numbers))
            {
                return Say(wrote ? WriteOutcome.Spoiled : WriteOutcome.Untouched, new CommitResult.Lost(change));
            }

            wrote = true;
        }

        if (commit.Receipt is { } fresh)
        {
            Keep(database, fresh);
        }

        audit.Write(database);
        return Say(WriteOutcome.Kept, numbers.Count == 0 ? DoneWithoutNumbers : new CommitResult.Done(numbers.ToImmutableDictionary()));
    }

    /// <summary>
    /// Moves the first condition before the unconditional writes that stand ahead of it and cannot concern it. Everything else
    /// keeps its order.
    /// </summary>
    private static ImmutableArray<Change> ConditionFirst(ImmutableArray<Change> changes)
    {
        int first = 0;
        while (first < changes.Length && IsIndependent(changes[first]))
        {
            first++;
        }

        return first == 0 || first == changes.Length || !HasCondition(changes[first]) ? changes : changes.RemoveAt(first).Insert(0, changes[first]);
    }

    private static bool IsIndependent(Change change) => change is
        Change.PutMessage or Change.PutArtifact or Change.PutClosure or Change.WantView or Change.InsertModelCall or Change.PutMark or Change.MarkOpened;

    private static bool HasCondition(Change change) => change is
        Change.UpdateRun or Change.UpdateStep or Change.CloseItems or Change.FinishWork or Change.PostponeWork or Change.UpdateReview
        or Change.InsertDecision or Change.InsertEffect or Change.UpdateEffect or Change.UpdateFact or Change.UpdateSchedule or Change.InsertFiring or Change.UpdateFiring or Change.Reserve or Change.AppendAgentEvent
        or Change.InsertRequest or Change.InsertLink or Change.UpdateLink or Change.SpendTry;

    private static string? AnswerOf(Database database, string key)
    {
        Statement find = database.Use(FindReceipt);
        find.Text(key);
        return find.Step() ? find.TextOrNull() : null;
    }

    private static void Keep(Database database, ReceiptRow receipt)
    {
        Statement insert = database.Use(InsertReceipt);
        insert.Text(receipt.Key);
        insert.Key(receipt.Workspace);
        insert.Text(receipt.Answer);
        insert.Time(receipt.At);
        insert.Run();
    }
}
