using AgentBot.Core.Storing;

namespace AgentBot.Host.Tests;

/// <summary>A committer whose disk can be full.</summary>
internal sealed class FullDisk(ICommitter inner) : ICommitter
{
    public bool IsFull { get; set; }

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken ct) =>
        IsFull ? throw new StoreUnavailableException("The disk is full.") : inner.CommitAsync(commit, ct);

    public ValueTask WhenOnDiskAsync(CancellationToken ct) => inner.WhenOnDiskAsync(ct);
}
