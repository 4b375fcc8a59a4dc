using System.Collections.Immutable;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads the type of an input, a field or a column, written as one word or as a map.</summary>
internal sealed class FieldTypeReader(Mistakes mistakes, SourceMap source)
{
    private static readonly (string Key, string[] Types)[] OnlyFor =
    [
        ("of", ["choice"]),
        ("min", ["number", "money"]),
        ("max", ["number", "money", "text"]),
        ("columns", ["file", "table"]),
        ("accept", ["file"]),
        ("locale", ["file"]),
    ];

    public FieldType Read(Node node, string what)
    {
        if (node is Node.Scalar scalar)
        {
            return OfWord(scalar, scalar.Text, null, what);
        }

        if (node is not Node.Map map)
        {
            return new FieldType.Any();
        }

        var fields = new Fields(map, source);
        string word = fields.Text("type") ?? "";
        foreach ((string key, string[] types) in OnlyFor)
        {
            if (fields.Has(key) && !types.Contains(word) && TemplateFormat.FieldTypes.Any(known => known.Text == word))
            {
                mistakes.Add(fields.At(key), "key-not-here", $"`{key}` belongs to the type {string.Join(" or ", types)}, not to {word}.", "Delete it, or change the type.");
            }
        }

        return OfWord(map.Find("type") ?? map, word, fields, what);
    }

    public ImmutableArray<Column> ReadColumns(IEnumerable<Node.Entry> entries)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var columns = ImmutableArray.CreateBuilder<Column>();
        foreach (Node.Entry entry in entries)
        {
            if (names.Add(entry.Key.Text))
            {
                columns.Add(new Column(entry.Key.Text, Read(entry.Value, $"column {entry.Key.Text}")));
            }
            else
            {
                mistakes.Add(entry.Key.At, "duplicate-key", $"There are two columns `{entry.Key.Text}` (upper and lower case are the same).");
            }
        }

        return columns.ToImmutable();
    }

    private FieldType OfWord(Node at, string word, Fields? fields, string what)
    {
        decimal? min = fields?.Decimal("min");
        decimal? max = fields?.Decimal("max");
        if (min > max)
        {
            mistakes.Add(fields!.At("max"), "out-of-range", "`max` is less than `min`.");
        }

        switch (word)
        {
            case "text":
                return new FieldType.Text(TextLimit(fields, max));
            case "number":
                return new FieldType.Number(min, max);
            case "money":
                return new FieldType.Money(min, max);
            case "date":
                return new FieldType.Date();
            case "month":
                return new FieldType.Month();
            case "duration":
                return new FieldType.Duration();
            case "boolean":
                return new FieldType.Boolean();
            case "user":
                return new FieldType.User();
            case "channel":
                return new FieldType.Channel();
            case "choice":
                return ReadChoice(at, fields, what);
            case "file":
                return new FieldType.File(
                    [.. fields?.List("accept").Select(ending => ending.TrimStart('.').ToLowerInvariant()) ?? []],
                    ReadColumns(fields?.Entries("columns") ?? []),
                    Locale(fields));
            case "table":
                return new FieldType.Table(ReadColumns(fields?.Entries("columns") ?? []), Open: fields?.Has("columns") != true);
            default:
                return new FieldType.Any();
        }
    }

    private FieldType.Choice ReadChoice(Node at, Fields? fields, string what)
    {
        ImmutableArray<string> options = fields?.List("of") ?? [];
        if (options.IsEmpty && fields?.Has("of") != true)
        {
            mistakes.Add(at.At, "missing-key", $"The choice {what} does not say its words.", "Write { type: choice, of: [yes, no] }.");
        }

        foreach (IGrouping<string, string> same in options.GroupBy(option => option, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            mistakes.Add(fields!.At("of"), "duplicate-word", $"The word `{same.Key}` stands twice in `of` (upper and lower case are the same).");
        }

        return new FieldType.Choice([.. options.Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private int? TextLimit(Fields? fields, decimal? max)
    {
        if (max is null)
        {
            return null;
        }

        if (max is >= 1 and <= ValueReader.LongestText && decimal.IsInteger(max.Value))
        {
            return (int)max.Value;
        }

        mistakes.Add(fields!.At("max"), "out-of-range", $"A text has 1 to {ValueReader.LongestText:N0} characters.");
        return null;
    }

    private string? Locale(Fields? fields)
    {
        if (fields?.Text("locale") is not { } name)
        {
            return null;
        }

        if (LocaleFormats.Find(name) is { } known)
        {
            return known.Name;
        }

        mistakes.AddUnknown(fields.At("locale"), "unknown-locale", $"The locale `{name}` is not known.", name, LocaleFormats.Names);
        return null;
    }
}
