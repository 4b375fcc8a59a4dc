using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>How much work one evaluation may be: every node, every item a filter touches and every 100 characters of text cost one step.</summary>
internal sealed class StepBudget(int steps)
{
    private int _left = steps;

    public void Spend(int count)
    {
        _left -= Math.Max(count, 1);
        if (_left < 0)
        {
            throw new EvaluationStopped($"It needs more than {Expressions.MostSteps:N0} steps. Let an action do work on that many rows.");
        }
    }
}

/// <summary>Leaves an evaluation at once; becomes a refusal at the entry.</summary>
internal sealed class EvaluationStopped(string sentence) : Exception(sentence);

/// <summary>Computes an expression on data. Only reads; the text of data is never looked at as an expression.</summary>
internal sealed class Evaluator(ExpressionScope scope, StepBudget budget)
{
    public Value Evaluate(ExpressionNode node)
    {
        budget.Spend(1);
        return node switch
        {
            ExpressionNode.Literal literal => literal.Value,
            ExpressionNode.Path path => Follow(path),
            ExpressionNode.Filter filter => Apply(filter),
            ExpressionNode.Compare compare => new Value.Boolean(Compare(compare)),
            ExpressionNode.Both both => new Value.Boolean(both.IsAnd ? IsTrue(both.Left) && IsTrue(both.Right) : IsTrue(both.Left) || IsTrue(both.Right)),
            ExpressionNode.Not not => new Value.Boolean(!IsTrue(not.Of)),
            _ => Value.Missing.Instance,
        };
    }

    private bool IsTrue(ExpressionNode node) => Evaluate(node) switch
    {
        Value.Boolean boolean => boolean.IsTrue,
        Value.Missing => false,
        { } other => throw new EvaluationStopped($"A condition was expected, not {ValueWords.KindOf(other)}."),
    };

    private Value Follow(ExpressionNode.Path path)
    {
        switch (path.Root)
        {
            case "today":
                return Below(new Value.Date(scope.Today), path, 0);
            case "item":
                return Below(scope.Item ?? Value.Missing.Instance, path, 0);
            case "event":
                return Below(scope.Event ?? (Value)Value.Missing.Instance, path, 0);
            case "inputs":
                return Below(scope.Inputs, path, 0);
            default:
                return path.Segments.Length == 0 ? Value.Missing.Instance : FollowStep(path);
        }
    }

    private Value FollowStep(ExpressionNode.Path path)
    {
        string step = path.Segments[0].Name;
        if (!scope.Steps.TryGetValue(step, out Value? output))
        {
            return Value.Missing.Instance;
        }

        if (path.Segments.Length > 1)
        {
            string next = path.Segments[1].Name;
            if (next == "artifact" && (output as Value.Record)?.Find("artifact") is null)
            {
                return Below(scope.Artifacts.GetValueOrDefault(step) ?? Value.Missing.Instance, path, 2);
            }

            if (next == "failed" && scope.Failed.TryGetValue(step, out Value? failed) && (output as Value.Record)?.Find("failed") is null)
            {
                return Below(failed, path, 2);
            }
        }

        return Below(output, path, 1);
    }

    private Value Below(Value value, ExpressionNode.Path path, int from)
    {
        for (int i = from; i < path.Segments.Length; i++)
        {
            budget.Spend(1);
            string name = path.Segments[i].Name;
            value = value switch
            {
                Value.Record record => record[name],
                Value.File file when name == "name" => new Value.Text(file.Name),
                Value.Money money when name == "amount" => new Value.Number(money.Amount),
                Value.Money money when name == "currency" => new Value.Text(money.Currency),
                _ => Value.Missing.Instance,
            };
        }

        return value;
    }

    private Value Apply(ExpressionNode.Filter node)
    {
        if (!Filters.All.TryGetValue(node.Name, out Filter? filter))
        {
            throw new EvaluationStopped($"There is no filter “{node.Name}”.");
        }

        Value of = Evaluate(node.Of);
        ImmutableArray<Value> arguments = [.. node.Arguments.Select(Evaluate)];
        return filter.Apply(new FilterCall(node.Name, of, arguments, budget));
    }

    private bool Compare(ExpressionNode.Compare node)
    {
        Value left = Evaluate(node.Left);
        Value right = Evaluate(node.Right);
        if (node.How is Comparison.Equal or Comparison.NotEqual)
        {
            return Comparing.AreEqual(left, right) == (node.How is Comparison.Equal);
        }

        return Comparing.Order(left, right) switch
        {
            null => false,
            { } order => node.How switch
            {
                Comparison.Less => order < 0,
                Comparison.AtMost => order <= 0,
                Comparison.More => order > 0,
                _ => order >= 0,
            },
        };
    }
}

/// <summary>Equality and order of values. A text that stands for a day or a length (<c>"2026-01-01"</c>, <c>"14d"</c>) compares with one.</summary>
internal static class Comparing
{
    public static bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (Value.Missing, Value.Missing) => true,
        (Value.Missing, _) or (_, Value.Missing) => false,
        (Value.Boolean a, Value.Boolean b) => a.IsTrue == b.IsTrue,
        (Value.User a, Value.User b) => a.Person == b.Person,
        (Value.Channel a, Value.Channel b) => a.Key == b.Key,
        _ => TextOf(left) is { } a && TextOf(right) is { } b ? string.Equals(a, b, StringComparison.Ordinal) : Order(left, right) == 0,
    };

    /// <summary>Below, at or above zero; null where one side is missing, so that no order holds.</summary>
    /// <exception cref="EvaluationStopped">The two have no common order.</exception>
    public static int? Order(Value left, Value right) => (left, right) switch
    {
        (Value.Missing, _) or (_, Value.Missing) => null,
        (Value.Money a, Value.Money b) => a.Currency == b.Currency || a.Currency.Length == 0 || b.Currency.Length == 0
            ? a.Amount.CompareTo(b.Amount)
            : throw new EvaluationStopped($"{ValueWords.Of(a)} and {ValueWords.Of(b)} are different currencies."),
        (Value.Date a, Value.Date b) => a.Day.CompareTo(b.Day),
        (Value.Date a, Value.Text b) => a.Day.CompareTo(DayOf(b.Content)),
        (Value.Text a, Value.Date b) => DayOf(a.Content).CompareTo(b.Day),
        (Value.Month a, Value.Month b) => (a.Year, a.MonthOfYear).CompareTo((b.Year, b.MonthOfYear)),
        (Value.Duration a, Value.Duration b) => a.Length.CompareTo(b.Length),
        (Value.Duration a, Value.Text b) => a.Length.CompareTo(LengthOf(b.Content)),
        (Value.Text a, Value.Duration b) => LengthOf(a.Content).CompareTo(b.Length),
        (Value.Text a, Value.Text b) => string.CompareOrdinal(a.Content, b.Content),
        (Value.Number or Value.Money, _) or (_, Value.Number or Value.Money) => AmountOf(left).CompareTo(AmountOf(right)),
        _ when TextOf(left) is { } a && TextOf(right) is { } b => string.CompareOrdinal(a, b),
        _ => throw new EvaluationStopped($"{ValueWords.KindOf(left)} cannot be compared with {ValueWords.KindOf(right)}."),
    };

    /// <exception cref="EvaluationStopped">It is no amount.</exception>
    public static decimal AmountOf(Value value) => value switch
    {
        Value.Number number => number.Amount,
        Value.Money money => money.Amount,
        Value.Text text when NumberReader.Read(text.Content, LocaleFormats.Unstated, out decimal amount) == Reading.Read => amount,
        _ => throw new EvaluationStopped(value is Value.Text text ? $"{ValueReader.Quote(text.Content)} is not a clear number." : $"A number was expected, not {ValueWords.KindOf(value)}."),
    };

    private static string? TextOf(Value value) => value switch
    {
        Value.Text text => text.Content,
        Value.Choice choice => choice.Option,
        _ => null,
    };

    private static DateOnly DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : throw new EvaluationStopped($"{ValueReader.Quote(text)} is not a date.");

    private static TimeSpan LengthOf(string text) =>
        DateReader.TryReadDuration(text, out TimeSpan length) ? length : throw new EvaluationStopped($"{ValueReader.Quote(text)} is not a length of time.");
}
