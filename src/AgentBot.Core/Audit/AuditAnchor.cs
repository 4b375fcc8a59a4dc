using System.Globalization;

namespace AgentBot.Core.Audit;

/// <summary>
/// The head of the log at one moment, kept outside the database so that a cut or rewritten log shows. One line of a text file
/// that only grows: time, sequence and hash with a space between them.
/// </summary>
/// <param name="At">UTC.</param>
public sealed record AuditAnchor(DateTimeOffset At, long Sequence, string Hash)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {Sequence} {Hash}");

    /// <summary>Null for a line that is no anchor.</summary>
    public static AuditAnchor? Parse(string line)
    {
        string[] parts = line.Trim().Split(' ');
        return parts.Length == 3
            && DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            && parts[2].Length == 64 && parts[2].All(char.IsAsciiHexDigitLower)
            ? new AuditAnchor(at, sequence, parts[2])
            : null;
    }

    /// <summary>Adds one line and waits until the disk has it.</summary>
    public static async ValueTask AppendAsync(string path, AuditAnchor anchor, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        // A line that a crash cut in the middle must not swallow this one: it begins on a line of its own.
        byte[] line = System.Text.Encoding.ASCII.GetBytes((file.Position > 0 ? "\n" : "") + anchor.Write());
        await file.WriteAsync(line, ct);
        file.Flush(flushToDisk: true);
    }

    /// <summary>All anchors of a file, oldest first; lines that are none are left out. A missing file has none.</summary>
    public static async ValueTask<IReadOnlyList<AuditAnchor>> ReadAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        string[] lines = await File.ReadAllLinesAsync(path, ct);
        return [.. lines.Select(Parse).OfType<AuditAnchor>()];
    }
}
