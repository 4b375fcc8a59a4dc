using System.Collections.Immutable;

namespace AgentBot.Core.Tools;

/// <summary>What servers of tools offer now, beside what operators have agreed to.</summary>
public interface IOfferedTools
{
    /// <summary>Every server of the settings; starts those that are not up.</summary>
    ValueTask<ImmutableArray<OfferedServer>> LookAsync(CancellationToken ct);

    /// <summary>One of them; null where the settings have none of that name.</summary>
    ValueTask<OfferedServer?> LookAsync(string server, CancellationToken ct);
}

/// <param name="Source">The program with its arguments, or the address.</param>
public sealed record OfferedServer(string Name, string Source)
{
    public ImmutableArray<OfferedTool> Tools { get; init; } = [];

    /// <summary>Why it offers nothing now, in a sentence; empty where it does.</summary>
    public string Trouble { get; init; } = "";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Sentences about tools that no agent can be given.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    public OfferedTool? Find(string tool) => Tools.FirstOrDefault(offered => string.Equals(offered.Tool.Name, tool, StringComparison.OrdinalIgnoreCase));
}

/// <param name="Agreed">What an operator agreed to under this name; null for nothing yet.</param>
public sealed record OfferedTool(Tool Tool, ToolPin? Agreed)
{
    public ToolStanding Standing => Agreed is null ? ToolStanding.New : Agreed.Pin == Tool.Pin ? ToolStanding.Agreed : ToolStanding.Changed;
}

public enum ToolStanding
{
    /// <summary>Nobody has agreed to it: no agent is given it.</summary>
    New,
    Agreed,

    /// <summary>It is no longer what was agreed to: off until somebody agrees anew.</summary>
    Changed,
}
