using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Core.People;

/// <summary>
/// Makes and compares the codes with which two accounts find each other: sixteen letters in groups of four, of which the first
/// group names the row and the rest, sixty bits, is the secret. A code can be told again only by the process that made it: it is
/// computed from a key that is kept nowhere, and the store has a digest of it.
/// </summary>
public sealed class LinkCodes
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Group = 4;
    private const int Length = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public static string NewHandle() => RandomNumberGenerator.GetString(Letters, Group);

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>"7KQM-3F9X-TB2W-9QRS".</summary>
    public string CodeOf(string handle)
    {
        byte[] bytes = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(handle));
        string secret = string.Concat(bytes.Take(Length - Group).Select(one => Letters[one & 31]));
        return string.Join('-', (handle + secret).Chunk(Group).Select(letters => new string(letters)));
    }

    /// <summary>The code as it is compared: its letters alone, with those that are mistaken for one another made the same; null for what is none.</summary>
    public static string? Read(string typed)
    {
        var letters = new StringBuilder(Length);
        foreach (char letter in typed.ToUpperInvariant().Where(letter => !char.IsWhiteSpace(letter) && letter is not ('-' or '–' or '—' or '‑' or '`')))
        {
            char meant = letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter };
            if (letters.Length == Length || !Letters.Contains(meant, StringComparison.Ordinal))
            {
                return null;
            }

            letters.Append(meant);
        }

        return letters.Length == Length ? letters.ToString() : null;
    }

    public static string HandleOf(string read) => read[..Group];

    /// <summary>The first group as somebody typed it; null for what is none.</summary>
    public static string? ReadHandle(string typed) =>
        typed.Trim().ToUpperInvariant() is { Length: Group } handle && handle.All(letter => Letters.Contains(letter, StringComparison.Ordinal)) ? handle : null;

    /// <param name="code">As read, or as told.</param>
    public static Digest DigestOf(string salt, string code) =>
        Digest.OfText(string.Create(CultureInfo.InvariantCulture, $"{salt}|{code.Replace("-", "", StringComparison.Ordinal)}"));

    /// <summary>Takes as long for a code that nobody has as for one that is nearly right.</summary>
    public static bool IsCodeOf(LinkRow? row, string read)
    {
        Digest typed = DigestOf(row?.Salt ?? "nobody has this one", read);
        byte[] known = Encoding.ASCII.GetBytes(row?.Code.Value ?? Digest.OfText("").Value);
        return CryptographicOperations.FixedTimeEquals(known, Encoding.ASCII.GetBytes(typed.Value)) && row is not null;
    }
}
