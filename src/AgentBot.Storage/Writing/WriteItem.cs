using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

internal enum WriteOutcome
{
    /// <summary>Everything of it stands in the open transaction.</summary>
    Kept,

    /// <summary>Its condition failed before anything of it was written: the others of the batch are not concerned.</summary>
    Untouched,

    /// <summary>A condition failed after something of it was written: the transaction has to be taken back.</summary>
    Spoiled,
}

/// <summary>One thing for the writer to do. It may be tried twice: in a batch, and alone after the batch was taken back.</summary>
internal abstract class WriteItem(CancellationToken ct)
{
    /// <summary>The caller went away before it was begun.</summary>
    public bool IsWithdrawn => ct.IsCancellationRequested;

    /// <summary>What to tell sleepers after the commit; null for nothing.</summary>
    public virtual Commit? Signal => null;

    public virtual Durability Durability => Durability.PowerLoss;

    /// <summary>Whether it wrote something, as of the last try.</summary>
    public bool IsKept { get; protected set; }

    /// <summary>Writes into the open transaction. Must not wait for anything.</summary>
    public abstract WriteOutcome Apply(Database database);

    /// <summary>The last word of <see cref="Apply"/> is true now and durable.</summary>
    public abstract void Complete();

    public abstract void Withdraw();

    public abstract void Fail(Exception fault);
}

internal abstract class WriteItem<TResult>(CancellationToken ct) : WriteItem(ct)
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _ct = ct;
    private TResult? _result;

    public Task<TResult> Answer => _answer.Task;

    public sealed override void Complete() => _answer.TrySetResult(_result!);

    public sealed override void Withdraw() => _answer.TrySetCanceled(_ct);

    public sealed override void Fail(Exception fault) => _answer.TrySetException(fault);

    /// <summary>Sets what the caller will get if the transaction holds.</summary>
    protected WriteOutcome Say(WriteOutcome outcome, TResult result)
    {
        _result = result;
        IsKept = outcome == WriteOutcome.Kept;
        return outcome;
    }
}

/// <summary>A small write that needs no class of its own.</summary>
internal sealed class SimpleWrite<TResult>(Func<Database, TResult> write, CancellationToken ct, Durability durability = Durability.PowerLoss) : WriteItem<TResult>(ct)
{
    public override Durability Durability => durability;

    public override WriteOutcome Apply(Database database) => Say(WriteOutcome.Kept, write(database));
}
