using System.Collections.Immutable;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates;

/// <summary>Collects what is wrong with one file, so that all of it is told at once.</summary>
public sealed class Mistakes(string file)
{
    private const int Most = 100;

    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<(int, int, string)> _seen = [];

    public string File => file;

    public bool Any => _found.Exists(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<Diagnostic> Found => [.. _found.OrderBy(diagnostic => (diagnostic.Line, diagnostic.Column))];

    public void Add(Mark at, string code, string message, string? suggestion = null) => Keep(at, DiagnosticSeverity.Error, code, message, suggestion);

    public void Warn(Mark at, string code, string message, string? suggestion = null) => Keep(at, DiagnosticSeverity.Warning, code, message, suggestion);

    /// <summary>A word that is not known: says what is expected and the nearest right one.</summary>
    public void AddUnknown(Mark at, string code, string message, string word, IEnumerable<string> known)
    {
        string[] words = [.. known];
        string? near = NearestWord.Of(word, words);
        string? suggestion = near is not null ? $"Did you mean `{near}`?"
            : words.Length is > 0 and <= 24 ? $"Expected {(words.Length == 1 ? "" : "one of ")}{string.Join(", ", words)}."
            : null;
        Add(at, code, message, suggestion);
    }

    private void Keep(Mark at, DiagnosticSeverity severity, string code, string message, string? suggestion)
    {
        if (!_seen.Add((at.Line, at.Column, message)) || _found.Count > Most)
        {
            return;
        }

        _found.Add(_found.Count < Most
            ? new Diagnostic(file, at.Line, at.Column, severity, code, message, suggestion)
            : new Diagnostic(file, at.Line, at.Column, DiagnosticSeverity.Error, "more", $"More than {Most} mistakes; the rest is not shown.", null));
    }
}
