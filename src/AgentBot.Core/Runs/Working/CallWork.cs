using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Asks people about the calls of an agent that write, and tells the agent what became of each.</summary>
public sealed class CallWork(IRunReader runs, IArtifactReader artifacts, IDirectory directory, RunBirth birth, RunScopes scopes, CallGrants grants, TimeProvider time)
{
    /// <summary>What became of the calls of a step in its round; and the child that still waits, where the step was taken up without its answer.</summary>
    public async ValueTask<(ImmutableDictionary<string, CallReport> Decided, RunRow? Open)> DecidedAsync(StepContext context, CancellationToken ct)
    {
        var decided = ImmutableDictionary.CreateBuilder<string, CallReport>(StringComparer.Ordinal);
        foreach (RunRow child in await runs.ChildrenAsync(context.Run.Id, ct))
        {
            if (child.ParentStep != context.Row.Step || child.ParentRound != context.Row.Round || CallWorkflow.CallOf(child) is not { } call)
            {
                continue;
            }

            if (!child.IsTerminal)
            {
                return (decided.ToImmutable(), child);
            }

            decided[call] = await ReportAsync(child, ct);
        }

        return (decided.ToImmutable(), null);
    }

    public async ValueTask<StepResult> AskAsync(StepContext context, AskedCall call, DateTimeOffset began, CancellationToken ct)
    {
        var spec = (StepSpec.Agent)context.Spec;
        RunRow parent = context.Run;
        if (await runs.TreeSizeAsync(parent.Root, ct) >= ChildBirth.MostInTree || (await runs.ChildrenAsync(parent.Id, ct)).Count >= ChildBirth.MostChildren)
        {
            return Fails(context, began, $"The agent wants another call of “{call.Tool.Title}”, and this run has asked as often as a run may.");
        }

        var covered = new CoverableCall(parent, context.Graph.Spec, spec, call.Tool.Name, call.Tool.Pin, CallContent.Of(call));
        CallGrant? grant = await grants.TakeAsync(covered, GrantUse.Name(parent.Id, context.Row.Step, context.Row.Round, call.Key), ct);
        TemplateClosure closure = grant is null ? CallWorkflow.Of(context.Graph.Spec, spec, call.Tool) : CallWorkflow.Granted(context.Graph.Spec, spec, call.Tool);
        Artifact content = Artifact.Of(ArtifactType.Call, covered.Call.ToValue());
        Value.Record inputs = CallWorkflow.Inputs(parent, context.Row.Step, content.Ref, grant?.Id);
        var scope = new ExpressionScope(inputs, ImmutableDictionary<string, Value>.Empty, null, scopes.Today(parent));
        var seed = new RunSeed(parent.Channel, parent.Thread, parent.Requester, inputs, ResolvedNames.None)
        {
            CausedBy = parent.CausedBy,
            StartedBy = parent.StartedBy,
            About = parent.About,
            Parent = parent,
            ParentStep = context.Row.Step,
            ParentRound = context.Row.Round,
            ParentItem = CallWorkflow.ItemOf(call.Key),
        };
        Result<ResolvedNames> names = NameResolution.Resolve(closure, seed, scope, directory.Latest);
        if (names.Refusal is { } refusal)
        {
            return Fails(context, began, refusal.ToString());
        }

        NewRun born = birth.Make(closure, seed with { Names = names.Value });
        ImmutableArray<Change> told = grant is null ? [] : await grants.TellAsync(grant, covered, await NumberAsync(parent, ct), ct);
        return new StepResult(new RunEvent.CallAsked(context.Row.Step, context.Row.Round, context.Row.Attempt, born.Run) { Began = began })
        {
            Along = [new Change.PutArtifact(parent.Channel, content, parent.Id, time.GetUtcNow()), .. born.Changes, .. told],
        };
    }

    private async ValueTask<long> NumberAsync(RunRow run, CancellationToken ct) =>
        run.Number > 0 ? run.Number : (await runs.FindAsync(run.Root, ct))?.Number ?? 0;

    private static StepResult Fails(StepContext context, DateTimeOffset began, string sentence) =>
        new(new RunEvent.StepFailed(context.Row.Step, context.Row.Round, context.Row.Attempt, FailureKind.OverLimit, sentence, null) { Began = began });

    // The only place where the outcome of such a run becomes words for an agent: each says what is certain and nothing beyond it.
    private async ValueTask<CallReport> ReportAsync(RunRow child, CancellationToken ct)
    {
        RunState state = (await runs.LoadAsync(child.Id, ct))!;
        StepRow? decided = state.Step(CallWorkflow.ReviewStep);
        StepRow? made = state.Step(CallWorkflow.MakeStep);
        switch (child.Status)
        {
            case RunStatus.Done when made is { Status: StepStatus.Succeeded }:
                return await MadeAsync(child, state, made, ct);
            case RunStatus.Rejected:
                return new CallReport(CallEnd.Refused, "The call was not made: a person refused it. Their reason is in the note.") { Note = decided?.Failure is { Length: > 0 } reason ? reason : "No reason was given." };
            case RunStatus.Expired:
                return new CallReport(CallEnd.Expired, "The call was not made: nobody decided in time.");
            case RunStatus.Cancelled:
                return new CallReport(CallEnd.NotMade, "The call was not made: it was withdrawn.");
            default:
                return new CallReport(CallEnd.NotMade, $"{AllowedWords(child)}, but it did not work.", made is { Failure.Length: > 0 } ? made.Failure : child.Outcome);
        }
    }

    private static string AllowedWords(RunRow child) => CallWorkflow.GrantOf(child) is null ? "A person approved the call" : "A person has allowed calls like this one";

    private async ValueTask<CallReport> MadeAsync(RunRow child, RunState state, StepRow made, CancellationToken ct)
    {
        Value? output = await artifacts.FindAsync(child.Channel, made.Artifact, ct) is { } kept ? ValueJson.Read(kept.Bytes.Span) : null;
        string text = output is Value.Record given && given[ToolSender.TextField] is Value.Text { Content: var said } ? said : "";
        string link = output is Value.Record linked && linked["link"] is Value.Text { Content: var where } ? where : "";
        bool isTold = output is Value.Record told && told.Find(ToolSender.TextField) is not null;
        string allowed = AllowedWords(child);
        string sentence = isTold ? $"{allowed} and it was made."
            : made.Effect is null ? $"{allowed}. The very same call had been made before, by an earlier round or run, and was not made again."
            : $"{allowed}. No answer came back, and a person found out that it was made.";
        string note = "";
        if (state.ReviewOf(CallWorkflow.ReviewStep) is { } review && review.Artifact.Content != CallWorkflow.ContentOf(child).Content
            && await artifacts.FindAsync(child.Channel, review.Artifact.Content, ct) is { } edited && CallContent.Read(ValueJson.Read(edited.Bytes.Span)) is { IsRefused: false, Value: var call })
        {
            sentence = sentence.Replace("A person approved the call", "A person changed the arguments and approved the call", StringComparison.Ordinal) + " The note has the arguments with which it was made.";
            note = call.Arguments;
        }

        return new CallReport(CallEnd.Done, sentence, text) { Note = note, Reference = link };
    }
}
