namespace AgentBot.Agents.Tools.Mcp;

/// <summary>A server could not be used. The message is a sentence that begins with "It" or "Its" and names no secret.</summary>
/// <param name="mayHaveArrived">False where the question certainly never reached it.</param>
internal sealed class ToolServerException(string sentence, bool mayHaveArrived, Exception? inner = null) : Exception(sentence, inner)
{
    public bool MayHaveArrived { get; } = mayHaveArrived;

    /// <summary>When it may be tried again; null where nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
