namespace AgentBot.Core.Tools;

/// <summary>What happens to tools that those who answer for them should hear of.</summary>
public abstract record ToolNews
{
    private ToolNews()
    {
    }

    /// <summary>An agent wants a tool that nobody has agreed to, or that is no longer what was agreed to.</summary>
    /// <param name="Source">The program or address behind it.</param>
    public sealed record Offered(OfferedTool Tool, string Source) : ToolNews;

    /// <summary>An answer no longer has the shape that the tool's file declares.</summary>
    public sealed record Reshaped(string Tool, string Title, string Differs) : ToolNews;

    /// <summary>What stands behind a tool has failed for long, and is tried once in a while only.</summary>
    public sealed record Failing(string Tool, string Title, string Host, DateTimeOffset Since) : ToolNews;
}

/// <summary>Hears of tools. Told of the same twice, people are told once.</summary>
public interface IToolNews
{
    ValueTask TellAsync(ToolNews news, CancellationToken ct);
}
