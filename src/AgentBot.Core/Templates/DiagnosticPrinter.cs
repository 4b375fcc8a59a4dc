using System.Text;

namespace AgentBot.Core.Templates;

/// <summary>Mistakes as a compiler prints them, with the line of the file and a caret under the place.</summary>
public static class DiagnosticPrinter
{
    private const int Widest = 160;

    /// <param name="text">The file's text; null where it cannot be shown.</param>
    public static string Print(Diagnostic diagnostic, string? text)
    {
        var printed = new StringBuilder().Append(diagnostic).Append('\n');
        string[] lines = text?.ReplaceLineEndings("\n").Split('\n') ?? [];
        if (diagnostic.Line < 1 || diagnostic.Line > lines.Length || lines[diagnostic.Line - 1].Trim().Length == 0)
        {
            return printed.ToString();
        }

        string line = new([.. lines[diagnostic.Line - 1].Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '?' : c)]);
        int column = Math.Clamp(diagnostic.Column - 1, 0, line.Length);
        int from = Math.Max(0, Math.Min(column - (Widest / 2), line.Length - Widest));
        string number = diagnostic.Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return printed
            .Append("  ").Append(number).Append(" | ").Append(line.AsSpan(from, Math.Min(Widest, line.Length - from)).TrimEnd()).Append('\n')
            .Append("  ").Append(' ', number.Length).Append(" | ").Append(' ', column - from).Append("^\n")
            .ToString();
    }

    /// <summary>All of them, with a last line that counts.</summary>
    /// <param name="textOf">The text of a file that mistakes name; null where it cannot be read.</param>
    public static string Print(IReadOnlyCollection<Diagnostic> diagnostics, Func<string, string?> textOf)
    {
        var printed = new StringBuilder();
        foreach (IGrouping<string, Diagnostic> file in diagnostics.GroupBy(diagnostic => diagnostic.File))
        {
            string? text = textOf(file.Key);
            foreach (Diagnostic diagnostic in file)
            {
                printed.Append(Print(diagnostic, text));
            }
        }

        int errors = diagnostics.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        int warnings = diagnostics.Count - errors;
        return printed.Append($"{Count(errors, "mistake")}, {Count(warnings, "warning")}.\n").ToString();
    }

    private static string Count(int count, string word) => $"{(count == 0 ? "no" : count.ToString(System.Globalization.CultureInfo.InvariantCulture))} {word}{(count == 1 ? "" : "s")}";
}
