namespace AgentBot.Agents.Models;

/// <summary>Reads what a key or header in the settings stands for: the text itself, <c>env:NAME</c> or <c>file:/path</c>.</summary>
public interface IProviderSecrets
{
    /// <summary>Null where the setting is empty or what it names is gone. Read at each call, so that an exchanged key counts at once.</summary>
    string? Read(string written);
}
