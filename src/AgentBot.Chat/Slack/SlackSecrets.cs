using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Slack;

/// <summary>
/// The secrets of the Slack app as they stand now. A secret kept in a file may be exchanged while AgentBot runs and counts
/// within five seconds; one that is gone lets nobody in.
/// </summary>
public sealed class SlackSecrets(IOptions<SlackOptions> options, ISecretText texts, TimeProvider time)
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Held? _held;

    /// <summary>Empty where it is not set or gone.</summary>
    public string BotToken => Current().BotToken;

    public string AppToken => Current().AppToken;

    /// <summary>The signing secrets accepted at this moment: the present one, and the one before while it is still allowed.</summary>
    public IReadOnlyList<byte[]> SigningSecrets
    {
        get
        {
            Held held = Current();
            return held.Previous is { } previous && time.GetUtcNow() < held.PreviousUntil ? [.. held.Signing, previous] : held.Signing;
        }
    }

    private Held Current()
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            return _held is { } held && time.GetElapsedTime(held.ReadAt, now) < ReadAgainAfter ? held : _held = Read(now);
        }
    }

    private Held Read(long now)
    {
        SlackOptions settings = options.Value;
        return new Held(
            Bytes(settings.SigningSecret) is { } secret ? [secret] : [],
            Bytes(settings.PreviousSigningSecret),
            SlackOptionsValidator.PreviousUntil(settings) ?? DateTimeOffset.MinValue,
            texts.Read(settings.BotToken) ?? "",
            texts.Read(settings.AppToken) ?? "",
            now);
    }

    private byte[]? Bytes(string written) =>
        texts.Read(written) is { Length: > 0 } text ? System.Text.Encoding.UTF8.GetBytes(text) : null;

    private sealed record Held(IReadOnlyList<byte[]> Signing, byte[]? Previous, DateTimeOffset PreviousUntil, string BotToken, string AppToken, long ReadAt);
}
