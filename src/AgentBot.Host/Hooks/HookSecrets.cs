using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Hooks;

/// <summary>The secrets of the hooks as they stand now.</summary>
internal sealed class HookSecrets(IOptions<HooksOptions> options, FreshSecrets secrets)
{
    /// <summary>Null where there is no such hook, or nothing where its secret should be.</summary>
    public byte[]? Of(string hook) => options.Value.Hooks.TryGetValue(hook, out HookSetting? setting) && !setting.Unsigned ? secrets.Read(setting.Secret) : null;

    public bool IsUnsigned(string hook) => options.Value.Hooks.TryGetValue(hook, out HookSetting? setting) && setting.Unsigned;
}
