using System.Collections.Immutable;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>Who waits for whom. Edges are <c>needs</c>, every step an expression names, and <c>of</c>; remarks go backwards and are no edges.</summary>
internal sealed class StepGraph
{
    private readonly Dictionary<string, ParsedStep> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _valueEdges = new(StringComparer.Ordinal);

    public StepGraph(ParsedWorkflow workflow, Mistakes mistakes)
    {
        foreach (ParsedStep step in workflow.Steps)
        {
            if (!_steps.TryAdd(step.Step.Id, step))
            {
                mistakes.Add(step.At("id"), "duplicate-step", $"There is a second step `{step.Step.Id}`; the first is in line {_steps[step.Step.Id].At("id").Line}.", "Give each step a name of its own.");
            }
        }

        foreach (ParsedStep step in _steps.Values)
        {
            Connect(step, mistakes);
        }

        Order = Sort(mistakes);
    }

    public ParsedStep this[string id] => _steps[id];

    public bool Has(string id) => _steps.ContainsKey(id);

    public IEnumerable<string> Ids => _steps.Keys;

    /// <summary>Every step behind all that it waits for; steps of a cycle are left out.</summary>
    public ImmutableArray<string> Order { get; }

    public ImmutableArray<string> EdgesOf(string id) => [.. _edges[id]];

    public ImmutableArray<string> ValueEdgesOf(string id) => [.. _valueEdges[id]];

    /// <summary>The step itself and everything it waits for, near ones first, level by level.</summary>
    public IEnumerable<IReadOnlyList<string>> LevelsBefore(string id)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { id };
        List<string> level = [id];
        while (level.Count > 0)
        {
            yield return level;
            level = [.. level.SelectMany(step => _edges[step]).Where(seen.Add)];
        }
    }

    public bool IsBefore(string earlier, string later) => LevelsBefore(later).Skip(1).Any(level => level.Contains(earlier));

    public IEnumerable<string> WithDescendants(string id) => _steps.Keys.Where(step => step == id || IsBefore(id, step));

    /// <summary>The expressions of a step that are computed once, and those that are computed for each item.</summary>
    public static IEnumerable<(Expr Expression, bool PerItem)> ExpressionsOf(StepSpec step)
    {
        if (step.When is { } when)
        {
            yield return (when, false);
        }

        if (step.ForEach is { } forEach)
        {
            yield return (forEach.List, false);
            if (forEach.Key is { } key)
            {
                yield return (key, true);
            }
        }

        switch (step)
        {
            case StepSpec.Agent agent:
                yield return (agent.Input, true);
                break;
            case StepSpec.Action action:
                foreach (Argument argument in action.With)
                {
                    yield return (argument.Value, true);
                }

                break;
            case StepSpec.Workflow workflow:
                foreach (Argument argument in workflow.With)
                {
                    yield return (argument.Value, true);
                }

                break;
            case StepSpec.Publish publish:
                yield return (publish.Content, false);
                if (TargetOf(publish.To) is { } target)
                {
                    yield return (target, false);
                }

                break;
        }
    }

    public static Expr? TargetOf(TargetSpec target) => target switch
    {
        TargetSpec.Channel channel => channel.Name,
        TargetSpec.Direct direct => direct.To,
        TargetSpec.File file => file.Path,
        _ => null,
    };

    private void Connect(ParsedStep parsed, Mistakes mistakes)
    {
        StepSpec step = parsed.Step;
        var edges = new SortedSet<string>(StringComparer.Ordinal);
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string need in step.Needs)
        {
            if (Known(need, parsed, parsed.At("needs"), "needs", mistakes))
            {
                edges.Add(need);
            }
        }

        if (step is StepSpec.Review { Of: var of } && of.Length > 0 && Known(of, parsed, parsed.At("of", "review"), "of", mistakes))
        {
            edges.Add(of);
            values.Add(of);
        }

        foreach ((Expr expression, _) in ExpressionsOf(step))
        {
            foreach (NamedStep named in Expressions.Expressions.NamesSteps(expression).Where(named => Has(named.Step)))
            {
                edges.Add(named.Step);
                if (named.NeedsValue)
                {
                    values.Add(named.Step);
                }
            }
        }

        _edges[step.Id] = edges;
        _valueEdges[step.Id] = values;
    }

    private bool Known(string id, ParsedStep from, Yaml.Mark at, string key, Mistakes mistakes)
    {
        if (id == from.Step.Id)
        {
            mistakes.Add(at, "cycle", $"The step `{id}` names itself in `{key}`.", "Name another step.");
            return false;
        }

        if (Has(id))
        {
            return true;
        }

        mistakes.AddUnknown(at, "unknown-step", $"`{key}` names the step `{id}`, which does not exist.", id, Ids);
        return false;
    }

    private ImmutableArray<string> Sort(Mistakes mistakes)
    {
        var order = ImmutableArray.CreateBuilder<string>();
        var open = _steps.Keys.ToDictionary(id => id, id => _edges[id].Count, StringComparer.Ordinal);
        var ready = new Queue<string>(_steps.Keys.Where(id => open[id] == 0));
        while (ready.TryDequeue(out string? id))
        {
            order.Add(id);
            foreach (string reader in _steps.Keys.Where(reader => _edges[reader].Contains(id) && --open[reader] == 0))
            {
                ready.Enqueue(reader);
            }
        }

        if (order.Count < _steps.Count)
        {
            ReportCycle(mistakes, [.. _steps.Keys.Where(id => !order.Contains(id))]);
        }

        return order.ToImmutable();
    }

    // Walks backwards from any step that is stuck until one comes again: the walk between is a circle.
    private void ReportCycle(Mistakes mistakes, HashSet<string> stuck)
    {
        var path = new List<string>();
        string current = _steps.Keys.First(stuck.Contains);
        while (!path.Contains(current))
        {
            path.Add(current);
            current = _edges[current].First(stuck.Contains);
        }

        List<string> circle = [.. path.SkipWhile(id => id != current), current];
        circle.Reverse();
        mistakes.Add(_steps[current].At("id"), "cycle", $"These steps wait for each other and could never run: {string.Join(" → ", circle)}.", "Take one of the references out.");
        foreach (string id in stuck.Where(id => !circle.Contains(id)))
        {
            mistakes.Add(_steps[id].At("id"), "unreachable-step", $"The step `{id}` can never run: it waits for steps that wait for each other.");
        }
    }
}
