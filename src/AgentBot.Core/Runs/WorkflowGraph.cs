using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

/// <summary>What the machine asks of a workflow's shape. Stand-ins and the steps of <c>on_reject</c> run only when called upon.</summary>
public sealed class WorkflowGraph
{
    private readonly Dictionary<string, StepSpec> _steps;
    private readonly ILookup<string, string> _readers;

    public WorkflowGraph(WorkflowSpec spec)
    {
        Spec = spec;
        _steps = spec.Steps.ToDictionary(step => step.Id);
        _readers = spec.Steps.SelectMany(step => step.Edges.Select(edge => (edge, step.Id))).ToLookup(pair => pair.edge, pair => pair.Id);
        StandsInFor = spec.Steps.Where(step => step.StandIn is not null).ToLookup(step => step.StandIn!, step => step.Id);
        FollowsRejectionOf = spec.Steps.OfType<StepSpec.Review>().Where(review => review.RejectStep is not null).ToLookup(review => review.RejectStep!, review => review.Id);
    }

    public WorkflowSpec Spec { get; }

    /// <summary>Stand-in → the steps it can replace.</summary>
    public ILookup<string, string> StandsInFor { get; }

    /// <summary>Step → the reviews whose rejection leads to it.</summary>
    public ILookup<string, string> FollowsRejectionOf { get; }

    public StepSpec Step(string id) => _steps[id];

    public StepSpec? Find(string id) => _steps.GetValueOrDefault(id);

    /// <summary>The step itself and everything downstream of it, in the order of the file.</summary>
    public ImmutableArray<string> WithDescendants(string id)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { id };
        var open = new Queue<string>([id]);
        while (open.TryDequeue(out string? current))
        {
            foreach (string reader in _readers[current].Where(found.Add))
            {
                open.Enqueue(reader);
            }
        }

        return [.. Spec.Steps.Select(step => step.Id).Where(found.Contains)];
    }
}
