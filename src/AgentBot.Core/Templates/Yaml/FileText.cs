using System.Text;

namespace AgentBot.Core.Templates.Yaml;

/// <summary>The characters of a template file, or a mistake where its bytes are no honest UTF-8 text.</summary>
public static class FileText
{
    public const int LargestFile = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without a byte order mark and with line ends as \n, or null after a mistake was reported.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, Mistakes mistakes)
    {
        if (bytes.Length > LargestFile)
        {
            mistakes.Add(Mark.Start, "file-too-large", $"The file has {bytes.Length / 1024} KB; a template has at most {LargestFile / 1024} KB.", "Move long texts into facts or files.");
            return null;
        }

        if (IsWide(bytes))
        {
            mistakes.Add(Mark.Start, "not-utf8", "The file is not UTF-8 text (it looks like UTF-16 or UTF-32).", "Save it as UTF-8.");
            return null;
        }

        ReadOnlySpan<byte> body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        string text;
        try
        {
            text = Strict.GetString(body);
        }
        catch (DecoderFallbackException broken)
        {
            mistakes.Add(MarkOfByte(body, broken.Index), "not-utf8", "Here is a byte that is not UTF-8 text.", "Save the file as UTF-8.");
            return null;
        }

        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return HasForbidden(text, mistakes) ? null : text;
    }

    private static bool IsWide(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) || bytes[0] == 0 || bytes[1] == 0);

    // A reader of the file must see what AgentBot reads: no control characters and none that turn the direction of writing.
    private static bool HasForbidden(string text, Mistakes mistakes)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if ((char.IsControl(c) && c is not '\t' and not '\u0085') || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\uFFFE' or '\uFFFF')
            {
                mistakes.Add(new Mark(line, i - lineStart + 1, i), "invisible-character", $"Here is an invisible character (U+{(int)c:X4}).", "Delete it.");
                return true;
            }
        }

        return false;
    }

    private static Mark MarkOfByte(ReadOnlySpan<byte> body, int index)
    {
        int end = Math.Clamp(index, 0, body.Length);
        ReadOnlySpan<byte> before = body[..end];
        int line = 1 + before.Count((byte)'\n');
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new Mark(line, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, end);
    }
}
