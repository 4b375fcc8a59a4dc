using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>Rules that need the whole graph: stand-ins, steps that can never run or whose work nobody takes, how many children a run may have.</summary>
internal static class StepRules
{
    public static void Check(ParsedWorkflow workflow, StepGraph graph, IReadOnlyDictionary<string, StepSpec> steps, Mistakes mistakes)
    {
        foreach (ParsedStep parsed in workflow.Steps)
        {
            if (!ReferenceEquals(graph[parsed.Step.Id], parsed) || !steps.TryGetValue(parsed.Step.Id, out StepSpec? step))
            {
                continue;
            }

            CheckStandIn(parsed, step, graph, steps, mistakes);
            CheckNever(parsed, step, graph, steps, mistakes);
        }

        if (!mistakes.Any)
        {
            CheckUnused(workflow, graph, steps, mistakes);
        }

        ParsedStep[] children = [.. workflow.Steps.Where(step => step.Step is StepSpec.Workflow)];
        if (children.Length > Compiler.MostChildren)
        {
            mistakes.Add(children[Compiler.MostChildren].At("workflow"), "too-many", $"A run starts at most {Compiler.MostChildren} children; here are {children.Length}.");
        }
    }

    private static void CheckStandIn(ParsedStep parsed, StepSpec step, StepGraph graph, IReadOnlyDictionary<string, StepSpec> steps, Mistakes mistakes)
    {
        if (step.StandIn is not { } standIn)
        {
            return;
        }

        Yaml.Mark at = parsed.At("on_failure");
        if (!graph.Has(standIn))
        {
            mistakes.AddUnknown(at, "unknown-step", $"`on_failure` names the step `{standIn}`, which does not exist.", standIn, [.. graph.Ids, "fail", "skip", "ask"]);
        }
        else if (standIn == step.Id || graph.IsBefore(step.Id, standIn))
        {
            mistakes.Add(at, "cycle", $"`{standIn}` waits for `{step.Id}` and cannot stand in for it.", "Name a step that does not need this one.");
        }
        else if (graph.IsBefore(standIn, step.Id))
        {
            mistakes.Add(at, "cycle", $"`{standIn}` has already run when `{step.Id}` fails.", "Name a step that nothing else waits for.");
        }
        else if (steps.TryGetValue(standIn, out StepSpec? other) && !TypeWords.Same(step.Output, other.Output))
        {
            mistakes.Add(at, "wrong-type", $"`{standIn}` gives something else than `{step.Id}` and cannot stand in for it.", "Give both the same output fields.");
        }
    }

    private static void CheckNever(ParsedStep parsed, StepSpec step, StepGraph graph, IReadOnlyDictionary<string, StepSpec> steps, Mistakes mistakes)
    {
        if (step.When is { } when && Expressions.Expressions.Parse(when.Source).Whole is ExpressionNode.Literal { Value: Values.Value.Boolean { IsTrue: false } })
        {
            mistakes.Add(parsed.At("when"), "unreachable-step", $"The step `{step.Id}` never runs: its condition is always false.", "Delete the step, or the condition.");
        }

        foreach (StepSpec.Review review in steps.Values.OfType<StepSpec.Review>().Where(review => review.RejectStep is not null && graph.Has(review.RejectStep)))
        {
            if (step.Id != review.RejectStep && graph.ValueEdgesOf(step.Id).Contains(review.RejectStep!) && graph.ValueEdgesOf(step.Id).Contains(review.Id))
            {
                mistakes.Add(parsed.At("id"), "unreachable-step", $"The step `{step.Id}` takes both what `{review.Id}` approved and what follows its rejection; only one of them happens.", "Use `| default(…)`, or make two steps.");
            }
        }
    }

    private static void CheckUnused(ParsedWorkflow workflow, StepGraph graph, IReadOnlyDictionary<string, StepSpec> steps, Mistakes mistakes)
    {
        if (!steps.Values.Any(step => step is StepSpec.Review or StepSpec.Publish))
        {
            return;
        }

        HashSet<string> used = [.. graph.Ids.SelectMany(id => graph.EdgesOf(id))];
        used.UnionWith(workflow.Spec.Outputs.SelectMany(output => Expressions.Expressions.NamesSteps(output.Value)).Select(named => named.Step));
        used.UnionWith(steps.Values.Select(step => step.StandIn).OfType<string>());
        used.UnionWith(steps.Values.OfType<StepSpec.Review>().Select(review => review.RejectStep).OfType<string>());
        foreach (ParsedStep parsed in workflow.Steps.Where(parsed => parsed.Step is StepSpec.Agent or StepSpec.Action && !used.Contains(parsed.Step.Id)))
        {
            mistakes.Warn(parsed.At("id"), "unused-step", $"Nothing takes what `{parsed.Step.Id}` makes.", "Use it in a later step, or delete it.");
        }
    }
}
