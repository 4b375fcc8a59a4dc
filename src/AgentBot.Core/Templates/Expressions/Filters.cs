using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>Every filter there is. The reference in templates/README.md is made from this table.</summary>
internal static class Filters
{
    private static readonly FieldType Any = new FieldType.Any();
    private static readonly FieldType Text = new FieldType.Text();
    private static readonly FieldType Number = new FieldType.Number();
    private static readonly FieldType Boolean = new FieldType.Boolean();

    private static readonly ImmutableArray<string> Operators = ["==", "!=", "<", "<=", ">", ">=", "contains"];

    public static ImmutableArray<Filter> Table { get; } =
    [
        new("default", "default(value)", "The value where there is none: an empty input, a skipped step, an empty cell.", 1, 1, TypeOfDefault, call => call.Of is Value.Missing or Value.Text { Content: "" } ? call.Arguments[0] : call.Of),
        new("empty", "empty", "Whether there is no value, no text or no item.", 0, 0, _ => Boolean, call => new Value.Boolean(IsEmpty(call.Of))),
        new("count", "count", "How many items or rows there are.", 0, 0, typing => Counted(typing), call => new Value.Number(CountOf(call))),
        new("sum", "sum or sum(\"field\")", "The total of numbers or money.", 0, 1, TypeOfAmounts, call => ListFilters.Sum(call)),
        new("average", "average(\"field\")", "The mean of numbers or money.", 0, 1, TypeOfAmounts, call => ListFilters.Average(call)),
        new("min", "min(\"field\")", "The smallest value.", 0, 1, TypeOfValues, call => ListFilters.Extreme(call, -1)),
        new("max", "max(\"field\")", "The largest value.", 0, 1, TypeOfValues, call => ListFilters.Extreme(call, 1)),
        new("first", "first", "The first item or row; nothing where there is none.", 0, 0, typing => typing.Element(), call => call.Items() is [var first, ..] ? first : Value.Missing.Instance),
        new("last", "last", "The last item or row; nothing where there is none.", 0, 0, typing => typing.Element(), call => call.Items() is [.., var last] ? last : Value.Missing.Instance),
        new("field", "field(\"name\")", "One field of every item, as a list.", 1, 1, typing => new FieldType.List(typing.FieldNamed(0)), call => new Value.List(ListFilters.Values(call, 0))),
        new("where", "where(\"field\", value) or where(\"field\", \">\", value)", "The items whose field compares so: ==, !=, <, <=, >, >= or contains.", 2, 3, TypeOfWhere, call => ListFilters.Where(call)),
        new("sort", "sort(\"field\") or sort(\"field\", \"down\")", "The items in order of a field, smallest first, or largest first with \"down\".", 1, 2, TypeOfSort, call => ListFilters.Sort(call)),
        new("take", "take(count)", "The first items, at most that many.", 1, 1, typing => typing.Returning(typing.Of, typeof(FieldType.List), typeof(FieldType.Table)), call => ListFilters.Take(call)),
        new("distinct", "distinct", "Every value once, in order of appearance.", 0, 0, typing => typing.Returning(typing.Of, typeof(FieldType.List)), call => ListFilters.Distinct(call)),
        new("join", "join or join(\", \")", "The items as one text, with commas or what is given between them.", 0, 1, typing => { typing.Element(); return Text; }, call => ListFilters.Join(call)),
        new("contains", "contains(\"text\")", "Whether a text has that piece, or a list that value; upper and lower case are the same.", 1, 1, typing => typing.Returning(Boolean, typeof(FieldType.Text), typeof(FieldType.Choice), typeof(FieldType.List)), call => new Value.Boolean(Contains(call))),
        new("upper", "upper", "In capitals.", 0, 0, TypeOfText, call => new Value.Text(Paid(call).ToUpperInvariant())),
        new("lower", "lower", "In small letters.", 0, 0, TypeOfText, call => new Value.Text(Paid(call).ToLowerInvariant())),
        new("trim", "trim", "Without white space around it.", 0, 0, TypeOfText, call => new Value.Text(Paid(call).Trim())),
        new("round", "round or round(2)", "Rounded to so many decimals, halves away from zero.", 0, 1, typing => typing.Numeric(typing.Of), call => Round(call)),
        new("number", "number or number(2)", "A number as text with so many decimals: 1,234.50.", 0, 1, typing => { typing.Numeric(typing.Of); return Text; }, call => new Value.Text(Written(call))),
        new("money", "money or money(\"EUR\")", "Money as text: 28,914.30 EUR. The argument names the currency where the value has none.", 0, 1, typing => { typing.Numeric(typing.Of); return Text; }, call => new Value.Text(Money(call))),
        new("date", "date or date(\"iso\")", "A day as text: 25 Nov 2026, or with \"weekday\" Wed 25 Nov 2026, or with \"iso\" 2026-11-25.", 0, 1, typing => typing.Returning(Text, typeof(FieldType.Date)), call => new Value.Text(Date(call))),
        new("plus", "plus(\"14d\")", "A day that much later.", 1, 1, typing => typing.Returning(new FieldType.Date(), typeof(FieldType.Date)), call => Plus(call)),
        new("text", "text", "The value as people read it.", 0, 0, _ => Text, call => new Value.Text(Paid(call))),
        new("as", "as(\"type\")", "Reads a text as number, money, date, month, duration, choice or boolean.", 1, 1, TypeOfAs, call => As(call)),
    ];

    public static FrozenDictionary<string, Filter> All { get; } = Table.ToFrozenDictionary(filter => filter.Name);

    public static FieldType? NamedType(string name, string option) => name switch
    {
        "number" => new FieldType.Number(),
        "money" => new FieldType.Money(),
        "date" => new FieldType.Date(),
        "month" => new FieldType.Month(),
        "duration" => new FieldType.Duration(),
        "choice" => new FieldType.Choice([option]),
        "boolean" => new FieldType.Boolean(),
        _ => null,
    };

    public static bool IsOperator(string text) => Operators.Contains(text);

    private static FieldType TypeOfDefault(FilterTyping typing)
    {
        FieldType of = typing.Of;
        FieldType otherwise = typing.Arguments[0];
        if (of is FieldType.Any)
        {
            return otherwise;
        }

        if (!TypeWords.Fits(otherwise, of) && !(of is FieldType.Choice && otherwise is FieldType.Text) && !TypeWords.Fits(of, otherwise))
        {
            typing.Typer.Mistake(typing.Node.Arguments[0].At, $"The default is {TypeWords.Of(otherwise)}, but the value is {TypeWords.Of(of)}.");
        }

        return of;
    }

    private static FieldType Counted(FilterTyping typing)
    {
        typing.Element();
        return Number;
    }

    private static FieldType TypeOfAmounts(FilterTyping typing) => typing.Numeric(TypeOfValues(typing));

    private static FieldType TypeOfValues(FilterTyping typing) => typing.Arguments.Length > 0 ? typing.FieldNamed(0) : typing.Element();

    private static FieldType TypeOfWhere(FilterTyping typing)
    {
        FieldType field = typing.FieldNamed(0);
        int valueAt = typing.Arguments.Length - 1;
        if (valueAt == 2 && (typing.Node.Arguments[1] is not ExpressionNode.Literal { Value: Value.Text how } || !IsOperator(how.Content)))
        {
            typing.Typer.Mistake(typing.Node.Arguments[1].At, "The second of three arguments is a comparison in quotation marks.", "Write ==, !=, <, <=, >, >= or contains.");
        }

        if (field is FieldType.Choice choice && typing.Node.Arguments[valueAt] is ExpressionNode.Literal { Value: Value.Text option } && !choice.Of.Contains(option.Content))
        {
            string? near = NearestWord.Of(option.Content, choice.Of);
            typing.Typer.Mistake(typing.Node.Arguments[valueAt].At, $"“{option.Content}” is not one of {string.Join(", ", choice.Of)}.", near is null ? null : $"Did you mean \"{near}\"?");
        }

        return typing.Of;
    }

    private static FieldType TypeOfSort(FilterTyping typing)
    {
        typing.FieldNamed(0);
        return typing.Of;
    }

    private static FieldType TypeOfText(FilterTyping typing) => typing.Returning(Text, typeof(FieldType.Text), typeof(FieldType.Choice));

    private static FieldType TypeOfAs(FilterTyping typing)
    {
        if (typing.Node.Arguments[0] is ExpressionNode.Literal { Value: Value.Text name } && NamedType(name.Content, (typing.Node.Of as ExpressionNode.Literal)?.Value is Value.Text option ? option.Content : "") is { } type)
        {
            return type;
        }

        typing.Typer.Mistake(typing.Node.Arguments[0].At, "`as` takes number, money, date, month, duration, choice or boolean in quotation marks.");
        return Any;
    }

    private static bool IsEmpty(Value value) => value switch
    {
        Value.Missing => true,
        Value.Text text => string.IsNullOrWhiteSpace(text.Content),
        Value.List list => list.Items.Length == 0,
        Value.Table table => table.Data.Rows.Length == 0,
        _ => false,
    };

    private static int CountOf(FilterCall call) => call.Of switch
    {
        Value.List list => list.Items.Length,
        Value.Table table => table.Data.Rows.Length,
        Value.Missing => 0,
        _ => throw new EvaluationStopped($"“count” needs a list, not {ValueWords.KindOf(call.Of)}."),
    };

    private static bool Contains(FilterCall call)
    {
        string piece = call.TextArgument(0, "");
        return call.Of is Value.List
            ? call.Items().Any(item => string.Equals(ValueWords.Of(item), piece, StringComparison.OrdinalIgnoreCase))
            : Paid(call).Contains(piece, StringComparison.OrdinalIgnoreCase);
    }

    private static string Paid(FilterCall call)
    {
        string text = ValueWords.Of(call.Of);
        call.Budget.Spend(text.Length / 100);
        return text;
    }

    private static Value Round(FilterCall call)
    {
        int decimals = Math.Min(call.WholeArgument(0, 0), 28);
        return call.Of switch
        {
            Value.Missing => call.Of,
            Value.Money money => money with { Amount = Math.Round(money.Amount, decimals, MidpointRounding.AwayFromZero) },
            _ => new Value.Number(Math.Round(Comparing.AmountOf(call.Of), decimals, MidpointRounding.AwayFromZero)),
        };
    }

    private static string Written(FilterCall call)
    {
        if (call.Of is Value.Missing)
        {
            return "";
        }

        decimal amount = Comparing.AmountOf(call.Of);
        return call.Arguments.Length == 0 ? ValueWords.Number(amount) : amount.ToString("N" + Math.Min(call.WholeArgument(0, 0), 12), CultureInfo.InvariantCulture);
    }

    private static string Money(FilterCall call) => call.Of switch
    {
        Value.Missing => "",
        Value.Money { Currency.Length: > 0 } money => ValueWords.Money(money),
        _ => ValueWords.Money(new Value.Money(Comparing.AmountOf(call.Of), call.TextArgument(0, ""))),
    };

    private static string Date(FilterCall call) => call.Of switch
    {
        Value.Missing => "",
        Value.Date date => call.TextArgument(0, "") switch
        {
            "" => ValueWords.Day(date.Day),
            "weekday" => date.Day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture),
            "iso" => date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var other => throw new EvaluationStopped($"“date” knows iso and weekday, not {other}."),
        },
        _ => throw new EvaluationStopped($"“date” needs a date, not {ValueWords.KindOf(call.Of)}."),
    };

    private static Value Plus(FilterCall call)
    {
        TimeSpan length = call.Arguments[0] switch
        {
            Value.Duration duration => duration.Length,
            Value.Text text when DateReader.TryReadDuration(text.Content, out TimeSpan read) => read,
            _ => throw new EvaluationStopped("“plus” needs a length of time such as 14d."),
        };
        return call.Of switch
        {
            Value.Missing => call.Of,
            Value.Date date when (DateOnly.MaxValue.DayNumber - date.Day.DayNumber) >= length.TotalDays => new Value.Date(date.Day.AddDays((int)length.TotalDays)),
            _ => throw new EvaluationStopped($"“plus” needs a date, not {ValueWords.KindOf(call.Of)}."),
        };
    }

    private static Value As(FilterCall call)
    {
        if (call.Of is Value.Missing)
        {
            return call.Of;
        }

        string text = Paid(call);
        FieldType type = NamedType(call.TextArgument(0, ""), text) ?? throw new EvaluationStopped("“as” does not know this type.");
        Result<Value> read = ValueReader.Read(text, type, LocaleFormats.Unstated);
        return read.IsRefused ? throw new EvaluationStopped(read.Refusal!.ToString()) : read.Value;
    }
}
