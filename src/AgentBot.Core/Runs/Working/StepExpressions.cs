using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>The expressions that a piece of work evaluates; only what they name is read for it.</summary>
public static class StepExpressions
{
    public static IEnumerable<Expr> Of(StepSpec spec, WorkKind kind) => kind switch
    {
        WorkKind.Step => Own(spec).Append(spec.When).Append(spec.ForEach?.List).Append(spec.ForEach?.Key).OfType<Expr>(),

        // The list was frozen when it fanned out: an item has what it needs of it in its own row.
        WorkKind.Items => Own(spec).OfType<Expr>(),
        _ => [],
    };

    private static IEnumerable<Expr?> Own(StepSpec spec) => spec switch
    {
        StepSpec.Agent agent => [agent.Input],
        StepSpec.Action action => action.With.Select(argument => argument.Value),
        StepSpec.Workflow child => child.With.Select(argument => argument.Value),
        StepSpec.Publish publish => [publish.Content],
        _ => [],
    };
}
