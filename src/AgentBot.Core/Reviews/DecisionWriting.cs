using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews;

/// <summary>A decision before it is kept: what happens, the row that tells of it, what is written beside it, and what the person is told.</summary>
internal sealed record Decided(RunEvent Happened, DecisionRow Row, ImmutableArray<Change> Along, string Sentence)
{
    /// <summary>Beside the decision's own line.</summary>
    public ImmutableArray<AuditEntry> Audit { get; init; } = [];
}

/// <summary>The rows that tell of a decision.</summary>
public sealed class DecisionWriting(Counting counting, ReviewReads reads)
{
    /// <param name="edited">The version or the choices that belong to it; None for neither.</param>
    public DecisionRow Row(ReviewRow review, DecisionRequest request, Digest edited) => new()
    {
        Review = review.Id,
        Revision = review.Revision,
        Workspace = review.Workspace,
        Person = request.Caller.Person,
        Kind = request.Kind,
        Shown = review.Artifact.Content,
        Content = Digest.OfText($"{request.Note}\n{string.Join(',', request.Marked)}\n{edited}"),
        Note = request.Note,
        Marked = [.. request.Marked],
        Edited = edited,
        Together = request.Together,
        At = reads.Now,
    };

    public Change.PutArtifact Put(FoundReview found, Artifact artifact) => new(found.Run.Channel, artifact, found.Run.Id, reads.Now);

    /// <summary>The output of the review's step.</summary>
    public static Artifact Output(FoundReview found, ArtifactRef artifact, bool refused, DecisionRequest request) =>
        Artifact.Of(ArtifactType.Value, ReviewBinding.Output(artifact, found.Review.Step, refused, request.Caller.Person, request.Note));

    /// <summary>The revision that shows a person's version: every approval of the one before is void, and its numbers are read anew.</summary>
    public ReviewRow NextOf(FoundReview found, DecisionRequest request, ArtifactRef artifact, Value edited)
    {
        ReviewRow review = found.Review;
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        IReadOnlyList<NumberReading> numbers = Thresholds.Read(policy, edited);
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        var next = review with
        {
            Revision = review.Revision + 1,
            Artifact = artifact,
            Binding = ReviewBinding.Of(found.Run, found.Of.Graph, review.Step, artifact, policy, numbers, found.Of.People),
            Before = review.Artifact.Content,
            Reason = request.Note,
            OpenedAt = reads.Now,
            Progress = ReviewProgress.Write(ReviewProgress.Nothing with
            {
                Numbers = numbers.Count == 0 ? null : numbers,
                Editor = request.Caller.Person,
                Handovers = progress.Handovers,
                Places = progress.Places,
                Consents = Consents.Of(found.Run, found.Of.Graph, review.Step, found.Of.People) is { IsEmpty: false } consents ? consents : null,
            }),
            RowVersion = 0,
        };
        return counting.Reckon(QuestionPlaces.WithChats(found.Run, next, found.Of.People));
    }

    public static AuditEntry AuditOf(FoundReview found, DecisionRow row)
    {
        string verb = $"{(DrillKey.Is(found.Review.Requester) ? "drill" : "review")}.{row.Kind.ToString().ToLowerInvariant()}";
        AuditEntry entry = AuditEntry.Of(verb, row.Person.Value, found.Review.Id.Value, found.Run.Id)
            .With("shown", row.Shown)
            .With("binding", found.Review.Binding)
            .Saying("note", row.Note);
        entry = row.Together.Length == 0 ? entry : entry.With("together", Digest.OfText(row.Together));
        return row.Edited.IsNone ? entry : entry.With(row.Kind == DecisionKind.Edit ? "edited" : "choices", row.Edited);
    }
}
