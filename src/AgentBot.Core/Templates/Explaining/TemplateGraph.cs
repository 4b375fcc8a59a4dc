using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>Where the boxes and arrows of a workflow's picture stand. Columns and rows count from 0.</summary>
public sealed record TemplateGraph(ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphArrow> Arrows, int Columns, int Rows)
{
    /// <summary>A step stands one column right of the last step it waits for.</summary>
    public static TemplateGraph Of(WorkflowSpec workflow, Func<Principal, string> nameOf)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new Dictionary<int, int>();
        var nodes = ImmutableArray.CreateBuilder<GraphNode>();
        foreach (StepSpec step in workflow.Steps)
        {
            int column = ColumnOf(workflow, step, columns);
            int row = rows.GetValueOrDefault(column);
            rows[column] = row + 1;
            nodes.Add(new GraphNode(step.Id, step.Title, Sublabel(step, nameOf), KindOf(step), column, row) { IsForEach = step.ForEach is not null });
        }

        var arrows = ImmutableArray.CreateBuilder<GraphArrow>();
        foreach (StepSpec step in workflow.Steps)
        {
            foreach (string edge in step.Edges.Where(edge => !IsImplied(workflow, step, edge)))
            {
                arrows.Add(new GraphArrow(edge, step.Id, IsBack: false, step.When is null ? "" : "if"));
            }

            if (step is StepSpec.Review review)
            {
                arrows.Add(new GraphArrow(step.Id, review.OnChanges, IsBack: true, $"a remark starts the next round, at most {workflow.Limits.Rounds}"));
                if (review.RejectStep is { } reject)
                {
                    arrows.Add(new GraphArrow(step.Id, reject, IsBack: false, "rejected"));
                }
            }
        }

        return new TemplateGraph(nodes.ToImmutable(), arrows.ToImmutable(), rows.Count == 0 ? 0 : rows.Keys.Max() + 1, rows.Count == 0 ? 0 : rows.Values.Max());
    }

    private static int ColumnOf(WorkflowSpec workflow, StepSpec step, Dictionary<string, int> known)
    {
        if (!known.TryGetValue(step.Id, out int column))
        {
            IEnumerable<string> rejecting = workflow.Steps.OfType<StepSpec.Review>().Where(review => review.RejectStep == step.Id).Select(review => review.Id);
            column = step.Edges.Concat(rejecting).Select(edge => 1 + ColumnOf(workflow, workflow.Step(edge), known)).DefaultIfEmpty(0).Max();
            known[step.Id] = column;
        }

        return column;
    }

    // An arrow that another path already tells makes the picture harder to read.
    private static bool IsImplied(WorkflowSpec workflow, StepSpec step, string edge) =>
        step.Edges.Any(other => other != edge && Reaches(workflow, other, edge));

    private static bool Reaches(WorkflowSpec workflow, string from, string to) =>
        workflow.Step(from).Edges.Any(edge => edge == to || Reaches(workflow, edge, to));

    private static string KindOf(StepSpec step) => step switch
    {
        StepSpec.Agent => "agent",
        StepSpec.Action => "action",
        StepSpec.Review => "review",
        StepSpec.Publish => "publish",
        _ => "workflow",
    };

    private static string Sublabel(StepSpec step, Func<Principal, string> nameOf) => step switch
    {
        StepSpec.Agent { ForEach: { } each } => each.Batch > 1 ? $"agent, {each.Batch} at a time" : "agent, one by one",
        StepSpec.Agent => "agent",
        StepSpec.Action action => action.Name,
        StepSpec.Review review => string.Join(", then ", review.Policy.Stages.Select(stage => Sentences.People(stage.Reviewers, nameOf))) + (review.Policy.NotRequester ? ", not who asked" : ""),
        StepSpec.Publish publish => Sentences.Target(publish.To),
        StepSpec.Workflow child => child.Name,
        _ => "",
    };
}

/// <param name="Kind">agent, action, review, publish or workflow.</param>
public sealed record GraphNode(string Id, string Label, string Sublabel, string Kind, int Column, int Row)
{
    /// <summary>True for a step that works once for each item of a list.</summary>
    public bool IsForEach { get; init; }
}

/// <param name="IsBack">True for the way a remark takes.</param>
/// <param name="Label">Empty where the arrow says enough.</param>
public sealed record GraphArrow(string From, string To, bool IsBack, string Label);
