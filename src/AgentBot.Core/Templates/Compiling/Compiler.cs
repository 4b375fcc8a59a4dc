using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Actions;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>Turns files that read well into closures: names of agents and children resolved, edges and types filled in, every rule checked.</summary>
internal sealed class Compiler(Library library, IReadOnlyDictionary<string, ActionDefinition> actions)
{
    /// <summary>A child of a child of a child is the last.</summary>
    public const int Deepest = 3;

    /// <summary>Where reading children of children stops, whatever they are.</summary>
    private const int LongestChain = 64;
    public const int MostChildren = 50;

    private readonly Dictionary<string, TemplateClosure?> _done = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    /// <summary>The closure of a workflow, or null where it has mistakes; these are in its file's list.</summary>
    public TemplateClosure? Compile(string name)
    {
        if (_done.TryGetValue(name, out TemplateClosure? done))
        {
            return done;
        }

        if (!library.Workflows.TryGetValue(name, out ParsedFile? file))
        {
            return library.LastGood.GetValueOrDefault(name);
        }

        _open.Add(name);
        TemplateClosure? closure = Compile(file.Workflow!, file.Mistakes);
        _open.RemoveAt(_open.Count - 1);
        _done[name] = file.Mistakes.Any ? null : closure;
        return _done[name] ?? library.LastGood.GetValueOrDefault(name);
    }

    /// <summary>Finds the mistakes of a workflow that cannot be used, because its name is bad or taken.</summary>
    public void Check(ParsedFile file)
    {
        _open.Add(file.Name ?? file.File);
        Compile(file.Workflow!, file.Mistakes);
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>SHA-256 of the closure's canonical JSON.</summary>
    public static Digest VersionOf(TemplateClosure closure) => Digest.OfBytes(JsonSerializer.SerializeToUtf8Bytes(closure, StoreJson.Default.TemplateClosure));

    private TemplateClosure Compile(ParsedWorkflow workflow, Mistakes mistakes)
    {
        var children = new Dictionary<string, TemplateClosure>(StringComparer.Ordinal);
        foreach (ParsedStep step in workflow.Steps.Where(step => step.Step is StepSpec.Workflow))
        {
            AddChild(step, ((StepSpec.Workflow)step.Step).Name, children, mistakes);
        }

        var graph = new StepGraph(workflow, mistakes);
        var types = new StepTypes(workflow, graph, mistakes, actions);
        var data = new DataRules(workflow, mistakes);
        var reviews = new ReviewRules(graph, types, mistakes, child => children.TryGetValue(child, out TemplateClosure? closure) && HasEffects(closure));
        var compiled = new Dictionary<string, StepSpec>(StringComparer.Ordinal);
        IEnumerable<string> stuck = graph.Ids.Except(graph.Order);
        foreach (string id in graph.Order.Concat(stuck))
        {
            ParsedStep parsed = graph[id];
            StepSpec step = Resolve(parsed, mistakes);
            WorkflowSpec? child = step is StepSpec.Workflow { Name: var childName } ? children.GetValueOrDefault(childName)?.Workflow : null;
            step = types.Type(parsed, step, child);
            ToolRules.Check(parsed, step, mistakes);
            step = step switch
            {
                StepSpec.Publish publish => data.Check(parsed, publish),
                StepSpec.Review review => reviews.Check(parsed, review),
                StepSpec.Workflow start when child is not null => Checked(data, parsed, start, child),
                _ => step,
            };
            compiled[id] = step with { Edges = graph.EdgesOf(id), ValueEdges = graph.ValueEdgesOf(id) };
        }

        StepRules.Check(workflow, graph, compiled, mistakes);
        WorkflowSpec spec = workflow.Spec with
        {
            Steps = [.. workflow.Steps.Where(step => compiled.ContainsKey(step.Step.Id)).Select(step => compiled[step.Step.Id]).DistinctBy(step => step.Id)],
            Outputs = [.. workflow.Spec.Outputs.Select(output => Type(output, types, workflow, mistakes))],
        };
        TriggerRules.Check(workflow, mistakes);
        var all = ImmutableSortedDictionary.CreateBuilder<string, WorkflowSpec>(StringComparer.Ordinal);
        foreach (TemplateClosure child in children.Values)
        {
            all[child.Workflow.Name] = child.Workflow;
            all.AddRange(child.Children.Where(pair => !all.ContainsKey(pair.Key)));
        }

        return new TemplateClosure(spec, all.ToImmutable());
    }

    private void AddChild(ParsedStep step, string name, Dictionary<string, TemplateClosure> children, Mistakes mistakes)
    {
        Mark at = step.At("workflow");
        if (name.Length == 0 || children.ContainsKey(name))
        {
            return;
        }

        if (_open.Contains(name))
        {
            mistakes.Add(at, "cycle", $"These workflows start each other without end: {string.Join(" → ", _open.SkipWhile(open => open != name).Append(name))}.", "Take one of the references out.");
            return;
        }

        if (!library.Workflows.ContainsKey(name) && !library.LastGood.ContainsKey(name))
        {
            if (library.Broken.Contains(name))
            {
                mistakes.Add(at, "broken-child", $"The workflow `{name}` has mistakes of its own.", "Mend its file first.");
            }
            else
            {
                mistakes.AddUnknown(at, "unknown-workflow", $"There is no workflow `{name}`.", name, library.Workflows.Keys.Concat(library.LastGood.Keys));
            }

            return;
        }

        if (_open.Count > LongestChain)
        {
            mistakes.Add(at, "too-deep", $"Workflows start each other more than {Deepest} levels deep: {string.Join(" → ", _open.Append(name))}.", "Flatten one of them.");
            return;
        }

        if (Compile(name) is { } closure)
        {
            children[name] = closure;
            // Counted from this file, whoever asked for it: a file is not to blame for what is above it.
            if (1 + DepthOf(closure) > Deepest)
            {
                mistakes.Add(at, "too-deep", $"With `{name}` workflows start each other more than {Deepest} levels deep.", "Flatten one of them.");
            }
        }
        else
        {
            mistakes.Add(at, "broken-child", $"The workflow `{name}` has mistakes of its own.", "Mend its file first.");
        }
    }

    private StepSpec Resolve(ParsedStep parsed, Mistakes mistakes)
    {
        if (parsed.Step is not StepSpec.Agent step)
        {
            return parsed.Step;
        }

        if (parsed.Use is not { } use)
        {
            ToolNames.Check(step.Spec.Tools, parsed.At("tools", "agent"), library, mistakes);
            return step with { Spec = ToolNames.Resolve(step.Spec, library) };
        }

        if (library.Agents.TryGetValue(use, out AgentSpec? agent))
        {
            return step with { Spec = ToolNames.Resolve(agent, library) };
        }

        if (library.Broken.Contains(use))
        {
            mistakes.Add(parsed.At("use", "agent"), "broken-agent", $"The agent `{use}` has mistakes in its own file.", "Mend that file first.");
        }
        else
        {
            mistakes.AddUnknown(parsed.At("use", "agent"), "unknown-agent", $"There is no agent `{use}`.", use, library.Agents.Keys);
        }

        return step;
    }

    private static StepSpec.Workflow Checked(DataRules data, ParsedStep parsed, StepSpec.Workflow step, WorkflowSpec child)
    {
        data.Check(parsed, step, child);
        return step;
    }

    private static OutputSpec Type(OutputSpec output, StepTypes types, ParsedWorkflow workflow, Mistakes mistakes)
    {
        Mark at = workflow.Source.Find(output.Value) ?? workflow.Root.Find("outputs")?.At ?? workflow.Root.At;
        FieldType type = types.Check(output.Value, at);
        if (output.Type is { } declared && !TypeWords.Fits(type, declared))
        {
            mistakes.Add(at, "wrong-type", $"The output `{output.Name}` is declared as {TypeWords.Of(declared)}, but this is {TypeWords.Of(type)}.");
        }

        return output with { Type = output.Type ?? type };
    }

    private static bool HasEffects(TemplateClosure closure) => closure.Children.Values.Append(closure.Workflow).Any(workflow => workflow.Steps.Any(step => step is StepSpec.Publish));

    private static int DepthOf(TemplateClosure closure)
    {
        return Depth(closure.Workflow, 0);

        int Depth(WorkflowSpec workflow, int level) => level > Deepest
            ? level
            : workflow.Steps.OfType<StepSpec.Workflow>()
                .Where(step => closure.Children.ContainsKey(step.Name))
                .Select(step => 1 + Depth(closure.Children[step.Name], level + 1))
                .DefaultIfEmpty(0).Max();
    }
}
