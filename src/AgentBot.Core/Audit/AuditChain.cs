using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Core.Audit;

/// <summary>
/// How a line of the audit is bound to the one before it. The hash of a line is SHA-256 over the previous hash and every field
/// of the line, each written as its length in UTF-8 bytes, a colon and the bytes, so that no two lines read alike.
/// </summary>
public static class AuditChain
{
    /// <summary>Stands before the first line.</summary>
    public static readonly string Genesis = new('0', 64);

    public static string Next(string previous, AuditRow line)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, previous);
        Add(hash, line.Sequence.ToString(CultureInfo.InvariantCulture));
        Add(hash, line.Workspace.Value);
        Add(hash, Micros(line.At).ToString(CultureInfo.InvariantCulture));
        Add(hash, line.Verb);
        Add(hash, line.Actor);
        Add(hash, line.Subject);
        Add(hash, line.Run);
        Add(hash, line.Digests);
        Add(hash, line.Commitments);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What the log keeps of a text: SHA-256 of the salt (32 hexadecimal digits) followed by the text.</summary>
    public static string Commit(string salt, string text) => Digest.OfText(salt + text).Value;

    private static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static void Add(IncrementalHash hash, string field)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(field);
        hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        hash.AppendData(bytes);
    }
}
