using AgentBot.Core.Agents;
using AgentBot.Core.Policy;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

/// <summary>What must be so before a template may be run at all, whoever asks: that no operator minds, and that the programs it works with are there.</summary>
public sealed class StartConditions(IUnreviewedVersions unreviewed, IRetiredVersions retired, IAgentNeeds needs)
{
    public async ValueTask<Refusal?> CheckAsync(TemplateClosure closure, bool dryRun, CancellationToken ct)
    {
        if (retired.Has(ClosureCache.Pin(closure).Version))
        {
            return new Refusal(
                RefusalKind.NotAllowed,
                $"{closure.Workflow.Title} was not started.",
                "An operator has taken this version of it out of use.",
                "Ask the template's owner for a newer one.");
        }

        StepSpec[] steps = [.. closure.Children.Values.Prepend(closure.Workflow).SelectMany(workflow => workflow.Steps)];
        if (!dryRun && steps.Any(step => step is StepSpec.Publish { ApprovedBy: null }) && !unreviewed.Allows(ClosureCache.Pin(closure).Version))
        {
            return new Refusal(
                RefusalKind.NotAllowed,
                $"{closure.Workflow.Title} was not started.",
                "It would publish without anybody's approval, and no operator has allowed this version of it to.",
                "Ask an operator to allow it, or add a review to the template.");
        }

        foreach (StepSpec.Agent step in steps.OfType<StepSpec.Agent>())
        {
            if (await needs.MissingAsync(step.Spec, ct) is { } missing)
            {
                return missing with { What = $"{closure.Workflow.Title} was not started." };
            }
        }

        return null;
    }
}
