using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>
/// Takes writings apart: <c>or</c>, <c>and</c>, <c>not</c>, one comparison, then filters behind <c>|</c>, then paths, literals and
/// brackets. Bounded in length and depth, so that no writing can exhaust the stack.
/// </summary>
internal sealed class ExpressionParser
{
    private const int LongestExpression = 2_000;
    private const int Deepest = 16;

    private static readonly string[] Roots = ["inputs", "steps", "item", "today", "event"];

    private readonly string _text;
    private readonly int _end;
    private int _at;
    private int _depth;

    private ExpressionParser(string text, int start, int end) => (_text, _at, _end) = (text, start, end);

    public static ParsedWriting Parse(string source)
    {
        var pieces = ImmutableArray.CreateBuilder<WritingPiece>();
        int at = 0;
        while (at < source.Length)
        {
            int open = source.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                break;
            }

            int close = FindEnd(source, open + 2);
            if (close < 0)
            {
                return new ParsedWriting([], new ExpressionMistake(open, "An expression begins here with {{ and does not end.", "End it with }}."));
            }

            if (close - open > LongestExpression)
            {
                return new ParsedWriting([], new ExpressionMistake(open, $"This expression is longer than {LongestExpression:N0} characters.", "Let an action or an agent do this work."));
            }

            if (open > at)
            {
                pieces.Add(new WritingPiece(source[at..open], null));
            }

            try
            {
                pieces.Add(new WritingPiece("", new ExpressionParser(source, open + 2, close).Read()));
            }
            catch (MistakeFound found)
            {
                return new ParsedWriting([], found.Mistake);
            }

            at = close + 2;
        }

        if (at < source.Length || pieces.Count == 0)
        {
            pieces.Add(new WritingPiece(source[at..], null));
        }

        return new ParsedWriting(WithoutEdges(pieces), null);
    }

    // White space around a single expression does not turn its value into text.
    private static ImmutableArray<WritingPiece> WithoutEdges(ImmutableArray<WritingPiece>.Builder pieces)
    {
        ImmutableArray<WritingPiece> inner = [.. pieces.Where(piece => piece.Expression is not null || !string.IsNullOrWhiteSpace(piece.Text))];
        return inner is [{ Expression: not null }] ? inner : pieces.ToImmutable();
    }

    // The first }} that is not inside a quoted text.
    private static int FindEnd(string text, int from)
    {
        char quote = '\0';
        for (int i = from; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '}' && i + 1 < text.Length && text[i + 1] == '}')
            {
                return i;
            }
        }

        return -1;
    }

    private ExpressionNode Read()
    {
        ExpressionNode node = Or();
        Space();
        return _at == _end ? node : throw Wrong(_at, $"“{_text[_at]}” was not expected here.", null);
    }

    private ExpressionNode Or()
    {
        ExpressionNode left = And();
        while (Word("or") is { } at)
        {
            left = new ExpressionNode.Both(at, left, IsAnd: false, And());
        }

        return left;
    }

    private ExpressionNode And()
    {
        ExpressionNode left = Negated();
        while (Word("and") is { } at)
        {
            left = new ExpressionNode.Both(at, left, IsAnd: true, Negated());
        }

        return left;
    }

    private ExpressionNode Negated() => Word("not") is { } at ? Deeper(at, () => new ExpressionNode.Not(at, Negated())) : Compared();

    private ExpressionNode Compared()
    {
        ExpressionNode left = Piped();
        Space();
        int at = _at;
        Comparison? how = Sign("==") ? Comparison.Equal
            : Sign("!=") ? Comparison.NotEqual
            : Sign("<=") ? Comparison.AtMost
            : Sign(">=") ? Comparison.AtLeast
            : Sign("<") ? Comparison.Less
            : Sign(">") ? Comparison.More
            : null;
        if (how is null)
        {
            return Sign("=") ? throw Wrong(at, "A comparison has two signs of equality.", "Write ==.") : left;
        }

        return new ExpressionNode.Compare(at, left, how.Value, Piped());
    }

    private ExpressionNode Piped()
    {
        ExpressionNode node = Primary();
        while (Sign("|"))
        {
            Space();
            int at = _at;
            string name = Name() ?? throw Wrong(at, "The name of a filter was expected here.", null);
            node = new ExpressionNode.Filter(at, node, name, Sign("(") ? Deeper(at, Arguments) : []);
        }

        return node;
    }

    private ImmutableArray<ExpressionNode> Arguments()
    {
        var arguments = ImmutableArray.CreateBuilder<ExpressionNode>();
        if (Sign(")"))
        {
            return [];
        }

        do
        {
            arguments.Add(Or());
        }
        while (Sign(","));

        return Sign(")") ? arguments.ToImmutable() : throw Wrong(_at, "A closing bracket was expected here.", null);
    }

    private ExpressionNode Primary()
    {
        Space();
        int at = _at;
        if (at >= _end)
        {
            throw Wrong(at, "Here something is missing.", "Write a path such as inputs.name.");
        }

        char c = _text[at];
        if (c is '"' or '\'')
        {
            return new ExpressionNode.Literal(at, new Value.Text(Quoted()));
        }

        if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < _end && char.IsAsciiDigit(_text[at + 1])))
        {
            return new ExpressionNode.Literal(at, Number());
        }

        if (Sign("("))
        {
            ExpressionNode inside = Deeper(at, Or);
            return Sign(")") ? inside : throw Wrong(_at, "A closing bracket was expected here.", null);
        }

        string? name = Name();
        return name switch
        {
            null => throw Wrong(at, $"“{c}” was not expected here.", null),
            "true" or "false" => new ExpressionNode.Literal(at, new Value.Boolean(name == "true")),
            _ when Roots.Contains(name) => new ExpressionNode.Path(at, name, Segments()),
            _ => throw Wrong(at, $"`{name}` is not known here.", NearestWord.Of(name, Roots) is { } near ? $"Did you mean `{near}`?" : "A path begins with inputs, steps, item or today."),
        };
    }

    private ImmutableArray<Segment> Segments()
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        while (_at < _end && _text[_at] is '.' or '[')
        {
            int at = _at + 1;
            if (_text[_at++] == '.')
            {
                segments.Add(new Segment(at, Name() ?? throw Wrong(at, "A name was expected behind the dot.", null)));
                continue;
            }

            Space();
            if (_at >= _end || _text[_at] is not '"' and not '\'')
            {
                throw Wrong(_at, "A quoted name was expected in the square brackets.", "Write item[\"Value date\"]; take single items with first or last.");
            }

            segments.Add(new Segment(at, Quoted()));
            if (!Sign("]"))
            {
                throw Wrong(_at, "A closing square bracket was expected here.", null);
            }
        }

        return segments.ToImmutable();
    }

    private Value.Number Number()
    {
        int start = _at++;
        while (_at < _end && (char.IsAsciiDigit(_text[_at]) || (_text[_at] == '.' && _at + 1 < _end && char.IsAsciiDigit(_text[_at + 1]))))
        {
            _at++;
        }

        ReadOnlySpan<char> digits = _text.AsSpan(start, _at - start);
        ReadOnlySpan<char> plain = digits.TrimStart('-');
        bool octal = plain.Length > 1 && plain[0] == '0' && plain[1] != '.';
        bool letter = _at < _end && (char.IsLetter(_text[_at]) || _text[_at] == '_');
        return !octal && !letter && plain.Length <= 28
            && decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? new Value.Number(number)
            : throw Wrong(start, $"“{digits}{(letter ? _text[_at].ToString() : "")}” is not a number here.", "Write digits only, such as 1000 or 12.50.");
    }

    private string Quoted()
    {
        char quote = _text[_at];
        int start = ++_at;
        int end = _text.IndexOf(quote, start, _end - start);
        if (end < 0)
        {
            throw Wrong(start - 1, "A quoted text begins here and does not end.", null);
        }

        _at = end + 1;
        return _text[start..end];
    }

    private string? Name()
    {
        int start = _at;
        while (_at < _end && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-') && (_at > start || char.IsLetter(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : null;
    }

    private int? Word(string word)
    {
        Space();
        int end = _at + word.Length;
        bool here = end <= _end && _text.AsSpan(_at, word.Length).SequenceEqual(word) && (end == _end || !(char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '.'));
        if (!here)
        {
            return null;
        }

        int at = _at;
        _at = end;
        return at;
    }

    private bool Sign(string sign)
    {
        Space();
        if (_at + sign.Length > _end || !_text.AsSpan(_at, sign.Length).SequenceEqual(sign))
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private void Space()
    {
        while (_at < _end && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private T Deeper<T>(int at, Func<T> read)
    {
        if (++_depth > Deepest)
        {
            throw Wrong(at, "This expression is nested too deeply.", null);
        }

        T result = read();
        _depth--;
        return result;
    }

    private static MistakeFound Wrong(int at, string message, string? suggestion) => new(new ExpressionMistake(at, message, suggestion));

    // Leaves the descent at once; never seen outside of Parse.
    private sealed class MistakeFound(ExpressionMistake mistake) : Exception(mistake.Message)
    {
        public ExpressionMistake Mistake => mistake;
    }
}
