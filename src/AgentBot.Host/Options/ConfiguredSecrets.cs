using AgentBot.Chat;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>The secrets that templates and tools name, from the settings.</summary>
internal sealed class ConfiguredSecrets(IOptions<SecretsOptions> options, ISecretText texts) : ISecrets
{
    public string? Find(string name) => options.Value.Secrets.TryGetValue(name, out string? written) ? texts.Read(written) : null;
}
