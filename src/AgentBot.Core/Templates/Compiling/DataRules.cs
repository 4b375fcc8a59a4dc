using System.Collections.Immutable;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>
/// Where data may go: what a step made never chooses a target, and what leaves is exactly what a review let out. Reviewers,
/// models, tools and addresses of webhooks are literals by the format itself.
/// </summary>
internal sealed class DataRules(ParsedWorkflow workflow, Mistakes mistakes)
{
    private static readonly string[] Trusted = ["inputs", "today"];

    public StepSpec.Publish Check(ParsedStep parsed, StepSpec.Publish step)
    {
        CheckDeclassify(parsed, step);
        return step with { To = CheckTarget(parsed, step.To), ApprovedBy = CheckContent(parsed, step) };
    }

    public void Check(ParsedStep parsed, StepSpec.Workflow step, WorkflowSpec child)
    {
        foreach (Argument argument in step.With)
        {
            InputSpec? input = child.Inputs.FirstOrDefault(input => input.Name == argument.Name);
            Mark at = workflow.Source.Find(argument.Value) ?? parsed.At("with");
            if (input?.Type is FieldType.User or FieldType.Channel && Expressions.Expressions.Roots(argument.Value).Any(root => !Trusted.Contains(root)))
            {
                mistakes.Add(at, "data-chooses-target", $"`{argument.Name}` of {step.Name} is {TypeWords.Of(input.Type)}; what a step made never chooses one.", "Take it from inputs, or write it out.");
            }
        }
    }

    // The consent is given on the card of a review, and is about people who read another place.
    private void CheckDeclassify(ParsedStep parsed, StepSpec.Publish step)
    {
        if (step.Declassify is null)
        {
            return;
        }

        Mark at = parsed.At("declassify", "publish");
        if (parsed.ReviewNone)
        {
            mistakes.Add(at, "declassify-unreviewed", "`declassify` asks people on the card of a review, and here nothing is reviewed.", "Let the content come from a review, or delete `declassify`.");
        }

        if (step.To is not (TargetSpec.Channel or TargetSpec.Direct))
        {
            mistakes.Add(at, "declassify-stays", "`declassify` is for a channel or a person; nobody reads more here than where it was made.", "Delete `declassify`, or name a channel.");
        }
    }

    private TargetSpec CheckTarget(ParsedStep parsed, TargetSpec target)
    {
        Mark at = parsed.At("to", "publish");
        if (StepGraph.TargetOf(target) is not { } expression || Expressions.Expressions.IsLiteral(expression))
        {
            return target;
        }

        if (Expressions.Expressions.Roots(expression).FirstOrDefault(root => !Trusted.Contains(root)) is { } root)
        {
            mistakes.Add(workflow.Source.Find(expression) ?? at, "data-chooses-target", $"A target never comes from `{root}`: what a step made must not choose where something goes.", "Write the target out, or take it from inputs.");
            return target;
        }

        var inputs = new FieldType.Record([.. workflow.Spec.Inputs.Select(input => new Column(input.Name, input.Type))], Open: false);
        var types = new ExpressionTypes(inputs, ImmutableDictionary<string, StepType>.Empty, null);
        if (target is TargetSpec.File)
        {
            CheckPath(expression, types, at);
            return target;
        }

        TypedExpression typed = Expressions.Expressions.TypeOf(expression, types);
        switch (typed.Type)
        {
            case FieldType.Channel:
                return new TargetSpec.Channel(expression);
            case FieldType.User:
                return new TargetSpec.Direct(expression);
            default:
                if (typed.Mistakes.IsEmpty)
                {
                    mistakes.Add(at, "wrong-type", $"A target is a channel or a person, but this is {TypeWords.Of(typed.Type)}.", "Give the input the type channel or user.");
                }

                return target;
        }
    }

    // A text could hold ../ and lead out of the folder; these types cannot.
    private void CheckPath(Expr path, ExpressionTypes types, Mark at)
    {
        foreach (WritingPiece piece in Expressions.Expressions.Parse(path.Source).Pieces)
        {
            if (piece.Expression is null)
            {
                continue;
            }

            FieldType type = new ExpressionTyper(types).Type(piece.Expression);
            bool safe = type is FieldType.Date or FieldType.Month or FieldType.Number or FieldType.Choice or FieldType.Boolean
                || piece.Expression is ExpressionNode.Filter { Name: "date", Of: var of } && new ExpressionTyper(types).Type(of) is FieldType.Date;
            if (!safe)
            {
                mistakes.Add(at, "bad-path", $"A path takes dates, months, numbers and choices, but this is {TypeWords.Of(type)}.", "Text from people could lead out of the folder.");
            }
        }
    }

    private string? CheckContent(ParsedStep parsed, StepSpec.Publish step)
    {
        Mark at = parsed.At("content", "publish");
        string[] reviews =
        [
            .. Expressions.Expressions.NamesSteps(step.Content).Select(named => named.Step)
                .Where(id => workflow.Steps.Any(other => other.Step.Id == id && other.Step is StepSpec.Review)),
        ];
        if (parsed.ReviewNone)
        {
            if (reviews.Length > 0)
            {
                mistakes.Add(parsed.At("review", "publish"), "review-none", $"`review: none` stands here, but the content comes from the review `{reviews[0]}`.", "Delete `review: none`.");
            }

            return null;
        }

        ExpressionNode? whole = Expressions.Expressions.Parse(step.Content.Source).Whole;
        if (reviews.Length == 1 && whole is ExpressionNode.Path { Root: "steps", Segments: [_, { Name: "artifact" }] })
        {
            return reviews[0];
        }

        if (step.Content.Source.Length == 0)
        {
            return null;
        }

        if (reviews.Length == 0)
        {
            StepSpec.Review? any = workflow.Steps.Select(other => other.Step).OfType<StepSpec.Review>().FirstOrDefault();
            mistakes.Add(
                at,
                "not-reviewed",
                $"`{step.Id}` lets something out that no review has approved.",
                any is null ? "Add a review step and publish its artifact, or write `review: none`." : $"Write content: \"{{{{ steps.{any.Id}.artifact }}}}\", or `review: none`.");
        }
        else
        {
            mistakes.Add(
                at,
                "not-reviewed",
                "What leaves must be exactly what was approved, without anything added.",
                $"Write content: \"{{{{ steps.{reviews[0]}.artifact }}}}\"; put further words into what is reviewed.");
        }

        return null;
    }
}
