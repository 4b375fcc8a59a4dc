using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Host.Hooks;

/// <summary>
/// Checks who calls a hook. Signed is "timestamp.body", or "timestamp.id.body" where the caller names its delivery, with HMAC-SHA256.
/// Everything that is not proved is refused; the time it takes does not depend on how much of a guess was right, nor on whether the
/// hook exists.
/// </summary>
internal sealed class HookSignature(TimeProvider time)
{
    public const string TimestampHeader = "AgentBot-Timestamp";
    public const string SignatureHeader = "AgentBot-Signature";
    public const string DeliveryHeader = "AgentBot-Delivery";

    /// <summary>How far the time of a call may lie from ours, before or after.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1=";
    private const int LongestTimestamp = 12;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Stands in where there is no secret, so that the same work is done.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(32);

    /// <param name="secret">Null for a hook that does not exist or whose secret is gone: never proved.</param>
    /// <param name="delivery">Empty where the caller names none.</param>
    public bool IsProved(byte[]? secret, string timestamp, string delivery, string signature, ReadOnlySpan<byte> body)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (timestamp.Length is 0 or > LongestTimestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || !TryRead(signature, given))
        {
            return false;
        }

        Span<byte> wanted = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret ?? Nobody, timestamp, delivery, body, wanted);
        bool isSigned = CryptographicOperations.FixedTimeEquals(wanted, given);
        TimeSpan offset = TimeSpan.FromSeconds(time.GetUtcNow().ToUnixTimeSeconds() - seconds);
        return isSigned && secret is not null && offset.Duration() <= Tolerance;
    }

    /// <summary>Signs what AgentBot says to another program, in the same way in which it is spoken to.</summary>
    /// <returns>Timestamp and signature, as they stand in their headers.</returns>
    public (string Timestamp, string Signature) Sign(byte[] secret, string delivery, ReadOnlySpan<byte> body)
    {
        string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret, timestamp, delivery, body, signature);
        return (timestamp, Version + Convert.ToHexStringLower(signature));
    }

    private static void Compute(byte[] secret, string timestamp, string delivery, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes(delivery.Length == 0 ? $"{timestamp}." : $"{timestamp}.{delivery}."));
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }

    private static bool TryRead(string signature, Span<byte> bytes) =>
        signature.Length == Version.Length + bytes.Length * 2
        && signature.StartsWith(Version, StringComparison.Ordinal)
        && !signature.AsSpan(Version.Length).ContainsAnyExcept(HexDigits)
        && Convert.FromHexString(signature.AsSpan(Version.Length), bytes, out _, out _) == OperationStatus.Done;
}
