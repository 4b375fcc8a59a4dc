namespace AgentBot.Core.Runs;

// What an agent wants to do and people are asked about: each call is a child run, and its answer lets the agent go on.
public sealed partial class RunMachine
{
    private static NoReason? CallAsked(RunDraft draft, StepRow row, RunEvent.CallAsked e)
    {
        AddWork(draft, e.Began ?? row.StartedAt);
        draft.Set(row with { Status = StepStatus.Waiting, Waiting = WaitReason.Child, Child = e.Child.Id, StartedAt = row.StartedAt ?? draft.Now });
        return null;
    }

    /// <summary>Whatever people said, the agent is told and goes on; only a call that was stopped stops the agent too.</summary>
    private static NoReason? CallEnded(RunDraft draft, StepRow row)
    {
        // The agent's time begins anew: people's waiting is not in it.
        StepRow ready = row with { Status = StepStatus.Ready, Waiting = WaitReason.None, Child = null, StartedAt = null };
        draft.Set(ready);
        draft.Queue(ready, draft.Now);
        return null;
    }
}
