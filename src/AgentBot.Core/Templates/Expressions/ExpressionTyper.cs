using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>Finds the type of an expression at load and everything that cannot work in it.</summary>
internal sealed class ExpressionTyper(ExpressionTypes types)
{
    private static readonly FieldType Any = new FieldType.Any();
    private static readonly FieldType FailedItems = new FieldType.Table(
        [new("key", new FieldType.Text()), new("item", new FieldType.Any()), new("reason", new FieldType.Text())], Open: false);

    private readonly List<ExpressionMistake> _mistakes = [];

    public static (FieldType Type, IReadOnlyList<ExpressionMistake> Mistakes) TypeOf(ParsedWriting writing, ExpressionTypes types)
    {
        if (writing.Mistake is { } broken)
        {
            return (Any, [broken]);
        }

        var typer = new ExpressionTyper(types);
        FieldType? whole = null;
        foreach (WritingPiece piece in writing.Pieces)
        {
            whole = piece.Expression is null ? whole : typer.Type(piece.Expression);
        }

        return (writing.Whole is null ? new FieldType.Text() : whole ?? Any, typer._mistakes);
    }

    public FieldType Type(ExpressionNode node) => node switch
    {
        ExpressionNode.Literal literal => TypeOfLiteral(literal.Value),
        ExpressionNode.Path path => TypeOfPath(path),
        ExpressionNode.Filter filter => TypeOfFilter(filter),
        ExpressionNode.Compare compare => TypeOfCompare(compare),
        ExpressionNode.Both both => TypeOfBoth(both),
        ExpressionNode.Not not => Condition(not.Of),
        _ => Any,
    };

    public void Mistake(int at, string message, string? suggestion = null) => _mistakes.Add(new ExpressionMistake(at, message, suggestion));

    private static FieldType TypeOfLiteral(Value value) => value switch
    {
        Value.Number => new FieldType.Number(),
        Value.Boolean => new FieldType.Boolean(),
        _ => new FieldType.Text(),
    };

    private FieldType.Boolean TypeOfBoth(ExpressionNode.Both both)
    {
        Condition(both.Left);
        return Condition(both.Right);
    }

    private FieldType.Boolean Condition(ExpressionNode node)
    {
        FieldType type = Type(node);
        if (type is not FieldType.Boolean and not FieldType.Any)
        {
            Mistake(node.At, $"Here a condition is expected, but this is {TypeWords.Of(type)}.", "Compare it with something, or ask `| empty`.");
        }

        return new FieldType.Boolean();
    }

    private FieldType TypeOfPath(ExpressionNode.Path path)
    {
        switch (path.Root)
        {
            case "today":
                return Below(new FieldType.Date(), path, 0, "today");
            case "item":
                if (types.Item is not null)
                {
                    return Below(types.Item, path, 0, "item");
                }

                Mistake(path.At, "`item` exists only in a step with for_each.");
                return Any;
            case "event":
                if (types.Event is not null)
                {
                    return Below(types.Event, path, 0, "event");
                }

                Mistake(path.At, "`event` exists only in what a schedule takes from something that happens.");
                return Any;
            case "inputs":
                if (path.Segments.Length > 0)
                {
                    return Below(types.Inputs, path, 0, "inputs");
                }

                return types.Inputs;
            default:
                return TypeOfStep(path);
        }
    }

    private FieldType TypeOfStep(ExpressionNode.Path path)
    {
        if (path.Segments.Length == 0)
        {
            Mistake(path.At, "Behind `steps` the name of a step is expected.", "Write steps.name.");
            return Any;
        }

        Segment step = path.Segments[0];
        if (!types.Steps.TryGetValue(step.Name, out StepType? known))
        {
            string? near = NearestWord.Of(step.Name, types.Steps.Keys);
            Mistake(step.At, $"There is no step `{step.Name}`.", near is null ? null : $"Did you mean `{near}`?");
            return Any;
        }

        FieldType output = known.Output;
        if (path.Segments.Length > 1)
        {
            string next = path.Segments[1].Name;
            if (next == "artifact" && (output as FieldType.Record)?.Fields.Any(field => field.Name == "artifact") != true)
            {
                return Below(new FieldType.Artifact(known.Artifact), path, 2, $"steps.{step.Name}.artifact");
            }

            if (next == "failed" && known.FansOut)
            {
                return Below(FailedItems, path, 2, $"steps.{step.Name}.failed");
            }
        }

        return Below(output, path, 1, $"steps.{step.Name}");
    }

    private FieldType Below(FieldType type, ExpressionNode.Path path, int from, string soFar)
    {
        for (int i = from; i < path.Segments.Length; i++)
        {
            Segment segment = path.Segments[i];
            FieldType? next = type switch
            {
                FieldType.Any => Any,
                FieldType.Record record => TypeWords.Find(record.Fields, segment.Name) ?? (record.Open ? Any : null),
                FieldType.File when segment.Name == "name" => new FieldType.Text(),
                FieldType.Money when segment.Name == "amount" => new FieldType.Number(),
                FieldType.Money when segment.Name == "currency" => new FieldType.Text(),
                _ => null,
            };
            if (next is null)
            {
                Missing(type, segment, soFar);
                return Any;
            }

            soFar = $"{soFar}.{segment.Name}";
            type = next;
        }

        return type;
    }

    private void Missing(FieldType type, Segment segment, string soFar)
    {
        switch (type)
        {
            case FieldType.Record record:
                string[] names = [.. record.Fields.Select(field => field.Name)];
                string? near = NearestWord.Of(segment.Name, names);
                Mistake(
                    segment.At,
                    $"`{soFar}` has no field `{segment.Name}`.",
                    near is not null ? $"Did you mean `{near}`?" : names.Length is > 0 and <= 24 ? $"It has {string.Join(", ", names)}." : null);
                break;
            case FieldType.List or FieldType.Table:
                Mistake(segment.At, $"`{soFar}` is {TypeWords.Of(type)}; it has no field `{segment.Name}` of its own.", $"Take one with `| first`, or all values with `| field(\"{segment.Name}\")`.");
                break;
            default:
                Mistake(segment.At, $"`{soFar}` is {TypeWords.Of(type)}; it has no field `{segment.Name}`.");
                break;
        }
    }

    private FieldType TypeOfFilter(ExpressionNode.Filter filter)
    {
        FieldType of = Type(filter.Of);
        ImmutableArray<FieldType> arguments = [.. filter.Arguments.Select(Type)];
        if (!Filters.All.TryGetValue(filter.Name, out Filter? definition))
        {
            string? near = NearestWord.Of(filter.Name, Filters.All.Keys);
            Mistake(filter.At, $"There is no filter `{filter.Name}`.", near is null ? $"There are {string.Join(", ", Filters.All.Keys)}." : $"Did you mean `{near}`?");
            return Any;
        }

        if (arguments.Length < definition.Least || arguments.Length > definition.Most)
        {
            Mistake(filter.At, $"`{filter.Name}` takes {Count(definition)}, here {arguments.Length}.", $"Write {definition.Usage}.");
            return Any;
        }

        return definition.Type(new FilterTyping(this, filter, of, arguments));
    }

    private static string Count(Filter definition) =>
        definition.Least == definition.Most
            ? definition.Most switch { 0 => "no arguments", 1 => "one argument", _ => $"{definition.Most} arguments" }
            : $"{definition.Least} to {definition.Most} arguments";

    private FieldType.Boolean TypeOfCompare(ExpressionNode.Compare compare)
    {
        FieldType left = Type(compare.Left);
        FieldType right = Type(compare.Right);
        CheckOption(left, compare.Right);
        CheckOption(right, compare.Left);
        bool ordered = compare.How is not Comparison.Equal and not Comparison.NotEqual;
        if (!Comparable(left, right, compare.Right) && !Comparable(right, left, compare.Left))
        {
            Mistake(compare.At, $"{Capital(TypeWords.Of(left))} cannot be compared with {TypeWords.Of(right)}.");
        }
        else if (ordered && (IsUnordered(left) || IsUnordered(right)))
        {
            Mistake(compare.At, $"{Capital(TypeWords.Of(IsUnordered(left) ? left : right))} is neither more nor less than something else.", "Use == or !=.");
        }

        return new FieldType.Boolean();
    }

    private void CheckOption(FieldType type, ExpressionNode other)
    {
        if (type is FieldType.Choice choice && other is ExpressionNode.Literal { Value: Value.Text text } && !choice.Of.Contains(text.Content))
        {
            string? near = NearestWord.Of(text.Content, choice.Of);
            Mistake(other.At, $"“{text.Content}” is not one of {string.Join(", ", choice.Of)}.", near is null ? null : $"Did you mean \"{near}\"?");
        }
    }

    private static bool IsUnordered(FieldType type) => type is FieldType.Boolean or FieldType.Choice or FieldType.User or FieldType.Channel;

    private static bool Comparable(FieldType a, FieldType b, ExpressionNode bNode) => (a, b) switch
    {
        (FieldType.Any, not (FieldType.List or FieldType.Table or FieldType.Record)) => true,
        (FieldType.Number or FieldType.Money, FieldType.Number or FieldType.Money) => true,
        (FieldType.Date, FieldType.Text) => bNode is ExpressionNode.Literal { Value: Value.Text day } && DateOnly.TryParseExact(day.Content, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        (FieldType.Duration, FieldType.Text) => bNode is ExpressionNode.Literal { Value: Value.Text length } && DateReader.TryReadDuration(length.Content, out _),
        (FieldType.Choice, FieldType.Text or FieldType.Choice) or (FieldType.Text, FieldType.Choice) => true,
        (FieldType.List or FieldType.Table or FieldType.Record or FieldType.File or FieldType.Artifact, _) => false,
        _ => a.GetType() == b.GetType(),
    };

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
