namespace AgentBot.Host;

/// <summary>AgentBot cannot start as it is set up. The message is for the operator: what is wrong and how to mend it.</summary>
public sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
