using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Format;

/// <summary>Compares a tree with the format and reports everything that does not fit. The readers after it take what fits and ignore the rest.</summary>
public sealed class ShapeChecker(Mistakes mistakes)
{
    private static readonly string[] Truths = ["true", "false"];

    public void Check(Node.Map node, MapSpec spec, string what)
    {
        foreach (Node.Entry entry in node.Entries)
        {
            if (spec.Find(entry.Key.Text) is { } key)
            {
                Check(entry.Value, key.Shape, key.Name);
            }
            else
            {
                mistakes.AddUnknown(entry.Key.At, "unknown-key", $"{what} has no key `{entry.Key.Text}`.", entry.Key.Text, spec.Names);
            }
        }

        foreach (KeySpec key in spec.Keys.Where(key => key.Required && node.Find(key.Name) is null))
        {
            mistakes.Add(node.At, "missing-key", $"{what} needs the key `{key.Name}`.", key.Help);
        }
    }

    private void Check(Node node, Shape shape, string key)
    {
        if (node is Node.Scalar { IsPlain: true, Text: "" or "~" or "null" or "Null" or "NULL" })
        {
            mistakes.Add(node.At, "no-value", $"`{key}` has no value.", shape is Shape.Text or Shape.Expression ? "Write one, or put the word into quotation marks." : "Write one, or delete the key.");
            return;
        }

        switch (shape)
        {
            case Shape.Either either:
                CheckEither(node, either, key);
                break;
            case Shape.Map map:
                if (node is Node.Map inner)
                {
                    Check(inner, map.Keys, map.Keys.Title);
                }
                else
                {
                    WrongKind(node, key, "a map of keys with values");
                }

                break;
            case Shape.MapOf map:
                CheckMapOf(node, map, key);
                break;
            case Shape.ListOf list:
                CheckList(node, list, key);
                break;
            case Shape.Writing:
                CheckWriting(node, key);
                break;
            default:
                if (node is Node.Scalar scalar)
                {
                    CheckScalar(scalar, shape, key);
                }
                else
                {
                    WrongKind(node, key, Says(shape));
                }

                break;
        }
    }

    private void CheckEither(Node node, Shape.Either either, string key)
    {
        Shape? form = either.Forms.FirstOrDefault(form => form switch
        {
            Shape.Map or Shape.MapOf => node is Node.Map,
            Shape.ListOf => node is Node.Sequence,
            Shape.Writing => node is not Node.Map,
            _ => node is Node.Scalar,
        });
        if (form is null)
        {
            WrongKind(node, key, string.Join(" or ", either.Forms.Select(Says)));
        }
        else
        {
            Check(node, form, key);
        }
    }

    private void CheckMapOf(Node node, Shape.MapOf shape, string key)
    {
        if (node is not Node.Map map)
        {
            WrongKind(node, key, $"a map with the {shape.Key} as key");
            return;
        }

        if (map.Entries.Length == 0)
        {
            mistakes.Add(node.At, "no-value", $"`{key}` is empty.", "Write something, or delete the key.");
        }

        if (map.Entries.Length > shape.Most)
        {
            mistakes.Add(map.Entries[shape.Most].Key.At, "too-many", $"`{key}` has {map.Entries.Length} entries; at most {shape.Most} are allowed.");
        }

        foreach (Node.Entry entry in map.Entries)
        {
            if (!shape.Rule.Allows(entry.Key.Text))
            {
                mistakes.Add(entry.Key.At, "bad-name", $"`{Short(entry.Key.Text)}` is no good {shape.Key}.", $"Use {shape.Rule.Says()}.");
            }

            Check(entry.Value, shape.Value, entry.Key.Text);
        }
    }

    private void CheckList(Node node, Shape.ListOf shape, string key)
    {
        if (node is not Node.Sequence list)
        {
            mistakes.Add(node.At, "wrong-kind", $"`{key}` is a list.", node is Node.Scalar one ? $"Write [{Short(one.Text)}]." : "Begin each item with a hyphen.");
            return;
        }

        if (list.Items.Length == 0)
        {
            mistakes.Add(node.At, "no-value", $"`{key}` is empty.", "Write something, or delete the key.");
        }

        if (list.Items.Length > shape.Most)
        {
            mistakes.Add(list.Items[shape.Most].At, "too-many", $"`{key}` has {list.Items.Length} items; at most {shape.Most} are allowed.");
        }

        foreach (Node item in list.Items)
        {
            Check(item, shape.Item, key);
        }
    }

    private void CheckWriting(Node node, string key)
    {
        switch (node)
        {
            case Node.Scalar scalar:
                CheckScalar(scalar, new Shape.Text(16_000), key);
                break;
            case Node.Sequence list:
                foreach (Node item in list.Items)
                {
                    Check(item, new Shape.Writing(), key);
                }

                break;
            case Node.Map map:
                foreach (Node.Entry entry in map.Entries)
                {
                    if (!NameRule.Column.Allows(entry.Key.Text))
                    {
                        mistakes.Add(entry.Key.At, "bad-name", $"`{Short(entry.Key.Text)}` is no good name of a field.", $"Use {NameRule.Column.Says()}.");
                    }

                    Check(entry.Value, new Shape.Writing(), entry.Key.Text);
                }

                break;
        }
    }

    private void CheckScalar(Node.Scalar node, Shape shape, string key)
    {
        string text = node.Text;
        switch (shape)
        {
            case Shape.Text limit when text.Length > limit.Longest:
                mistakes.Add(node.At, "text-too-long", $"`{key}` has {text.Length:N0} characters; at most {limit.Longest:N0} are allowed.", "Shorten it.");
                break;
            case Shape.Expression when text.Length > 4_000:
                mistakes.Add(node.At, "text-too-long", $"`{key}` has {text.Length:N0} characters; at most 4,000 are allowed.", "Shorten it.");
                break;
            case Shape.Name name when !name.Rule.Allows(text):
                mistakes.Add(node.At, "bad-name", $"`{Short(text)}` is no good name for `{key}`.", $"Use {name.Rule.Says()}.");
                break;
            case Shape.Words words when !words.Known.Any(word => word.Text == text):
                mistakes.AddUnknown(node.At, "unknown-word", $"`{key}` cannot be `{Short(text)}`.", text, words.Known.Select(word => word.Text));
                break;
            case Shape.WordsOrStep words when !NameRule.Id.Allows(text):
                mistakes.Add(node.At, "unknown-word", $"`{key}` cannot be `{Short(text)}`.", $"Expected {string.Join(", ", words.Known)} or the id of a step.");
                break;
            case Shape.Boolean when !Truths.Contains(text):
                mistakes.Add(node.At, "not-true-or-false", $"`{key}` is true or false, not `{Short(text)}`.", DateReader.TryReadBoolean(text, LocaleFormats.Unstated, out bool isTrue) ? $"Did you mean `{(isTrue ? "true" : "false")}`?" : null);
                break;
            case Shape.Whole range:
                CheckWhole(node, range, key);
                break;
            case Shape.WholeOr range when text != range.Word:
                CheckWhole(node, new Shape.Whole(range.Min, range.Max), key);
                break;
            case Shape.Decimal when !Scalars.TryDecimal(text, out _):
                mistakes.Add(node.At, "not-a-number", $"`{key}` is a number, not `{Short(text)}`.", "Write digits only, such as 1000 or 12.50.");
                break;
            case Shape.Length when !DateReader.TryReadDuration(text, out TimeSpan length) || length <= TimeSpan.Zero:
                mistakes.Add(node.At, "not-a-duration", $"`{key}` is a length of time, not `{Short(text)}`.", "Write it as 90s, 10m, 4h or 2d.");
                break;
            case Shape.Waiting when WaitingLength.Read(text) is null:
                mistakes.Add(node.At, "not-a-duration", $"`{key}` is a length of time, not `{Short(text)}`.", "Write it as 90s, 10m, 4h or 2d, or as 4 working hours or 2 working days.");
                break;
            case Shape.Cost when !Scalars.TryCost(text, out _, out _):
                mistakes.Add(node.At, "not-an-amount", $"`{key}` is an amount with its currency, not `{Short(text)}`.", "Write it as 2.00 USD.");
                break;
            case Shape.Principal when NameRules.Principal(text) is null:
                mistakes.Add(
                    node.At,
                    "bad-name",
                    $"`{key}` is a person or a group, not `{Short(text)}`.",
                    text.Contains("{{", StringComparison.Ordinal) ? "Who decides is written out, never taken from data." : "Write it as @finance-leads.");
                break;
        }
    }

    private void CheckWhole(Node.Scalar node, Shape.Whole range, string key)
    {
        if (!Scalars.TryWhole(node.Text, out long number))
        {
            bool zero = node.Text.Length > 1 && node.Text[0] == '0' && node.Text.All(char.IsAsciiDigit);
            mistakes.Add(node.At, "not-a-number", $"`{key}` is a whole number, not `{Short(node.Text)}`.", zero ? $"Write {node.Text.TrimStart('0')} without the leading zero." : "Write digits only, such as 1000.");
        }
        else if (number < range.Min || number > range.Max)
        {
            mistakes.Add(
                node.At,
                "out-of-range",
                $"`{key}` is {number.ToString(CultureInfo.InvariantCulture)}; it must be {range.Min.ToString(CultureInfo.InvariantCulture)} to {range.Max.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    private void WrongKind(Node node, string key, string expected)
    {
        string? hint = node is Node.Map { Entries: [{ Key.Text: var first, Value: var value }] } && first.Length > 0 && value is Node.Map or Node.Scalar { Text: "" }
            ? "Put text that begins with { into quotation marks: \"{{ … }}\"."
            : null;
        mistakes.Add(node.At, "wrong-kind", $"`{key}` is {expected}, here stands {Kind(node)}.", hint);
    }

    private static string Kind(Node node) => node switch
    {
        Node.Scalar => "text",
        Node.Sequence => "a list",
        _ => "a map",
    };

    private static string Says(Shape shape) => shape switch
    {
        Shape.Words words => words.Known.Length == 1 ? words.Known[0].Text : "one of " + string.Join(", ", words.Known.Select(word => word.Text)),
        Shape.WordsOrStep words => string.Join(", ", words.Known) + " or the id of a step",
        Shape.WholeOr range => $"a number or {range.Word}",
        Shape.Whole or Shape.Decimal => "a number",
        Shape.Boolean => "true or false",
        Shape.Length or Shape.Waiting => "a length of time",
        Shape.Cost => "an amount with its currency",
        Shape.Principal => "a person or a group",
        Shape.ListOf => "a list",
        Shape.Map or Shape.MapOf => "a map",
        Shape.Name => "a name",
        Shape.Expression => "text or an expression",
        _ => "text",
    };

    private static string Short(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= 40 ? line : line[..40] + "…";
    }
}
