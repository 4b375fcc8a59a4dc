using System.Collections.Immutable;

namespace AgentBot.Core.Commands;

/// <param name="Raw">As typed.</param>
/// <param name="Bare">Without its quotation marks.</param>
/// <param name="Sign">Where the sign of equality stands behind a name in <paramref name="Raw"/>; 0 where there is none.</param>
internal readonly record struct TypedPiece(string Raw, string Bare, int Sign)
{
    public string Name => Raw[..Sign].Trim().ToLowerInvariant();

    public string Value => TypedPieces.WithoutQuotes(Raw[(Sign + 1)..]).Trim();
}

/// <summary>Takes typed words apart at white space. What stands in quotation marks or between {{ and }} is one piece.</summary>
internal static class TypedPieces
{
    public static ImmutableArray<TypedPiece> Of(string text)
    {
        var pieces = ImmutableArray.CreateBuilder<TypedPiece>();
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            int end = EndOf(text, at, out int equals);
            string raw = text[at..end];
            pieces.Add(new TypedPiece(raw, WithoutQuotes(raw), equals));
            at = end;
        }

        return pieces.ToImmutable();
    }

    /// <summary>Quotation marks inside of {{ and }} belong to the expression and stay.</summary>
    public static string WithoutQuotes(string raw)
    {
        if (!raw.Contains('"', StringComparison.Ordinal))
        {
            return raw;
        }

        int open = raw.IndexOf("{{", StringComparison.Ordinal);
        int close = open < 0 ? -1 : raw.IndexOf("}}", open, StringComparison.Ordinal);
        return close < 0
            ? raw.Replace("\"", "", StringComparison.Ordinal)
            : $"{raw[..open].Replace("\"", "", StringComparison.Ordinal)}{raw[open..(close + 2)]}{WithoutQuotes(raw[(close + 2)..])}";
    }

    private static int EndOf(string text, int from, out int equals)
    {
        equals = 0;
        bool quoted = false;
        int at = from;
        while (at < text.Length && (quoted || !char.IsWhiteSpace(text[at])))
        {
            if (string.CompareOrdinal(text, at, "{{", 0, 2) == 0 && text.IndexOf("}}", at, StringComparison.Ordinal) is > 0 and int close)
            {
                at = close + 2;
                continue;
            }

            quoted ^= text[at] == '"';
            equals = equals == 0 && at > from && text[at] == '=' && text.IndexOf('"', from, at - from) < 0 ? at - from : equals;
            at++;
        }

        return at;
    }
}
