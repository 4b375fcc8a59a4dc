using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs;

// What happens inside one step: start, result, failure, fan-out, child.
public sealed partial class RunMachine
{
    /// <summary>A provider that is busy is asked again even where the template says nothing of retries.</summary>
    private const int RetriesOfTransientFailures = 2;

    /// <summary>Of an agent whose template has nothing to do in its place: with ever longer waits, about six hours of an outage.</summary>
    private const int RetriesThroughAnOutage = 45;

    /// <summary>Nobody answering means that it goes on waiting; it is said once more.</summary>
    private static readonly TimeSpan UntilReminder = TimeSpan.FromHours(24);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(2);
    /// <summary>Beyond it every wait is the longest.</summary>
    private const int MostDoublings = 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static NoReason? Started(RunDraft draft, StepRow row)
    {
        if (row.Status == StepStatus.Running)
        {
            return NoReason.NothingToDo;
        }

        draft.Set(row with { Status = StepStatus.Running, Waiting = WaitReason.None, StartedAt = row.StartedAt ?? draft.Now });
        return null;
    }

    private static NoReason? Succeeded(RunDraft draft, StepRow row, RunEvent.StepSucceeded e)
    {
        End(draft, row, e.Began, ended => ended with
        {
            Status = StepStatus.Succeeded,
            Artifact = e.Artifact.Content,
            ArtifactType = e.Artifact.Type,
            ArtifactLength = e.Artifact.Length,
            InputDigest = e.Input,
            Notes = e.Notes,
            RemarkUnread = e.RemarkUnread,
        });
        return null;
    }

    private static NoReason? Carried(RunDraft draft, StepRow row, RunEvent.StepCarried e)
    {
        End(draft, row, e.Began, ended => ended with
        {
            Status = StepStatus.Succeeded,
            Artifact = e.From.Artifact,
            ArtifactType = e.From.ArtifactType,
            ArtifactLength = e.From.ArtifactLength,
            InputDigest = e.From.InputDigest,
            Notes = e.From.Notes,
            CarriedFrom = e.From.CarriedFrom == 0 ? e.From.Round : e.From.CarriedFrom,
        });
        return null;
    }

    private static NoReason? NotNeeded(RunDraft draft, StepRow row)
    {
        draft.Set(row with { Status = StepStatus.Skipped, Waiting = WaitReason.None, EndedAt = draft.Now });
        return null;
    }

    // A result also ends the steps it stands in for.
    private static void End(RunDraft draft, StepRow row, DateTimeOffset? began, Func<StepRow, StepRow> end)
    {
        DateTimeOffset? started = began ?? row.StartedAt;
        StepRow ended = end(row) with { Waiting = WaitReason.None, StartedAt = started ?? draft.Now, EndedAt = draft.Now };
        draft.Set(ended);
        AddWork(draft, started);
        foreach (string original in draft.Graph.StandsInFor[row.Step])
        {
            if (draft[original] is { Status: StepStatus.Waiting, Waiting: WaitReason.StandIn } waiting)
            {
                draft.Set(waiting with
                {
                    Status = StepStatus.Succeeded,
                    Waiting = WaitReason.None,
                    Artifact = ended.Artifact,
                    ArtifactType = ended.ArtifactType,
                    ArtifactLength = ended.ArtifactLength,
                    EndedAt = draft.Now,
                });
            }
        }
    }

    private static void AddWork(RunDraft draft, DateTimeOffset? started)
    {
        if (started is { } from && draft.Now > from)
        {
            draft.Run = draft.Run with { Worked = draft.Run.Worked + (draft.Now - from) };
        }
    }

    private static NoReason? Failed(RunDraft draft, StepRow row, RunEvent.StepFailed e)
    {
        AddWork(draft, e.Began ?? row.StartedAt);
        StepSpec spec = draft.Spec(row.Step);
        StepRow failed = row with
        {
            Status = StepStatus.Failed,
            Waiting = WaitReason.None,
            Failure = e.Sentence,
            FailureKind = e.Kind,
            Shortage = e.Short?.Write() ?? "",
            StartedAt = e.Began ?? row.StartedAt ?? draft.Now,
            EndedAt = draft.Now,
        };
        draft.Note(AuditEntry.Of("step.failed", AuditEntry.Host, row.Step).Saying("reason", e.Sentence));
        if (row.Attempt <= RetriesOf(spec, e.Kind))
        {
            Retry(draft, failed, spec, e.RetryAfter);
            return null;
        }

        Conclude(draft, failed, spec);
        return null;
    }

    private static int RetriesOf(StepSpec spec, FailureKind kind) => kind switch
    {
        FailureKind.Transient => RetriesOfTransient(spec),
        FailureKind.TimedOut or FailureKind.BrokenOutput or FailureKind.Truncated or FailureKind.ItemsFailed => spec.Retry.Times,
        _ => 0,
    };

    /// <summary>Whether a model that does not answer is waited for: where the template says neither how often to try nor what to do instead.</summary>
    public static bool WaitsThroughOutages(StepSpec spec) => spec is StepSpec.Agent { OnFailure: OnFailure.Fail or OnFailure.Ask, Retry.Times: 0 };

    private static int RetriesOfTransient(StepSpec spec) =>
        WaitsThroughOutages(spec) ? RetriesThroughAnOutage : Math.Max(spec.Retry.Times, RetriesOfTransientFailures);

    private static void Retry(RunDraft draft, StepRow failed, StepSpec spec, TimeSpan? retryAfter)
    {
        draft.Set(failed);
        StepRow next = Again(failed) with { Status = StepStatus.Waiting, Waiting = WaitReason.Time };
        draft.Open(next);
        draft.Queue(next, draft.Now + Backoff(failed, spec.Retry.Wait, retryAfter));
    }

    private static StepRow Again(StepRow row) => new()
    {
        Run = row.Run,
        Workspace = row.Workspace,
        Step = row.Step,
        Round = row.Round,
        Attempt = row.Attempt + 1,
        Revision = row.Revision,
    };

    // Doubles with each attempt; the jitter is taken from the step's own name, so that the machine stays a pure function.
    private static TimeSpan Backoff(StepRow row, TimeSpan wait, TimeSpan? retryAfter)
    {
        TimeSpan first = wait > TimeSpan.Zero ? wait : ShortestWait;
        double jitter = 0.8 + (Convert.ToInt32(Digest.OfText($"{row.Run}/{row.Step}/{row.Attempt}").Value[..4], 16) / 65535.0 * 0.4);
        TimeSpan backoff = first * Math.Pow(2, Math.Min(row.Attempt - 1, MostDoublings)) * jitter;
        TimeSpan bounded = backoff > LongestWait ? LongestWait : backoff;
        return retryAfter > bounded ? retryAfter.Value : bounded;
    }

    /// <summary>No attempt is left: do what the template says of a failure.</summary>
    private static void Conclude(RunDraft draft, StepRow failed, StepSpec spec)
    {
        // What no retry and no stand-in can mend, and one person can in a minute, is asked rather than lost.
        OnFailure then = failed.FailureKind is FailureKind.NoMoney or FailureKind.OverBudget ? OnFailure.Ask : spec.OnFailure;
        switch (then)
        {
            case OnFailure.Skip:
                draft.Set(failed with { Status = StepStatus.Skipped });
                break;
            case OnFailure.Ask:
                draft.Set(failed with { Status = StepStatus.Waiting, Waiting = WaitReason.Person, EndedAt = null });
                draft.Write(new Change.WantView(Conversations.ThreadOf(draft.Run), Purposes.StepAsks(draft.Run.Id, failed.Step, failed.Round), draft.Now));
                if (failed.FailureKind == FailureKind.OverBudget)
                {
                    draft.Write(new Change.InsertWork(draft.Work(WorkKind.AskAgain, failed, draft.Now + UntilReminder, "")));
                }

                break;
            case OnFailure.StandIn:
                draft.Set(failed with { Status = StepStatus.Waiting, Waiting = WaitReason.StandIn, EndedAt = null });
                break;
            case OnFailure.Fail:
                draft.Set(failed);
                StopTheRest(draft);
                break;
        }
    }

    private static NoReason? FannedOut(RunDraft draft, StepRow row, RunEvent.FannedOut e)
    {
        int open = e.Items.Count(item => !item.HasEnded);
        StepRow running = row with
        {
            Status = StepStatus.Running,
            Waiting = WaitReason.Items,
            StartedAt = row.StartedAt ?? draft.Now,
            InputDigest = e.Input,
            ItemsTotal = e.Items.Length,
            ItemsOpen = open,
            ItemsFailed = 0,
        };
        draft.Set(running);
        foreach (StepRow item in e.Items)
        {
            draft.Write(new Change.InsertStep(item));
        }

        if (open == 0)
        {
            draft.Write(new Change.InsertWork(draft.Work(WorkKind.Gather, running, draft.Now, "")));
            return null;
        }

        QueueBatches(draft, running, e.Batches);
        return null;
    }

    private static NoReason? ItemsTakenUp(RunDraft draft, StepRow row, RunEvent.ItemsTakenUp e)
    {
        if (row is not { Status: StepStatus.Running, Waiting: WaitReason.Items })
        {
            return NoReason.NothingToDo;
        }

        if (row.ItemsOpen == 0)
        {
            draft.Write(new Change.InsertWork(draft.Work(WorkKind.Gather, row, draft.Now, "")));
        }

        QueueBatches(draft, row, e.Batches);
        return null;
    }

    /// <summary>As many batches as may run at once are due now; each one that ends releases the next.</summary>
    private static void QueueBatches(RunDraft draft, StepRow running, ImmutableArray<ImmutableArray<string>> batches)
    {
        int parallel = draft.Spec(running.Step).ForEach?.Parallel ?? 1;
        for (int i = 0; i < batches.Length; i++)
        {
            string keys = System.Text.Json.JsonSerializer.Serialize(batches[i], StoreJson.Default.IReadOnlyListString);
            DateTimeOffset due = i < parallel ? draft.Now : WorkRow.Parked;
            draft.Write(new Change.InsertWork(draft.Work(WorkKind.Items, running, due, keys)));
        }
    }

    private static NoReason? Gathered(RunDraft draft, StepRow row, RunEvent.ItemsGathered e)
    {
        StepSpec spec = draft.Spec(row.Step);
        // A person chose to go on with what is there.
        ItemsFailed policy = row.FailureKind == FailureKind.OverBudget ? ItemsFailed.Skip : spec.ForEach?.Failed ?? ItemsFailed.Fail;
        StepRow gathered = row with
        {
            Artifact = e.Artifact.Content,
            ArtifactType = e.Artifact.Type,
            ArtifactLength = e.Artifact.Length,
            ItemsOpen = 0,
            ItemsFailed = e.Failed,
            Notes = e.Notes,
            RemarkUnread = e.RemarkUnread,
        };
        if (e.Failed == 0 || policy == ItemsFailed.Skip)
        {
            End(draft, gathered, e.Began, ended => ended with { Status = StepStatus.Succeeded });
            return null;
        }

        AddWork(draft, e.Began ?? row.StartedAt);
        StepRow failed = gathered with
        {
            Status = StepStatus.Failed,
            Waiting = WaitReason.None,
            FailureKind = FailureKind.ItemsFailed,
            Failure = $"{e.Failed} of {row.ItemsTotal} items of “{spec.Title}” failed.",
            EndedAt = draft.Now,
        };
        if (policy == ItemsFailed.Fail && row.Attempt <= RetriesOf(spec, FailureKind.ItemsFailed))
        {
            Retry(draft, failed, spec, null);
            return null;
        }

        Conclude(draft, failed, policy == ItemsFailed.Ask ? spec with { OnFailure = OnFailure.Ask } : spec);
        return null;
    }

    private static NoReason? ChildStarted(RunDraft draft, StepRow row, RunEvent.ChildStarted e)
    {
        draft.Set(row with
        {
            Status = StepStatus.Waiting,
            Waiting = WaitReason.Child,
            Child = e.Child.Id,
            InputDigest = e.Input,
            StartedAt = row.StartedAt ?? draft.Now,
        });
        return null;
    }

    private static NoReason? ChildEnded(RunDraft draft, StepRow row, RunEvent.ChildEnded e)
    {
        if (row.Child != e.Child.Id)
        {
            return NoReason.StaleAttempt;
        }

        StepSpec spec = draft.Spec(row.Step);
        if (spec is StepSpec.Agent && e.Child.Status != RunStatus.Cancelled)
        {
            return CallEnded(draft, row);
        }

        switch (e.Child.Status)
        {
            case RunStatus.Done when e.Output is { } output:
                draft.Run = draft.Run with { Worked = draft.Run.Worked + e.Child.Worked };
                End(draft, row, draft.Now, ended => ended with
                {
                    Status = StepStatus.Succeeded,
                    Artifact = output.Content,
                    ArtifactType = output.Type,
                    ArtifactLength = output.Length,
                });
                return null;
            case RunStatus.Rejected or RunStatus.Expired:
                draft.Set(row with
                {
                    Status = StepStatus.Succeeded,
                    Waiting = WaitReason.None,
                    FailureKind = FailureKind.Declined,
                    Failure = e.Child.Outcome,
                    EndWord = e.Child.Status,
                    EndedAt = draft.Now,
                });
                StopTheRest(draft);
                return null;
            case RunStatus.Cancelled:
                draft.Set(row with { Status = StepStatus.Cancelled, Waiting = WaitReason.None, EndWord = RunStatus.Cancelled, EndedAt = draft.Now });
                StopTheRest(draft);
                return null;
            default:
                StepRow failed = row with
                {
                    Status = StepStatus.Failed,
                    Waiting = WaitReason.None,
                    FailureKind = FailureKind.Permanent,
                    Failure = e.Child.Outcome,
                    EndedAt = draft.Now,
                };
                Conclude(draft, failed, spec);
                return null;
        }
    }
}
