using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Chat.Slack.Verifying;

/// <summary>
/// Checks the signature v0 of Slack over the bytes of a body exactly as they came. Everything that is not proved is refused; the
/// time it takes does not depend on how much of a guess was right.
/// </summary>
public sealed class SlackSignature(SlackSecrets secrets, TimeProvider time)
{
    public const string SignatureHeader = "X-Slack-Signature";
    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    /// <summary>How far the time of a request may lie from ours, before or after.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const string Version = "v0=";
    private const int LongestTimestamp = 12;

    public SignatureCheck Check(ReadOnlySpan<byte> body, string? timestamp, string? signature)
    {
        if (string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
        {
            return new SignatureCheck(SignatureVerdict.Missing, TimeSpan.Zero);
        }

        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (timestamp.Length > LongestTimestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || !TryRead(signature, given))
        {
            return new SignatureCheck(SignatureVerdict.Wrong, TimeSpan.Zero);
        }

        if (!IsSigned(body, timestamp, given))
        {
            return new SignatureCheck(SignatureVerdict.Wrong, TimeSpan.Zero);
        }

        TimeSpan offset = TimeSpan.FromSeconds(time.GetUtcNow().ToUnixTimeSeconds() - seconds);
        return new SignatureCheck(offset.Duration() > Tolerance ? SignatureVerdict.OutOfTime : SignatureVerdict.Good, offset);
    }

    // Every accepted secret is tried to the end, so that the answer's time tells nothing about which one came near.
    private bool IsSigned(ReadOnlySpan<byte> body, string timestamp, ReadOnlySpan<byte> given)
    {
        bool signed = false;
        Span<byte> wanted = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (byte[] secret in secrets.SigningSecrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
            hash.AppendData("v0:"u8);
            hash.AppendData(Encoding.ASCII.GetBytes(timestamp));
            hash.AppendData(":"u8);
            hash.AppendData(body);
            hash.GetHashAndReset(wanted);
            signed |= CryptographicOperations.FixedTimeEquals(wanted, given);
        }

        return signed;
    }

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdef");

    private static bool TryRead(string signature, Span<byte> bytes) =>
        signature.Length == Version.Length + bytes.Length * 2
        && signature.StartsWith(Version, StringComparison.Ordinal)
        && !signature.AsSpan(Version.Length).ContainsAnyExcept(HexDigits)
        && Convert.FromHexString(signature.AsSpan(Version.Length), bytes, out _, out _) == System.Buffers.OperationStatus.Done;
}

/// <param name="Offset">Our time minus that of the request; only meaningful where the signature is good.</param>
public readonly record struct SignatureCheck(SignatureVerdict Verdict, TimeSpan Offset);

public enum SignatureVerdict
{
    Good,
    Missing,
    Wrong,

    /// <summary>Signed by Slack, but not now: a replay, or a clock that stands wrong.</summary>
    OutOfTime,
}
