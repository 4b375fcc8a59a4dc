using System.Security.Cryptography;
using System.Text;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// The secret that opens the console: made at the first start, kept in the data directory where only its owner reads it.
/// Cookies and form tokens are signed with keys derived from it, so that replacing the file signs everybody out.
/// </summary>
public sealed class EntryKey
{
    private readonly byte[] _secret;

    private EntryKey(string text)
    {
        Text = text;
        _secret = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>What a person types; never logged, shown once at the start.</summary>
    public string Text { get; }

    /// <summary>Reads <c>console.key</c>, or makes it with mode 0600.</summary>
    public static EntryKey Open(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        string path = Path.Combine(dataDirectory, "console.key");
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream file = new(path, options);
            file.Write(Encoding.ASCII.GetBytes(Base64Url(RandomNumberGenerator.GetBytes(24))));
            file.Flush(flushToDisk: true);
        }

        string text = File.ReadAllText(path).Trim();
        return text.Length >= 16
            ? new EntryKey(text)
            : throw new InvalidDataException($"{path} holds no usable key. Delete the file; the next start makes a new one.");
    }

    /// <summary>Takes the same time wherever the difference lies.</summary>
    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given.Trim())), SHA256.HashData(_secret));

    /// <summary>Signs a text for one purpose; signatures of different purposes never match.</summary>
    public string Sign(string purpose, string text) =>
        Base64Url(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{purpose}\n{text}")));

    public bool IsSigned(string purpose, string text, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(purpose, text)), Encoding.UTF8.GetBytes(signature));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
