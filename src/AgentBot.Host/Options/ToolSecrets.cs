using AgentBot.Agents.Tools;
using AgentBot.Chat;

namespace AgentBot.Host.Options;

/// <summary>What settings and declarations of tools refer to: <c>secret: name</c> by the secrets of the settings, the rest as for every other setting.</summary>
internal sealed class ToolSecrets(ISecrets secrets, ISecretText texts) : IToolSecrets
{
    public string? Read(string written) => SecretReference.NameIn(written) is { } name ? secrets.Find(name) : texts.Read(written);
}
