namespace AgentBot.Host.Options;

/// <summary>Values of <c>Secrets:&lt;name&gt;</c>. They are read when they are used, and never reach Core, the database, a prompt or a log.</summary>
public interface ISecrets
{
    /// <summary>Null where the name is not set or what it refers to is gone.</summary>
    string? Find(string name);
}
