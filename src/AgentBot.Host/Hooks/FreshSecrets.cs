using System.Collections.Concurrent;
using System.Text;
using AgentBot.Chat;

namespace AgentBot.Host.Hooks;

/// <summary>Secrets as they stand now: one kept in a file may be exchanged while AgentBot runs and counts within seconds; one that is gone lets nobody in.</summary>
internal sealed class FreshSecrets(ISecretText texts, TimeProvider time)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (byte[]? Secret, long ReadAt)> _held = new(StringComparer.Ordinal);

    /// <param name="written">As it stands in the settings.</param>
    /// <returns>Null where nothing is there.</returns>
    public byte[]? Read(string written)
    {
        long now = time.GetTimestamp();
        if (_held.TryGetValue(written, out var held) && time.GetElapsedTime(held.ReadAt, now) < ReadAgainAfter)
        {
            return held.Secret;
        }

        byte[]? secret = texts.Read(written) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;
        _held[written] = (secret, now);
        return secret;
    }
}
