using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>What came of a request.</summary>
public abstract record RequestAnswer
{
    private RequestAnswer()
    {
    }

    /// <param name="IsNew">False for a repetition.</param>
    public sealed record Taken(RequestStatus Status, bool IsNew) : RequestAnswer;

    public sealed record Wrong(ImmutableArray<FormMistake> Mistakes) : RequestAnswer;

    /// <summary>It does not fit what stands already: another content under the same name, a revision that nobody waits for.</summary>
    public sealed record Conflict(string Sentence) : RequestAnswer;

    public sealed record TooMany(string Sentence) : RequestAnswer;

    public sealed record Unavailable(string Sentence) : RequestAnswer;
}

/// <summary>The door's handler: a request of another program becomes a run, its next revision the run's next round, its withdrawal the decision of who asked. Guard, review and effects are everybody's.</summary>
public sealed class RequestHandler(RequestReads reads, RunStarter starter, RunAdvancer advancer, RequestStatuses statuses, IConversation conversation, IdSource ids, TimeProvider time)
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    /// <summary>One request of a system at a time, so that its limit holds and a name is used once.</summary>
    private readonly ConcurrentDictionary<PersonKey, SemaphoreSlim> _turns = new();

    public async ValueTask<RequestAnswer> AskAsync(AskerTerms terms, ReviewRequest request, CancellationToken ct)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(terms.Key, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ct);
        try
        {
            RequestRow? row = await reads.Requests.FindAsync(terms.Key, request.Id, ct);
            return (row, request.Revision) switch
            {
                (null, 1) => await FirstAsync(terms, request, ct),
                (null, _) => new RequestAnswer.Wrong([new FormMistake("/id", $"There is no request “{request.Id}”.", "Post revision 1 first.")]),
                (_, 1) when row.Received == request.Received => new RequestAnswer.Taken(await statuses.OfAsync(row, ct), IsNew: false),
                (_, 1) => new RequestAnswer.Conflict($"The id “{request.Id}” was used before, for something else. Nothing was asked. Give every request an id of its own; for the next round write its revision."),
                _ => await NextAsync(terms, row, request, ct),
            };
        }
        finally
        {
            turn.Release();
        }
    }

    /// <returns>Null where the system has no such request; else how it stands now.</returns>
    public async ValueTask<(RequestStatus Status, bool IsWithdrawn)?> WithdrawAsync(AskerTerms terms, string id, CancellationToken ct)
    {
        if (await reads.Requests.FindAsync(terms.Key, id, ct) is not { } row)
        {
            return null;
        }

        RequestStatus status = await statuses.OfAsync(row, ct);
        bool isWithdrawn = status.Review is { IsOpen: true } review
            ? await TakeBackAsync(terms, status.Run, review, ct)
            : status.State == RequestState.ChangesRequested && await StopAsync(terms, status.Run, ct);
        status = await statuses.OfAsync(row, ct);
        return (status, isWithdrawn || status.State == RequestState.Withdrawn);
    }

    private async ValueTask<RequestAnswer> FirstAsync(AskerTerms terms, ReviewRequest request, CancellationToken ct)
    {
        if (await reads.Directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return Unreachable();
        }

        if (new RequestRights(terms, people).Check(request, out ImmutableArray<FormMistake> mistakes) is not { } granted)
        {
            return new RequestAnswer.Wrong(mistakes);
        }

        if (await reads.Requests.CountOpenAsync(terms.Key, ct) >= terms.MostOpen)
        {
            return new RequestAnswer.TooMany(string.Create(CultureInfo.InvariantCulture, $"{terms.MostOpen} requests of {terms.Name} wait for a decision, which is its limit. Nothing was asked. Post it again once some are decided, or withdraw one."));
        }

        RunId run = ids.NextRun();
        DateTimeOffset now = time.GetUtcNow();
        var content = Artifact.Of(request.Kind.Type, request.Content);
        (ImmutableArray<Field> sources, ImmutableArray<Artifact> files) = SourcesOf(request);
        var seed = new RunSeed(granted.Channel, "", terms.Key, RequestedWorkflow.Inputs(request, content.Ref, sources), ResolvedNames.None)
        {
            Id = run,
            CausedBy = granted.Causes,
            About = CardText.PlainLine(request.Title, 120),
        };
        Change[] puts = [.. files.Prepend(content).Select(artifact => new Change.PutArtifact(granted.Channel, artifact, run, now))];
        foreach (Change.PutArtifact put in puts.Cast<Change.PutArtifact>())
        {
            await reads.Staging.StageAsync(put.Channel, put.Artifact, ct);
        }

        var row = new RequestRow { System = terms.Key, Id = request.Id, Workspace = granted.Channel.Workspace, Run = run, Received = request.Received, Callback = request.Callback, At = now };
        Result<StartedRun> started = await starter.StartAsync(new StartRequest(RequestedWorkflow.Of(terms, granted.Policy), seed, null, [new Change.InsertRequest(row), .. puts]), ct);
        return started.Refusal switch
        {
            null => new RequestAnswer.Taken(await statuses.OfAsync(row, ct), IsNew: true),
            { Kind: RefusalKind.Unavailable } => Unreachable(),
            { Kind: RefusalKind.Lost } lost => new RequestAnswer.Conflict(lost.ToString()),
            { } refusal => new RequestAnswer.Wrong([new FormMistake("", string.Join(' ', new[] { refusal.What, refusal.Why }.Where(part => part.Length > 0)), refusal.Next)]),
        };
    }

    private async ValueTask<RequestAnswer> NextAsync(AskerTerms terms, RequestRow row, ReviewRequest request, CancellationToken ct)
    {
        if (await reads.Directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return Unreachable();
        }

        RunRow run = (await reads.Runs.FindAsync(row.Run, ct))!;
        if (await HandedInAsync(run, request.Revision, ct) is { } before)
        {
            return before.InputDigest == request.Received
                ? new RequestAnswer.Taken(await statuses.OfAsync(row, ct), IsNew: false)
                : new RequestAnswer.Conflict(string.Create(CultureInfo.InvariantCulture, $"Revision {request.Revision} of “{request.Id}” was handed in before, with another content. Nothing was changed."));
        }

        (ArtifactRef first, _) = RequestedWorkflow.FirstOf(run);
        ImmutableArray<FormMistake> mistakes = new RequestRights(terms, people).CheckRevision(request, first.Type);
        if (!mistakes.IsEmpty)
        {
            return new RequestAnswer.Wrong(mistakes);
        }

        if (Guard.Check(terms.Key, Act.HandIn, new GuardSubject(run.Channel, run), people) is { } refusal)
        {
            return new RequestAnswer.Wrong([new FormMistake("", refusal.What, refusal.Why)]);
        }

        var content = Artifact.Of(request.Kind.Type, request.Content);
        DateTimeOffset now = time.GetUtcNow();
        Artifact[] files = [.. request.Files.Values.Select(bytes => Artifact.Of(ArtifactType.File, bytes))];
        AdvanceResult result = await advancer.ApplyAsync(
            run.Id,
            new Advance(new RunEvent.HandedIn(RequestedWorkflow.ContentStep, request.Revision, content.Ref, request.Received))
            {
                Along = [.. files.Prepend(content).Select(artifact => new Change.PutArtifact(run.Channel, artifact, run.Id, now))],
                Audit = [Audit.AuditEntry.Of("request.handed-in", terms.Key.Value, run.Id.Value).With("artifact", content.Ref.Content)],
            },
            ct);
        RequestStatus status = await statuses.OfAsync(row, ct);
        return result is AdvanceResult.Done
            ? new RequestAnswer.Taken(status, IsNew: true)
            : new RequestAnswer.Conflict(string.Create(CultureInfo.InvariantCulture, $"Revision {request.Revision} of “{request.Id}” is not waited for: {status.Sentence} Nothing was changed."));
    }

    private async ValueTask<StepRow?> HandedInAsync(RunRow run, int revision, CancellationToken ct) =>
        (await reads.Runs.HistoryAsync(run.Id, ct)).LastOrDefault(row => row.Step == RequestedWorkflow.ContentStep && row.Round == revision && row.Status == StepStatus.Succeeded);

    // By the same door, and under the same guard, as a person who takes back what they asked.
    private async ValueTask<bool> TakeBackAsync(AskerTerms terms, RunRow run, ReviewRow review, CancellationToken ct)
    {
        var caller = new Caller(terms.Key, run.Channel, run.Thread, $"asker|{run.Workspace}|withdraw|{review.Id}:{review.Revision}");
        var request = new DecisionRequest(caller, review.Id, review.Revision, review.Artifact.Content.Value[..16], DecisionKind.Withdraw, "", [], null, false, []);
        return await conversation.DecideAsync(request, ct) is not Reply.Refused;
    }

    private async ValueTask<bool> StopAsync(AskerTerms terms, RunRow run, CancellationToken ct) =>
        Guard.Check(terms.Key, Act.Withdraw, new GuardSubject(run.Channel, run), reads.Directory.Latest) is null
        && await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.CancelRequested(terms.Key, "It was withdrawn.")), ct) is AdvanceResult.Done;

    private static (ImmutableArray<Field> Inputs, ImmutableArray<Artifact> Files) SourcesOf(ReviewRequest request)
    {
        var inputs = ImmutableArray.CreateBuilder<Field>();
        var files = ImmutableArray.CreateBuilder<Artifact>();
        files.AddRange(request.Files.Values.Select(bytes => Artifact.Of(ArtifactType.File, bytes)));
        foreach (PostedSource source in request.Sources)
        {
            var file = Artifact.Of(ArtifactType.File, Encoding.UTF8.GetBytes(source.Text));
            files.Add(file);
            inputs.Add(new Field(string.Create(CultureInfo.InvariantCulture, $"source-{inputs.Count + 1}"), new Value.File(source.Name, "text/plain", file.Ref.Length, file.Ref.Content)));
        }

        return (inputs.ToImmutable(), files.ToImmutable());
    }

    private static RequestAnswer.Unavailable Unreachable() => new("AgentBot cannot reach the list of people now, so nothing was asked. Post it again in a minute.");
}

public sealed record RequestReads(IRequestReader Requests, IRunReader Runs, IArtifactStaging Staging, IDirectory Directory);
