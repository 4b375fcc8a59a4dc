using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>Remembers where the parts of a spec stand in their file, so that mistakes found later still point there.</summary>
internal sealed class SourceMap(string text)
{
    private const int LongestSnippet = 40;

    private readonly Dictionary<Expr, Node> _expressions = new(ReferenceEqualityComparer.Instance);

    public Expr Remember(Expr expression, Node node)
    {
        _expressions[expression] = node;
        return expression;
    }

    /// <summary>The new expression stands where the old one stood.</summary>
    public Expr Replace(Expr old, Expr replacement) => _expressions.TryGetValue(old, out Node? node) ? Remember(replacement, node) : replacement;

    public Mark? Find(Expr expression) => _expressions.TryGetValue(expression, out Node? node) ? node.At : null;

    /// <summary>The place of a character of an expression; the expression's own place where escapes or folding hide it.</summary>
    /// <param name="offset">In the decoded text.</param>
    public Mark Find(Expr expression, int offset, Mark otherwise)
    {
        if (!_expressions.TryGetValue(expression, out Node? node))
        {
            return otherwise;
        }

        if (node is not Node.Scalar { Text: var decoded } || offset >= decoded.Length)
        {
            return node.At;
        }

        int end = decoded.IndexOf('\n', offset) is var lineEnd and >= 0 ? lineEnd : decoded.Length;
        string snippet = decoded[offset..Math.Min(end, offset + LongestSnippet)];
        int from = node.At.Index;
        int before = decoded.IndexOf(snippet, StringComparison.Ordinal);
        while (snippet.Length > 0 && before >= 0 && from >= 0 && from < text.Length)
        {
            int at = text.IndexOf(snippet, from, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            if (before == offset)
            {
                return Of(at);
            }

            before = decoded.IndexOf(snippet, before + 1, StringComparison.Ordinal);
            from = at + 1;
        }

        return node.At;
    }

    private Mark Of(int index)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index);
        return new Mark(1 + before.Count('\n'), index - before.LastIndexOf('\n'), index);
    }
}
