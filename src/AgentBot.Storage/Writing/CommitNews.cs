using System.Threading.Channels;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Storage.Writing;

/// <summary>Tells listeners of commits, in their order and not on the thread that writes.</summary>
internal sealed class CommitNews : IAsyncDisposable
{
    private readonly Channel<Commit> _commits = Channel.CreateUnbounded<Commit>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ILogger _logger;
    private readonly Task _telling;

    public CommitNews(ILogger logger)
    {
        _logger = logger;
        _telling = TellAsync();
    }

    public event Action<Commit>? Committed;

    public void Spread(Commit commit) => _commits.Writer.TryWrite(commit);

    public async ValueTask DisposeAsync()
    {
        _commits.Writer.TryComplete();
        await _telling;
    }

    private async Task TellAsync()
    {
        await foreach (Commit commit in _commits.Reader.ReadAllAsync())
        {
            foreach (Action<Commit> listener in Delegate.EnumerateInvocationList(Committed))
            {
                Tell(listener, commit);
            }
        }
    }

    private void Tell(Action<Commit> listener, Commit commit)
    {
        try
        {
            listener(commit);
        }
#pragma warning disable CA1031 // One listener's mistake must not silence the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.ListenerFailed(_logger, fault);
        }
    }
}
