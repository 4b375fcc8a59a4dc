namespace AgentBot.Chat;

/// <summary>Reads what a secret setting stands for: the text itself, <c>env:NAME</c> or <c>file:/path</c>.</summary>
public interface ISecretText
{
    /// <summary>Null where the setting is empty or what it names is gone. Read anew each time, so that an exchanged file counts.</summary>
    string? Read(string written);
}
