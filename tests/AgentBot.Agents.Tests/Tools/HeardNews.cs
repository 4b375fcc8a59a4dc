using System.Collections.Concurrent;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>Keeps what was told of tools.</summary>
internal sealed class HeardNews : IToolNews
{
    private readonly ConcurrentQueue<ToolNews> _all = new();

    public IReadOnlyList<ToolNews> All => [.. _all];

    public ValueTask TellAsync(ToolNews news, CancellationToken ct)
    {
        _all.Enqueue(news);
        return ValueTask.CompletedTask;
    }
}
