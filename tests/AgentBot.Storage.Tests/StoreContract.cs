using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>What every engine must do, in parts by subject. An engine's test class derives from each part and says how it is opened.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected IStoreEngine Engine { get; private set; } = null!;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Ct { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    public Task InitializeAsync()
    {
        Engine = OpenEngine();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Engine.DisposeAsync();

    protected abstract IStoreEngine OpenEngine();

    protected ValueTask<CommitResult> CommitAsync(params Change[] changes) => Engine.Committer.CommitAsync(Any.Of(changes), Ct);

    protected async Task KeepAsync(params Change[] changes) => Assert.IsType<CommitResult.Done>(await CommitAsync(changes));

    protected async Task LoseAsync(params Change[] changes) => Assert.IsType<CommitResult.Lost>(await CommitAsync(changes));
}
