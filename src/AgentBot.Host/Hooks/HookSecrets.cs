using System.Collections.Concurrent;
using System.Text;
using AgentBot.Chat;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Hooks;

/// <summary>The secrets of the hooks as they stand now: one kept in a file may be exchanged while AgentBot runs and counts within seconds; one that is gone lets nobody in.</summary>
internal sealed class HookSecrets(IOptions<HooksOptions> options, ISecretText texts, TimeProvider time)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (byte[]? Secret, long ReadAt)> _held = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where there is no such hook, or nothing where its secret should be.</summary>
    public byte[]? Of(string hook)
    {
        if (!options.Value.Hooks.TryGetValue(hook, out HookSetting? setting) || setting.Unsigned)
        {
            return null;
        }

        long now = time.GetTimestamp();
        if (_held.TryGetValue(hook, out var held) && time.GetElapsedTime(held.ReadAt, now) < ReadAgainAfter)
        {
            return held.Secret;
        }

        byte[]? secret = texts.Read(setting.Secret) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        _held[hook] = (secret, now);
        return secret;
    }

    public bool IsUnsigned(string hook) => options.Value.Hooks.TryGetValue(hook, out HookSetting? setting) && setting.Unsigned;
}
