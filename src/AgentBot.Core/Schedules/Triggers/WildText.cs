using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// A simple pattern that people write: alternatives between "|", in each of them "*" for anything. Upper and lower case are the
/// same, and so are all kinds of white space. Matching looks for the pieces one after the other and never goes back.
/// </summary>
[JsonConverter(typeof(IdJsonConverter<WildText>))]
public readonly record struct WildText(string Value) : IId<WildText>
{
    /// <summary>In characters.</summary>
    public const int Longest = 200;

    public const int MostAlternatives = 10;

    public static readonly WildText Any = new("");

    public bool IsAny => string.IsNullOrEmpty(Value);

    public ImmutableArray<string> Alternatives => IsAny ? [] : [.. Value.Split('|')];

    public static WildText Of(string value) => new(value);

    /// <summary>Of several alternatives as typed; what says nothing or stands there twice is left out.</summary>
    public static WildText OfAll(IEnumerable<string> typed) => new(string.Join('|', typed.SelectMany(one => one.Split('|')).Select(Tidy).Where(one => one.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)));

    /// <summary>It stands somewhere in the text.</summary>
    public bool IsIn(string text)
    {
        if (IsAny)
        {
            return true;
        }

        string line = OneSpace(text);
        return Alternatives.Any(alternative => Follow(line, alternative.Split('*', StringSplitOptions.RemoveEmptyEntries), 0) >= 0);
    }

    /// <summary>It is the whole of the text, such as the name of a file.</summary>
    public bool IsAllOf(string text)
    {
        if (IsAny)
        {
            return true;
        }

        string line = OneSpace(text);
        return Alternatives.Any(alternative => IsAll(line, alternative));
    }

    public override string ToString() => Value ?? "";

    private static bool IsAll(string line, string alternative)
    {
        string[] pieces = alternative.Split('*');
        if (pieces.Length == 1)
        {
            return string.Equals(line, alternative, StringComparison.OrdinalIgnoreCase);
        }

        // The first piece begins the text, the last one ends it; those between follow each other in what is left.
        string last = pieces[^1];
        int room = line.Length - last.Length;
        if (!line.StartsWith(pieces[0], StringComparison.OrdinalIgnoreCase) || room < pieces[0].Length || !line.EndsWith(last, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return Follow(line[..room], pieces[1..^1], pieces[0].Length) >= 0;
    }

    /// <summary>Where the last of the pieces ends; -1 where one is missing.</summary>
    private static int Follow(string line, string[] pieces, int from)
    {
        int at = from;
        foreach (string piece in pieces)
        {
            int found = line.IndexOf(piece, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return -1;
            }

            at = found + piece.Length;
        }

        return at;
    }

    private static string Tidy(string typed)
    {
        string tidy = OneSpace(typed);
        while (tidy.Contains("**", StringComparison.Ordinal))
        {
            tidy = tidy.Replace("**", "*", StringComparison.Ordinal);
        }

        return tidy;
    }

    private static string OneSpace(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
