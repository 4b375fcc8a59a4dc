using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>Asks drills that are due: each as a run of its own in the chat with the one person who is asked, never where others read.</summary>
public sealed class DrillMaker(IDrillReader drills, DrillReads reads, RunStarter starter, ICommitter committer, ReviewSettings settings, ILots lots, IdSource ids, TimeProvider time)
{
    private const int AtOnce = 20;

    /// <summary>So long after a drawing nobody remembers what it was about.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromDays(7);

    private static readonly TimeSpan TryAgain = TimeSpan.FromHours(1);

    /// <returns>When the next one is due; null for none.</returns>
    public async ValueTask<DateTimeOffset?> AskAsync(CancellationToken ct)
    {
        foreach (DrillRow drill in await drills.DueAsync(time.GetUtcNow(), AtOnce, ct))
        {
            await AskAsync(drill, ct);
        }

        return await drills.NextDueAsync(ct);
    }

    private async ValueTask AskAsync(DrillRow drill, CancellationToken ct)
    {
        DirectorySnapshot people = reads.Directory.Latest;
        DateTimeOffset now = time.GetUtcNow();
        if (now - drill.DrawnAt > TooLate || people.Find(drill.Person) is not { } person || !DrillDraw.TakesPart(settings.Drills, drill.Person, people))
        {
            await EndAsync(drill with { State = DrillState.Dropped, EndedAt = now }, ct);
            return;
        }

        // Who is away is not tested, and nobody has two of them open.
        if (people.AbsenceOf(person.Key) is not null || await HasOneOpenAsync(drill, ct))
        {
            await EndAsync(drill with { DueAt = now + TryAgain }, ct);
            return;
        }

        if (await PlantAsync(drill, ct) is not { } planted)
        {
            await EndAsync(drill with { State = DrillState.Dropped, EndedAt = now }, ct);
            return;
        }

        await StartAsync(drill, planted, person, ct);
    }

    private async ValueTask StartAsync(DrillRow drill, Planted planted, Person person, CancellationToken ct)
    {
        RunId id = ids.NextRun();
        ChannelKey chat = QuestionPlaces.ChatOf(person, drill.Channel, reads.Directory.Latest);
        var copy = Artifact.Of(planted.Review.Artifact.Type, planted.Copy.Content);
        var put = new Change.PutArtifact(chat, copy, id, time.GetUtcNow());
        await reads.Staging.StageAsync(chat, copy, ct);
        var seed = new RunSeed(chat, "", DrillKey.Of(planted.Run.Requester), DrillWorkflow.Inputs(planted.Review, copy.Ref), ResolvedNames.None) { Id = id, About = planted.Run.About };
        var asked = new Change.UpdateDrill(drill with { State = DrillState.Asked, Run = id, Mistake = planted.Copy.Mistake.Write() });
        Result<StartedRun> started = await starter.StartAsync(new StartRequest(DrillWorkflow.Of(planted.Workflow, planted.Step, person.Key), seed, null, [asked, put]), ct);
        if (started.Refusal is { Kind: not RefusalKind.Lost })
        {
            await EndAsync(drill with { DueAt = time.GetUtcNow() + TryAgain }, ct);
        }
    }

    private async ValueTask<Planted?> PlantAsync(DrillRow drill, CancellationToken ct)
    {
        if (await reads.Reviews.FindAsync(drill.Of, drill.Revision, ct) is not { } review
            || await reads.Runs.FindAsync(review.Run, ct) is not { } run
            || await reads.Artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is not { } artifact)
        {
            return null;
        }

        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        return graph.Step(review.Step) is StepSpec.Review step && MistakePlanter.Plant(review.Artifact.Type, ValueJson.Read(artifact.Bytes.Span), lots) is { } copy
            ? new Planted(review, run, graph.Spec, step, copy)
            : null;
    }

    private async ValueTask<bool> HasOneOpenAsync(DrillRow drill, CancellationToken ct)
    {
        foreach (DrillRow other in await drills.OfPersonAsync(drill.Workspace, drill.Person, time.GetUtcNow() - TooLate, AtOnce, ct))
        {
            if (other is { State: DrillState.Asked, Run: { } run } && await reads.Runs.FindAsync(run, ct) is { IsTerminal: false })
            {
                return true;
            }
        }

        return false;
    }

    private ValueTask<CommitResult> EndAsync(DrillRow drill, CancellationToken ct) =>
        committer.CommitAsync(new Commit { Workspace = drill.Workspace, Changes = [new Change.UpdateDrill(drill)] }, ct);

    private sealed record Planted(ReviewRow Review, RunRow Run, WorkflowSpec Workflow, StepSpec.Review Step, PlantedCopy Copy);
}

/// <summary>The reads from which a drill is made.</summary>
public sealed record DrillReads(IReviewReader Reviews, IRunReader Runs, IArtifactReader Artifacts, IArtifactStaging Staging, ClosureCache Closures, IDirectory Directory);
