using AgentBot.Core.Requests;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

// What another program hands in, which asked people for a review.
public sealed partial class RunMachine
{
    private static NoReason? AwaitsAsker(RunDraft draft, StepRow row, RunEvent.AwaitsAsker e)
    {
        StepRow waits = row with { Status = StepStatus.Waiting, Waiting = WaitReason.Asker };
        draft.Set(waits);
        draft.Queue(waits, e.Until);
        return null;
    }

    /// <summary>It may come before a worker has seen that it is waited for; then that work is dropped.</summary>
    private static NoReason? HandedIn(RunDraft draft, RunEvent.HandedIn e)
    {
        StepRow row = draft[e.Step];
        if (row.Round != e.Round)
        {
            return NoReason.StaleRound;
        }

        if (row.HasEnded)
        {
            return NoReason.StepEnded;
        }

        bool isAwaited = row.Status is StepStatus.Ready or StepStatus.Running || row is { Status: StepStatus.Waiting, Waiting: WaitReason.Asker };
        if (!isAwaited || row.Round == 1 || draft.Spec(row.Step) is not StepSpec.Action { Name: RequestedWorkflow.TakesIn })
        {
            return NoReason.NothingToDo;
        }

        draft.Write(new Change.DropWork(draft.Run.Id, row.Step, row.Round));

        // A person's or a program's time is no working time of the run.
        End(draft, row, draft.Now, ended => ended with
        {
            Status = StepStatus.Succeeded,
            Artifact = e.Artifact.Content,
            ArtifactType = e.Artifact.Type,
            ArtifactLength = e.Artifact.Length,
            InputDigest = e.Input,
        });
        return null;
    }
}
