using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Where the boxes of a template's graph stand: columns by distance from the beginning, rows in the order of the file. Pure.</summary>
public sealed record StepGraph(ImmutableArray<GraphBox> Boxes, ImmutableArray<GraphEdge> Edges, ImmutableArray<GraphEdge> Loops, int Width, int Height)
{
    public const int BoxWidth = 188;
    public const int BoxHeight = 56;
    private const int GapX = 44;
    private const int GapY = 24;
    private const int Head = 44;

    public static StepGraph Of(WorkflowSpec workflow)
    {
        var column = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int pass = 0; pass < workflow.Steps.Length; pass++)
        {
            // A step may stand in the file before one that it needs; the longest path settles after at most as many passes as steps.
            foreach (StepSpec step in workflow.Steps)
            {
                column[step.Id] = step.Edges.Select(edge => column.GetValueOrDefault(edge, -1) + 1).DefaultIfEmpty(0).Max();
            }
        }

        var rows = new Dictionary<int, int>();
        var boxes = ImmutableArray.CreateBuilder<GraphBox>();
        foreach (StepSpec step in workflow.Steps)
        {
            int x = column[step.Id], y = rows.GetValueOrDefault(x);
            rows[x] = y + 1;
            boxes.Add(new GraphBox(step, 12 + x * (BoxWidth + GapX), Head + y * (BoxHeight + GapY)));
        }

        ImmutableArray<GraphBox> placed = boxes.ToImmutable();
        GraphBox At(string id) => placed.First(box => box.Step.Id == id);
        bool Known(string id) => placed.Any(box => box.Step.Id == id);
        return new StepGraph(
            placed,
            [.. workflow.Steps.SelectMany(step => step.Edges.Where(Known).Where(edge => !IsImplied(workflow, step, edge)).Select(edge => new GraphEdge(At(edge), At(step.Id))))],
            [.. workflow.Steps.OfType<StepSpec.Review>().Where(review => Known(review.OnChanges)).Select(review => new GraphEdge(At(review.Id), At(review.OnChanges)))],
            24 + (column.Values.DefaultIfEmpty(0).Max() + 1) * (BoxWidth + GapX) - GapX,
            Head + rows.Values.DefaultIfEmpty(1).Max() * (BoxHeight + GapY));
    }

    /// <summary>An edge that another path already tells would only cross the picture.</summary>
    private static bool IsImplied(WorkflowSpec workflow, StepSpec step, string edge) =>
        step.Edges.Where(other => other != edge).Any(other => Reaches(workflow, other, edge, 0));

    private static bool Reaches(WorkflowSpec workflow, string from, string to, int depth) =>
        depth < 60 && workflow.Steps.FirstOrDefault(step => step.Id == from) is { } step && step.Edges.Any(edge => edge == to || Reaches(workflow, edge, to, depth + 1));
}

public sealed record GraphBox(StepSpec Step, int X, int Y)
{
    public string Kind => Step switch
    {
        StepSpec.Review => "person",
        StepSpec.Publish => "out",
        _ => "",
    };
}

public sealed record GraphEdge(GraphBox From, GraphBox To);
