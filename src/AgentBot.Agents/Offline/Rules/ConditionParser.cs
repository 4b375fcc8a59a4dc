using System.Collections.Immutable;
using AgentBot.Agents.Offline.Reading;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>Reads "&lt;field&gt; is over 60 EUR and &lt;field&gt; contains a or b". Knows no field but those of the input.</summary>
public static class ConditionParser
{
    private static readonly string[] Verbs = ["is", "are", "was", "were", "has", "have"];
    private static readonly string[] Articles = ["the ", "its ", "their ", "a ", "an "];

    // Longer words first: "not one of" must not be read as "not".
    private static readonly (string Words, ConditionKind Kind)[] Operators =
    [
        ("does not contain", ConditionKind.NotContains), ("doesn't contain", ConditionKind.NotContains), ("do not contain", ConditionKind.NotContains),
        ("contains any of", ConditionKind.Contains), ("contains one of", ConditionKind.Contains), ("contains no", ConditionKind.NotContains),
        ("contains", ConditionKind.Contains), ("contain", ConditionKind.Contains), ("mentions", ConditionKind.Contains), ("includes", ConditionKind.Contains),
        ("not missing", ConditionKind.NotMissing), ("not empty", ConditionKind.NotMissing), ("present", ConditionKind.NotMissing), ("given", ConditionKind.NotMissing),
        ("missing", ConditionKind.Missing), ("empty", ConditionKind.Missing), ("blank", ConditionKind.Missing), ("not given", ConditionKind.Missing),
        ("not one of", ConditionKind.NotOneOf), ("none of", ConditionKind.NotOneOf), ("not in", ConditionKind.NotOneOf),
        ("one of", ConditionKind.OneOf), ("any of", ConditionKind.OneOf), ("either", ConditionKind.OneOf),
        ("at least", ConditionKind.AtLeast), ("no less than", ConditionKind.AtLeast), (">=", ConditionKind.AtLeast), ("≥", ConditionKind.AtLeast),
        ("at most", ConditionKind.AtMost), ("no more than", ConditionKind.AtMost), ("up to", ConditionKind.AtMost), ("<=", ConditionKind.AtMost), ("≤", ConditionKind.AtMost),
        ("older than", ConditionKind.OlderThan), ("more than", ConditionKind.Over), ("greater than", ConditionKind.Over), ("higher than", ConditionKind.Over),
        ("over", ConditionKind.Over), ("above", ConditionKind.Over), ("exceeds", ConditionKind.Over), (">", ConditionKind.Over),
        ("less than", ConditionKind.Under), ("lower than", ConditionKind.Under), ("under", ConditionKind.Under), ("below", ConditionKind.Under), ("<", ConditionKind.Under),
        ("before", ConditionKind.Before), ("after", ConditionKind.After), ("later than", ConditionKind.After),
        ("not equal to", ConditionKind.NotOneOf), ("!=", ConditionKind.NotOneOf), ("not", ConditionKind.NotOneOf),
        ("equal to", ConditionKind.OneOf), ("equals", ConditionKind.OneOf), ("=", ConditionKind.OneOf),
    ];

    /// <summary>Null where any part of it cannot be read: half a condition is no condition.</summary>
    public static ImmutableArray<Condition>? Parse(string text, IReadOnlyList<string> fields)
    {
        var pieces = new List<string>();
        string? subject = null;
        foreach (string piece in Names.Split(text, " and "))
        {
            bool isNew = ParseOne(piece, fields, subject) is not null;
            if (isNew || pieces.Count == 0)
            {
                pieces.Add(piece);
                subject = FieldAt(piece, fields, out _) ?? subject;
            }
            else
            {
                pieces[^1] += " and " + piece;
            }
        }

        var conditions = ImmutableArray.CreateBuilder<Condition>();
        subject = null;
        foreach (string piece in pieces)
        {
            if (ParseOne(piece, fields, subject) is not { } parsed)
            {
                return null;
            }

            conditions.AddRange(parsed);
            subject = parsed[0].Field;
        }

        return conditions.ToImmutable();
    }

    /// <summary>The field of the input that the text begins with, the longest name first; null for none.</summary>
    public static string? FieldAt(string text, IReadOnlyList<string> fields, out string rest)
    {
        string trimmed = text.Trim();
        foreach (string article in Articles)
        {
            if (trimmed.StartsWith(article, StringComparison.OrdinalIgnoreCase) && !fields.Any(field => Names.MatchStart(trimmed, field) > 0))
            {
                trimmed = trimmed[article.Length..];
                break;
            }
        }

        string? best = null;
        int length = 0;
        foreach (string field in fields)
        {
            int match = Names.MatchStart(trimmed, field);
            if (match > length)
            {
                (best, length) = (field, match);
            }
        }

        rest = trimmed[length..].Trim();
        return best;
    }

    private static ImmutableArray<Condition>? ParseOne(string text, IReadOnlyList<string> fields, string? subject)
    {
        string? field = FieldAt(text, fields, out string rest);
        bool isInherited = field is null;
        field ??= subject;
        if (field is null)
        {
            return null;
        }

        bool hasVerb = false;
        foreach (string verb in Verbs)
        {
            if (StartsWithWord(rest, verb))
            {
                rest = rest[verb.Length..].Trim();
                hasVerb = true;
                break;
            }
        }

        if (StartsWithWord(rest, "between"))
        {
            List<string> ends = Names.Split(rest["between".Length..], " and ");
            return ends.Count == 2
                ? [new Condition(field, ConditionKind.AtLeast, [Clean(ends[0])]), new Condition(field, ConditionKind.AtMost, [Clean(ends[1])])]
                : null;
        }

        foreach ((string words, ConditionKind kind) in Operators)
        {
            if (StartsWithWord(rest, words))
            {
                return Operands(kind, rest[words.Length..].Trim()) is { } operands ? [new Condition(field, kind, operands)] : null;
            }
        }

        return hasVerb && !isInherited && Operands(ConditionKind.OneOf, rest) is { } same ? [new Condition(field, ConditionKind.OneOf, same)] : null;
    }

    private static ImmutableArray<string>? Operands(ConditionKind kind, string text)
    {
        switch (kind)
        {
            case ConditionKind.Missing or ConditionKind.NotMissing:
                return text.Length == 0 ? ImmutableArray<string>.Empty : null;
            case ConditionKind.Contains or ConditionKind.NotContains:
                return List(Names.Split(text, ", or ", ",", " or ", "/"));
            case ConditionKind.OneOf or ConditionKind.NotOneOf:
                return List(Names.Split(text, ", or ", ", and ", ",", " or ", " and "));
            default:
                return Clean(text) is { Length: > 0 } operand && !operand.Contains(" or ", StringComparison.OrdinalIgnoreCase) ? [operand] : null;
        }
    }

    private static ImmutableArray<string>? List(List<string> parts)
    {
        ImmutableArray<string> operands = [.. parts.Select(Clean).Where(part => part.Length > 0)];
        return operands.IsEmpty ? null : operands;
    }

    private static string Clean(string text) => Names.Unquoted(text.Trim().TrimStart(':').TrimEnd('.', ',', ' '));

    private static bool StartsWithWord(string text, string words) =>
        text.StartsWith(words, StringComparison.OrdinalIgnoreCase)
        && (text.Length == words.Length || !char.IsLetterOrDigit(words[^1]) || !char.IsLetterOrDigit(text[words.Length]));
}
