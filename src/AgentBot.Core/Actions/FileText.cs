using System.Text;
using System.Text.Unicode;

namespace AgentBot.Core.Actions;

/// <summary>Bytes of a file that a person handed over, as text. Only UTF-8 is taken: another encoding would have to be guessed.</summary>
internal static class FileText
{
    /// <summary>25 MiB, the cap of an upload.</summary>
    public const int MostBytes = 25 * 1024 * 1024;

    private const string Mend = "In Excel: Save as, CSV UTF-8. In a text editor: save with the encoding UTF-8. Then add it here.";

    public static Result<string> Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > MostBytes)
        {
            return No($"{name} is larger than 25 MiB, the most that is read.", "Split it into smaller files.");
        }

        // Nothing is ever unpacked, so nothing can be larger inside than outside or lie outside of its folder.
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return No($"{name} is a workbook or an archive, not text.", Mend);
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return No($"{name} is written in UTF-16, not in UTF-8.", Mend);
        }

        if (bytes.Contains((byte)0))
        {
            return No($"{name} holds zero bytes, which no text has.", "Export it again as text in UTF-8.");
        }

        if (!Utf8.IsValid(bytes))
        {
            return No($"{name} is not written in UTF-8: line {LineOfFirstMistake(bytes)} has letters that cannot be read.", Mend);
        }

        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return Encoding.UTF8.GetString(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
    }

    private static int LineOfFirstMistake(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        while (bytes.IndexOf((byte)'\n') is var end && end >= 0 && Utf8.IsValid(bytes[..end]))
        {
            bytes = bytes[(end + 1)..];
            line++;
        }

        return line;
    }

    private static Refusal No(string what, string next) => new(RefusalKind.BadFile, what, "", next);
}
