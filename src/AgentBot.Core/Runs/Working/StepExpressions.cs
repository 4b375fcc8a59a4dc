using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>The expressions a step evaluates when it is done.</summary>
public static class StepExpressions
{
    public static IEnumerable<Expr> Of(StepSpec spec)
    {
        IEnumerable<Expr?> own = spec switch
        {
            StepSpec.Agent agent => [agent.Input],
            StepSpec.Action action => action.With.Select(argument => argument.Value),
            StepSpec.Workflow child => child.With.Select(argument => argument.Value),
            StepSpec.Publish publish => [publish.Content],
            _ => [],
        };
        return own.Append(spec.When).Append(spec.ForEach?.List).Append(spec.ForEach?.Key).OfType<Expr>();
    }
}
