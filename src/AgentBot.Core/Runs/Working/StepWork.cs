using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Does one step: its condition first, then what its kind asks for.</summary>
public sealed class StepWork(ActionWork actions, TakeInWork taking, AgentWork agents, ReviewWork reviews, PublishWork publishes, ChildWork children)
{
    private static StepResult TakesCall(StepContext context)
    {
        Artifacts.ArtifactRef call = Tools.CallWorkflow.ContentOf(context.Run);
        return new StepResult(new RunEvent.StepSucceeded(context.Row.Step, context.Row.Round, context.Row.Attempt, call, call.Content, "", false));
    }

    public async ValueTask<StepResult> DoAsync(StepContext context, FanOutWork fanOut, CancellationToken ct)
    {
        bool isFirst = context.Row is { Status: StepStatus.Ready } or { Status: StepStatus.Waiting, Waiting: WaitReason.Time };
        if (isFirst && context.Spec.When is { } when)
        {
            Result<Value> condition = Expressions.Evaluate(when, context.Scope);
            if (condition.IsRefused)
            {
                return context.Fails(FailureKind.Permanent, condition.Refusal!.ToString());
            }

            if (condition.Value is not Value.Boolean { IsTrue: true })
            {
                return new StepResult(new RunEvent.StepNotNeeded(context.Row.Step, context.Row.Round, context.Row.Attempt));
            }
        }

        if (context.Spec.ForEach is not null)
        {
            return await fanOut.DoAsync(context, ct);
        }

        return context.Spec switch
        {
            StepSpec.Action { Name: Requests.RequestedWorkflow.TakesIn } => taking.Do(context),
            StepSpec.Action { Name: Reviews.Drills.DrillWorkflow.Begins } => Reviews.Drills.DrillWorkflow.Begin(context),
            StepSpec.Action { Name: Tools.CallWorkflow.Takes } => TakesCall(context),
            StepSpec.Action => await actions.DoAsync(context, ct),
            StepSpec.Agent => await agents.DoAsync(context, ct),
            StepSpec.Review => await reviews.DoAsync(context, ct),
            StepSpec.Publish => await publishes.DoAsync(context, ct),
            StepSpec.Workflow => await children.StartAsync(context, ct),
            _ => throw new InvalidOperationException($"No rule for a step of kind {context.Spec.GetType().Name}."),
        };
    }
}
