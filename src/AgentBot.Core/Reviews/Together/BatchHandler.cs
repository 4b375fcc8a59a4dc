using System.Collections.Immutable;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Together;

/// <summary>
/// Offers alike reviews to one person, with those drawn that are decided singly first, and approves the others together. Each
/// approval is an ordinary decision of its own; what changed since it was shown is left out and said.
/// </summary>
public sealed class BatchHandler(WaitingReviews queue, LikenessReader likeness, BatchReader batches, ReviewHandler handler, BatchKeeping keeping)
{
    /// <summary>More than so many nobody has before their eyes.</summary>
    public const int Most = 20;

    private const int MostLooked = 60;

    private static readonly Refusal NoGroup = new(RefusalKind.Unknown, "There is no such group now.", "Two or more that are alike have to wait for you.", "Type reviews to see what waits.");

    /// <summary>The batch that stands for this person and kin; a new one is drawn only where there is none, or nothing of it waits.</summary>
    public async ValueTask<Result<BatchStanding>> OfferAsync(Caller caller, string kin, CancellationToken ct)
    {
        PersonKey who = keeping.People.Current(caller.Person);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if (await keeping.Queue.OpenBatchAsync(caller.Workspace, who, kin, ct) is { } stands)
            {
                BatchStanding standing = await batches.ReadAsync(caller, stands, ct);
                if (!standing.IsOver)
                {
                    return standing;
                }

                // Nothing of it can be approved together any more, so keeping it would only stand in the way.
                await keeping.EndAsync(stands, BatchState.Over, ct);
            }

            ImmutableArray<ReviewRow> alike = await AlikeAsync(who, caller.Workspace, kin, ct);
            if (alike.Length < 2)
            {
                return NoGroup;
            }

            // Lost means that the same person asked twice at once: what was kept first stands.
            await keeping.KeepAsync(Drawn(who, caller.Workspace, kin, alike), ct);
        }

        return NoGroup;
    }

    /// <summary>Approves the others of a batch, one decision each.</summary>
    public async ValueTask<Reply> ApproveAsync(Inbound inbound, TogetherRequest request, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (await keeping.Queue.FindBatchAsync(request.Batch, ct) is not { } batch || batch.Workspace != caller.Workspace || !keeping.People.IsSame(batch.Person, caller.Person))
        {
            return new Reply.Refused(new Refusal(RefusalKind.Unknown, "Nothing was approved.", "This group was put together for somebody else.", "Type reviews together to see yours."));
        }

        if (!batch.Shown.Value.StartsWith(request.Shown, StringComparison.Ordinal) || request.Shown.Length < 16)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Changed, "Nothing was approved.", "This button does not belong to what stands here now.", "Type reviews together again."));
        }

        BatchStanding standing = await batches.ReadAsync(caller, batch, ct);
        if (batch.State == BatchState.Open && standing.Failed is not null)
        {
            await keeping.EndAsync(batch, BatchState.Stopped, ct);
        }

        if (standing.WhyNot() is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        var approved = ImmutableArray.CreateBuilder<BatchPart>();
        var left = ImmutableArray.CreateBuilder<BatchPart>();
        foreach (BatchPart part in standing.Others)
        {
            string why = await ApproveAsync(inbound, batch, part, ct);
            (why.Length == 0 ? approved : left).Add(part with { Why = why });
        }

        if (approved.Count > 0)
        {
            await keeping.EndAsync(batch, BatchState.Approved, ct);
        }

        return new Reply.Shown(await batches.DoneAsync(caller, standing, approved.ToImmutable(), left.ToImmutable(), ct), Private: true);
    }

    private async ValueTask<string> ApproveAsync(Inbound inbound, BatchRow batch, BatchPart part, CancellationToken ct)
    {
        if (part.Why.Length > 0)
        {
            return part.Why;
        }

        if (await likeness.OfAsync(part.Row!, ct) is var now && now.Kin != batch.Kin)
        {
            return now.IsAlike ? "it is of another kind now" : now.Why;
        }

        // A delivery that comes again finds each of its decisions kept.
        BatchMember member = part.Member;
        var single = new Inbound(inbound.Caller with { Channel = part.Row!.Channel, Receipt = $"{inbound.Caller.Receipt}|{member.Review}" }, [], inbound.Now);
        var request = new DecisionRequest(single.Caller, member.Review, member.Revision, member.Artifact.Value[..16], DecisionKind.Approve, "", [], null, false, []) { Together = batch.Id };
        return await handler.DecideAsync(single, request, ct) is Reply.Refused refused ? Sentences(refused.Refusal) : "";
    }

    private async ValueTask<ImmutableArray<ReviewRow>> AlikeAsync(PersonKey who, WorkspaceKey workspace, string kin, CancellationToken ct)
    {
        var alike = ImmutableArray.CreateBuilder<ReviewRow>();
        int looked = 0;
        await foreach (ReviewRow review in queue.OfKinAsync(who, workspace, kin, ct))
        {
            Likeness now = await likeness.OfAsync(review, ct);
            if (now.Kin == kin)
            {
                alike.Add(review);
            }
            else
            {
                await keeping.PutAsync(review, now, ct);
            }

            if (alike.Count == Most || ++looked == MostLooked)
            {
                break;
            }
        }

        return alike.ToImmutable();
    }

    private BatchRow Drawn(PersonKey who, WorkspaceKey workspace, string kin, ImmutableArray<ReviewRow> alike)
    {
        ImmutableSortedSet<int> spots = SpotChecks.Draw(alike.Length, SpotChecks.Count(alike.Length, keeping.Settings.SpotCheckOneIn), keeping.Lots);
        return new BatchRow
        {
            Id = keeping.NextId(),
            Workspace = workspace,
            Person = who,
            Kin = kin,
            Members = [.. alike.Select((review, at) => new BatchMember(review.Id, review.Revision, review.Binding, review.Artifact.Content, spots.Contains(at)))],
            MadeAt = keeping.Now,
        };
    }

    private static string Sentences(Refusal refusal) => (refusal.Why.Length > 0 && refusal.What.StartsWith("Nothing", StringComparison.Ordinal) ? refusal.Why : refusal.What).TrimEnd('.');
}

/// <summary>Keeps batches and draws for them.</summary>
public sealed class BatchKeeping(IQueueReader queue, ICommitter committer, IDirectory directory, ReviewSettings settings, BatchChance chance)
{
    public IQueueReader Queue => queue;

    public ReviewSettings Settings => settings;

    public ILots Lots => chance.Lots;

    public DirectorySnapshot People => directory.Latest;

    public DateTimeOffset Now => chance.Time.GetUtcNow();

    public string NextId() => chance.Ids.Next();

    public ValueTask<CommitResult> KeepAsync(BatchRow batch, CancellationToken ct) => CommitAsync(batch.Workspace, new Change.InsertBatch(batch), ct);

    public ValueTask<CommitResult> EndAsync(BatchRow batch, BatchState state, CancellationToken ct) => CommitAsync(batch.Workspace, new Change.UpdateBatch(batch with { State = state, EndedAt = Now }), ct);

    public ValueTask<CommitResult> PutAsync(ReviewRow review, Likeness now, CancellationToken ct) => CommitAsync(review.Workspace, new Change.PutKin(review.Id, review.Revision, now.Kin), ct);

    private ValueTask<CommitResult> CommitAsync(WorkspaceKey workspace, Change change, CancellationToken ct) =>
        committer.CommitAsync(new Commit { Workspace = workspace, Changes = [change] }, ct);
}

/// <summary>Where ids, lots and times come from.</summary>
public sealed record BatchChance(IdSource Ids, ILots Lots, TimeProvider Time);

/// <summary>What an operator decides about many reviews at once.</summary>
/// <param name="SpotCheckOneIn">One in so many of a group is decided singly first; at least one.</param>
/// <param name="MostOpen">Open reviews of one person from which on new runs wait in line; 0 for no such limit.</param>
public sealed record ReviewSettings(int SpotCheckOneIn = 10, int MostOpen = 100)
{
    /// <summary>When people are told on working days what needs them, in their own time; null for never.</summary>
    public TimeOnly? DigestAt { get; init; }

    public Drills.DrillSettings Drills { get; init; } = Reviews.Drills.DrillSettings.Off;
}
