using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>
/// Data paths and a few pure filters: no calls, no reflection, at most <see cref="MostSteps"/> steps. A writing that is one
/// <c>{{ … }}</c> and nothing else gives a typed value; with text around it gives text. What data contains is never evaluated.
/// </summary>
public static class Expressions
{
    public const int MostSteps = 10_000;
    private const int LongestResult = 1_000_000;
    private const int MostCached = 4_096;

    private static readonly ConcurrentDictionary<string, ParsedWriting> Cache = new(StringComparer.Ordinal);

    /// <summary>The value, or a refusal of kind BadInput with a sentence that says what in the data did not fit.</summary>
    public static Result<Value> Evaluate(Expr expression, ExpressionScope scope)
    {
        try
        {
            return Evaluate(expression, scope, new StepBudget(MostSteps));
        }
        catch (EvaluationStopped stopped)
        {
            return new Refusal(RefusalKind.BadInput, $"{ValueReader.Quote(expression.Source.Trim())} could not be computed.", stopped.Message);
        }
    }

    /// <summary>Steps that the expression names, each once; <c>NeedsValue</c> is false where every mention has a default.</summary>
    public static ImmutableArray<NamedStep> NamesSteps(Expr expression)
    {
        var found = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        Walk(expression, piece => Collect(piece, found, hasDefault: false));
        return [.. found.Select(pair => new NamedStep(pair.Key, pair.Value))];
    }

    /// <summary>The type, and what is wrong with the writing or with its use of <paramref name="types"/>.</summary>
    public static TypedExpression TypeOf(Expr expression, ExpressionTypes types)
    {
        if (expression.Fields is { } fields)
        {
            TypedExpression[] inner = [.. fields.Select(field => TypeOf(field.Value, types))];
            ImmutableArray<Column> columns = [.. fields.Select((field, i) => new Column(field.Name, inner[i].Type))];
            return new TypedExpression(new FieldType.Record(columns, Open: false), [.. inner.SelectMany(typed => typed.Mistakes)]);
        }

        if (expression.Items is { } items)
        {
            TypedExpression[] inner = [.. items.Select(item => TypeOf(item, types))];
            FieldType element = inner.Length > 0 && inner.All(typed => TypeWords.Same(typed.Type, inner[0].Type)) ? inner[0].Type : new FieldType.Any();
            return new TypedExpression(new FieldType.List(element), [.. inner.SelectMany(typed => typed.Mistakes)]);
        }

        (FieldType type, IReadOnlyList<ExpressionMistake> mistakes) = ExpressionTyper.TypeOf(Parse(expression.Source), types);
        return new TypedExpression(type, [.. mistakes.Select(mistake => new LocatedExpressionMistake(expression, mistake))]);
    }

    /// <summary>True where no part of it is computed.</summary>
    public static bool IsLiteral(Expr expression)
    {
        bool literal = true;
        Walk(expression, _ => literal = false);
        return literal;
    }

    /// <summary>The roots of paths it reads: inputs, steps, item, today.</summary>
    public static ImmutableHashSet<string> Roots(Expr expression)
    {
        var roots = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        Walk(expression, piece => EachPath(piece, path => roots.Add(path.Root)));
        return roots.ToImmutable();
    }

    internal static ParsedWriting Parse(string source)
    {
        if (Cache.TryGetValue(source, out ParsedWriting? parsed))
        {
            return parsed;
        }

        parsed = ExpressionParser.Parse(source);
        if (Cache.Count >= MostCached)
        {
            Cache.Clear();
        }

        Cache[source] = parsed;
        return parsed;
    }

    /// <summary>Calls back for every computed piece, also inside fields and items.</summary>
    internal static void Walk(Expr expression, Action<ExpressionNode> piece)
    {
        foreach (Argument field in expression.Fields ?? [])
        {
            Walk(field.Value, piece);
        }

        foreach (Expr item in expression.Items ?? [])
        {
            Walk(item, piece);
        }

        foreach (WritingPiece part in Parse(expression.Source).Pieces)
        {
            if (part.Expression is not null)
            {
                piece(part.Expression);
            }
        }
    }

    internal static void EachPath(ExpressionNode node, Action<ExpressionNode.Path> found)
    {
        switch (node)
        {
            case ExpressionNode.Path path:
                found(path);
                break;
            case ExpressionNode.Filter filter:
                EachPath(filter.Of, found);
                foreach (ExpressionNode argument in filter.Arguments)
                {
                    EachPath(argument, found);
                }

                break;
            case ExpressionNode.Compare compare:
                EachPath(compare.Left, found);
                EachPath(compare.Right, found);
                break;
            case ExpressionNode.Both both:
                EachPath(both.Left, found);
                EachPath(both.Right, found);
                break;
            case ExpressionNode.Not not:
                EachPath(not.Of, found);
                break;
        }
    }

    private static void Collect(ExpressionNode node, SortedDictionary<string, bool> found, bool hasDefault)
    {
        switch (node)
        {
            case ExpressionNode.Path { Root: "steps", Segments: [var step, ..] }:
                found[step.Name] = !hasDefault || found.GetValueOrDefault(step.Name);
                break;
            case ExpressionNode.Filter filter:
                Collect(filter.Of, found, hasDefault || filter.Name == "default");
                foreach (ExpressionNode argument in filter.Arguments)
                {
                    Collect(argument, found, hasDefault);
                }

                break;
            case ExpressionNode.Compare compare:
                Collect(compare.Left, found, hasDefault);
                Collect(compare.Right, found, hasDefault);
                break;
            case ExpressionNode.Both both:
                Collect(both.Left, found, hasDefault);
                Collect(both.Right, found, hasDefault);
                break;
            case ExpressionNode.Not not:
                Collect(not.Of, found, hasDefault);
                break;
        }
    }

    private static Value Evaluate(Expr expression, ExpressionScope scope, StepBudget budget)
    {
        if (expression.Fields is { } fields)
        {
            return new Value.Record([.. fields.Select(field => new Field(field.Name, Evaluate(field.Value, scope, budget)))]);
        }

        if (expression.Items is { } items)
        {
            return new Value.List([.. items.Select(item => Evaluate(item, scope, budget))]);
        }

        ParsedWriting parsed = Parse(expression.Source);
        if (parsed.Mistake is { } mistake)
        {
            throw new EvaluationStopped(mistake.Message);
        }

        var evaluator = new Evaluator(scope, budget);
        if (parsed.Whole is { } whole)
        {
            return evaluator.Evaluate(whole);
        }

        var text = new StringBuilder();
        foreach (WritingPiece piece in parsed.Pieces)
        {
            string part = piece.Expression is null ? piece.Text : ValueWords.Of(evaluator.Evaluate(piece.Expression));
            budget.Spend(part.Length / 100);
            text.Append(part);
            if (text.Length > LongestResult)
            {
                throw new EvaluationStopped($"The text has more than {LongestResult:N0} characters.");
            }
        }

        return new Value.Text(text.ToString());
    }
}

/// <param name="NeedsValue">True where the step's value is taken somewhere without <c>| default(…)</c>: if it is skipped, so is the reader.</param>
public readonly record struct NamedStep(string Step, bool NeedsValue);

public sealed record TypedExpression(FieldType Type, ImmutableArray<LocatedExpressionMistake> Mistakes);

/// <param name="Where">The part of the expression that has the mistake: itself, one of its fields or one of its items.</param>
public sealed record LocatedExpressionMistake(Expr Where, ExpressionMistake Mistake);
