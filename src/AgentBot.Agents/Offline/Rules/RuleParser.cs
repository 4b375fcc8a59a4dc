using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Rules;

/// <param name="Unread">Statements that look like rules and could not be read, as written.</param>
/// <param name="Others">How many statements are no rules at all: prose.</param>
public sealed record ParsedRules(ImmutableArray<Rule> Rules, ImmutableArray<string> Unread, int Others);

/// <summary>Reads the published grammar. What is not in it is prose and is left alone; what nearly is, is reported.</summary>
public static partial class RuleParser
{
    // A verdict followed by one of these means something else than "verdict if".
    private static readonly string[] Turning = ["only", "not", "never", "unless", "except", "even", "don't", "do"];

    public static ParsedRules Parse(string text, RuleSource source, Vocabulary words)
    {
        var rules = ImmutableArray.CreateBuilder<Rule>();
        var unread = ImmutableArray.CreateBuilder<string>();
        int others = 0;
        foreach (string statement in Statements.Of(text))
        {
            string core = Statements.Core(statement);
            if (ParseOne(statement, core, source, words) is { } rule)
            {
                rules.Add(rule);
            }
            else if (LooksLikeRule(core, words))
            {
                unread.Add(statement);
            }
            else
            {
                others++;
            }
        }

        return new ParsedRules(rules.ToImmutable(), unread.ToImmutable(), others);
    }

    private static Rule? ParseOne(string text, string core, RuleSource source, Vocabulary words)
    {
        Match rows = RowsPattern().Match(core);
        if (rows.Success)
        {
            ImmutableArray<int> numbers = RowNumbers(rows.Groups["rows"].Value);
            string said = WithoutReason(rows.Groups["said"].Value);
            RuleEffect? effect = RemovePattern().IsMatch(said) && words.OnlyRows() is { } only ? new RuleEffect.Remove(only.Name) : Assignment(said, words) ?? Head(said, words);
            return effect is null or RuleEffect.Collect || numbers.IsEmpty ? null : new Rule(text, source, effect, numbers, false, []);
        }

        Match remove = RemoveRowsPattern().Match(core);
        if (remove.Success && source == RuleSource.Note)
        {
            OutputField? field = remove.Groups["field"].Success ? words.Output(remove.Groups["field"].Value) : words.OnlyRows();
            return field is null ? null : new Rule(text, source, new RuleEffect.Remove(field.Name), RowNumbers(remove.Groups["rows"].Value), false, []);
        }

        Match add = AddPattern().Match(core);
        if (add.Success && source == RuleSource.Note && words.Output(add.Groups["field"].Value) is { Type: FieldType.Table or FieldType.List } target)
        {
            return new Rule(text, source, new RuleEffect.Add(target.Name, Names.Unquoted(add.Groups["line"].Value)), [], false, []);
        }

        Match otherwise = ElsePattern().Match(core);
        if (otherwise.Success)
        {
            string said = WithoutReason(otherwise.Groups["said"].Value);
            return (Assignment(said, words) ?? Head(said, words)) is { } effect and not RuleEffect.Collect ? new Rule(text, source, effect, [], true, []) : null;
        }

        return Conditional(text, core, source, words)
            ?? (Assignment(WithoutReason(core), words) is { } assign ? new Rule(text, source, assign, [], false, []) : null)
            ?? (source == RuleSource.Note && words.EffectOf(WithoutReason(core)) is RuleEffect.Verdict bare ? new Rule(text, source, bare, [], false, []) : null);
    }

    private static Rule? Conditional(string text, string core, RuleSource source, Vocabulary words)
    {
        Match turned = TurnedPattern().Match(core);
        (string head, string tail) = ("", "");
        if (turned.Success)
        {
            (head, tail) = (turned.Groups["head"].Value, turned.Groups["if"].Value);
        }
        else
        {
            Match match = IfPattern().Match(core);
            if (!match.Success)
            {
                return null;
            }

            (head, tail) = (match.Groups["head"].Value, match.Groups["if"].Value);
        }

        if ((Assignment(head, words) ?? Head(head, words)) is not { } effect)
        {
            return null;
        }

        IReadOnlyList<string> fields = effect is RuleEffect.Collect ? [.. Vocabulary.LineNames, .. words.Inputs] : words.Inputs;
        return ConditionParser.Parse(WithoutReason(tail), fields) is { } conditions ? new Rule(text, source, effect, [], false, conditions) : null;
    }

    // An option alone, after a label and a colon, after "mark as", or before its object: it is named, and nothing turns it round.
    private static RuleEffect? Head(string head, Vocabulary words)
    {
        string said = head.Trim();
        if (words.EffectOf(said) is { } whole)
        {
            return whole;
        }

        int colon = said.LastIndexOf(':');
        if (colon > 0)
        {
            return Head(said[(colon + 1)..], words);
        }

        said = LeadPattern().Replace(said, "", 1).Trim();
        string[] tokens = said.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length == 0 || tokens.Any(token => Turning.Contains(token, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        for (int taken = Math.Min(tokens.Length, 6); taken > 0; taken--)
        {
            if (tokens.Length - taken <= 3 && words.EffectOf(string.Join(' ', tokens[..taken])) is { } effect && (taken == tokens.Length || effect is RuleEffect.Verdict))
            {
                return effect;
            }
        }

        return null;
    }

    private static RuleEffect? Assignment(string text, Vocabulary words)
    {
        Match match = AssignPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string name = match.Groups["name"].Value;
        string value = Names.Unquoted(match.Groups["value"].Value);
        if (words.Output(name) is { } field)
        {
            return field.Type switch
            {
                FieldType.Choice choice => choice.Of.FirstOrDefault(option => Names.Same(option, value)) is { } option ? new RuleEffect.Verdict(field.Name, option) : null,
                FieldType.List or FieldType.Table => null,
                _ => new RuleEffect.Assign(field.Name, value),
            };
        }

        return words.TableColumn(name) is var (table, column) ? new RuleEffect.AssignCell(table.Name, column.Name, value) : null;
    }

    private static ImmutableArray<int> RowNumbers(string text)
    {
        var rows = ImmutableArray.CreateBuilder<int>();
        foreach (Match match in RangePattern().Matches(text))
        {
            int from = int.Parse(match.Groups["from"].Value, CultureInfo.InvariantCulture);
            int to = match.Groups["to"].Success ? int.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture) : from;
            for (int row = from; row <= to && rows.Count < 2_000; row++)
            {
                rows.Add(row);
            }
        }

        return rows.ToImmutable();
    }

    private static string WithoutReason(string text)
    {
        int because = text.IndexOf(" because ", StringComparison.OrdinalIgnoreCase);
        return (because < 0 ? text : text[..because]).Trim().TrimEnd('.', ',', ' ');
    }

    // An option, a field or an address at its beginning together with the words of a rule: worth telling that it was not read.
    private static bool LooksLikeRule(string core, Vocabulary words) =>
        RowsPattern().IsMatch(core)
        || ElsePattern().IsMatch(core)
        || (IfPattern().Match(core) is { Success: true } match && (Assignment(match.Groups["head"].Value, words) ?? Head(match.Groups["head"].Value, words)) is not null);

    [GeneratedRegex(@"^rows?\s+(?<rows>\d{1,6}(?:\s*(?:,|-|–|to|and|,\s*and)\s*\d{1,6})*)\s*(?:[:,–-]|\bis\b|\bshould be\b)?\s+(?<said>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex RowsPattern();

    [GeneratedRegex(@"^(?:remove|drop|delete)\s+(?:(?<field>(?!rows?\b)[\p{L}_ -]{2,40}?)\s+)?(?:rows?\s+|no\.?\s+|#)?(?<rows>\d{1,4}(?:\s*(?:,|-|–|to|and)\s*\d{1,4})*)(?:\s+(?:from|of|in)\s+(?:the\s+)?(?<field>[\p{L}_ -]{2,40}))?$", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex RemoveRowsPattern();

    [GeneratedRegex(@"^add\s+(?:to|in)\s+(?:the\s+)?(?<field>[\p{L}_ -]{2,40}?)\s*:\s*(?<line>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex AddPattern();

    [GeneratedRegex(@"^(?:remove|drop|delete)(?:\s+it)?$", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex RemovePattern();

    [GeneratedRegex(@"^(?:(?:else|otherwise|in all other cases|everything else)\s*[:,=]?|default\s*:)\s*(?<said>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex ElsePattern();

    [GeneratedRegex(@"^(?<head>.{1,120}?)\s+(?:if|when|where)\s+(?<if>.+)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex IfPattern();

    [GeneratedRegex(@"^(?:if|when|where)\s+(?<if>.+?)(?:,\s*then\s+|\s+then\s+|:\s+|,\s+(?=[^,]{1,60}$))(?<head>[^,]{1,80})$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex TurnedPattern();

    [GeneratedRegex(@"^(?:please\s+)?(?:mark|set|make|use|choose|answer|say|take|it is|this is|verdict)\b\s*(?:(?:it|them|this)\s+)?(?:as|to)?\s*", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex LeadPattern();

    [GeneratedRegex(@"^(?:(?:set|make)\s+)?(?:the\s+)?(?<name>[\p{L}_][\p{L}\p{N}_ -]{0,60}?)\s*(?:=|:=|\bshould be\b|\bis to be\b|\bto\b(?=\s+\S))\s*(?<value>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline, 2000)]
    private static partial Regex AssignPattern();

    [GeneratedRegex(@"(?<from>\d{1,6})(?:\s*(?:-|–|\bto\b)\s*(?<to>\d{1,6}))?", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex RangePattern();
}
