using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Actions;
using AgentBot.Core.Agents;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>
/// Does one batch of items. Each item ends by compare-and-set on its own row and the open-item counter moves by guarded
/// arithmetic, so that three hundred items never touch the run's header.
/// </summary>
public sealed class ItemsWork(
    IRunReader runs,
    ItemAgents itemAgents,
    ActionWork actions,
    ItemChildren children,
    ItemCommits commits,
    TimeProvider time)
{
    private const int TriesOfABatch = 2;

    /// <returns>What ends the step as a whole, since no other item could do better; null otherwise. Its items are left as they are.</returns>
    public async ValueTask<AgentOutcome.Failed?> DoAsync(StepContext context, CancellationToken ct)
    {
        ImmutableArray<StepRow> items = await OpenItemsAsync(context, ct);
        if (items.IsEmpty)
        {
            await commits.FinishAsync(context, [], [], 0, ct);
            return null;
        }

        if (context.Work.Crashes >= WorkHandler.CrashesUntilSetAside)
        {
            await FailAllAsync(context, items, FailureKind.SetAside, "It brought AgentBot down three times and was set aside.", [], ct);
            return null;
        }

        switch (context.Spec)
        {
            case StepSpec.Agent:
                return await AgentsAsync(context, items, ct);
            case StepSpec.Action:
                await ActionAsync(context, items[0], ct);
                break;
            case StepSpec.Workflow:
                await children.StartAsync(context, items[0], ct);
                break;
        }

        return null;
    }

    public ValueTask FailAllAsync(StepContext context, ImmutableArray<StepRow> items, FailureKind kind, string sentence, ImmutableArray<Change> along, CancellationToken ct) =>
        commits.FinishAsync(context, [.. items.Select(item => item with { Status = StepStatus.Failed, Failure = sentence, FailureKind = kind })], along, 0, ct);

    public async ValueTask<ImmutableArray<StepRow>> OpenItemsAsync(StepContext context, CancellationToken ct)
    {
        IReadOnlyList<string> keys = JsonSerializer.Deserialize(context.Work.Subject, StoreJson.Default.IReadOnlyListString) ?? [];
        return [.. (await runs.ItemsAsync(context.Row.Key, keys, ct)).Where(row => !row.HasEnded)];
    }

    private async ValueTask<AgentOutcome.Failed?> AgentsAsync(StepContext context, ImmutableArray<StepRow> items, CancellationToken ct)
    {
        AgentOutcome outcome = await itemAgents.AskAsync(context, items, ct);
        switch (outcome)
        {
            case AgentOutcome.Answered answered:
                await commits.FinishAsync(context, [.. items.Select(item => Ended(item, answered))], [.. AgentWork.Calls(answered.Usage), .. AgentWork.Files(context, answered, time.GetUtcNow())], answered.UnreadNote ? 1 : 0, ct);
                break;
            case AgentOutcome.Failed failed when failed.Kind == FailureKind.Transient && context.Work.Tries < Math.Max(TriesOfABatch, context.Spec.Retry.Times):
                await commits.PostponeAsync(context, failed.RetryAfter, AgentWork.Calls(failed.Usage), ct);
                break;
            case AgentOutcome.Failed { Kind: FailureKind.NoMoney or FailureKind.OverBudget } stopped:
                return stopped;

            // No other item has a better chance: the step waits as a whole, which costs none of its time.
            case AgentOutcome.Failed { Kind: FailureKind.Transient } outage when RunMachine.WaitsThroughOutages(context.Spec):
                return outage;
            case AgentOutcome.Failed failed:
                await FailAllAsync(context, items, failed.Kind, failed.Sentence, AgentWork.Calls(failed.Usage), ct);
                break;
        }

        return null;
    }

    private static StepRow Ended(StepRow item, AgentOutcome.Answered answered)
    {
        AgentAnswer? answer = answered.Answers.FirstOrDefault(candidate => candidate.Key == item.Item);
        if (answer?.Output is not { } output)
        {
            return item with
            {
                Status = StepStatus.Failed,
                FailureKind = FailureKind.BrokenOutput,
                Failure = answer?.Failure is { Length: > 0 } failure ? failure : "The agent gave no answer for it.",
            };
        }

        return item with
        {
            Status = StepStatus.Succeeded,
            Output = ValueJson.WriteText(output),
            Notes = answer.Note.Length > 0 ? AgentWork.Notes([answer.Note]) : "",
            RemarkUnread = answered.UnreadNote,
        };
    }

    private async ValueTask ActionAsync(StepContext context, StepRow item, CancellationToken ct)
    {
        ActionOutcome outcome = await actions.DoItemAsync(context, ValueJson.Read(item.ItemInput), ct);
        StepRow ended = outcome switch
        {
            ActionOutcome.Done done => item with { Status = StepStatus.Succeeded, Output = ValueJson.WriteText(AsRecord(done.Output)) },
            ActionOutcome.Failed failed => item with { Status = StepStatus.Failed, Failure = failed.Sentence, FailureKind = failed.Kind },
            _ => throw new InvalidOperationException("No rule for this outcome of an action."),
        };
        await commits.FinishAsync(context, [ended], [], 0, ct);
    }

    public static Value.Record AsRecord(Value output) => output as Value.Record ?? new Value.Record([new Field("result", output)]);
}
