using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>
/// Takes the answer to a drill. It was judged as any other decision up to here, with the same refusals; instead of what would
/// follow from it, the drill ends, and what was found is kept.
/// </summary>
public sealed class DrillDesk(IDrillReader drills, DrillDraw draw, DecisionWriting writing, ReviewReads reads)
{
    /// <summary>What is kept beside the decision of a real review.</summary>
    internal ImmutableArray<Change> Beside(FoundReview found, DecisionRow decision) => draw.After(found, decision);

    internal async ValueTask<Result<Decided>> AnswerAsync(FoundReview found, DecisionRequest request, Decided decided, CancellationToken ct)
    {
        if (await drills.OfRunAsync(found.Run.Id, ct) is not { State: DrillState.Asked } drill)
        {
            return new Refusal(RefusalKind.TooLate, "You have answered this already.", "It was a drill.", "Nothing to do.");
        }

        DecisionRow decision = decided.Row;
        PlantedMistake mistake = PlantedMistake.Read(drill.Mistake);
        bool isFound = await IsFoundAsync(found, mistake, decided, ct);
        bool isNo = decision.Kind is DecisionKind.Reject or DecisionKind.RequestChanges;
        Artifact output = DecisionWriting.Output(found, found.Review.Artifact, refused: isNo, request);
        RunEvent ended = isNo
            ? new RunEvent.ReviewRejected(found.Review, decision.Person, decision.Note, output.Ref)
            : new RunEvent.ReviewApproved(found.Review, decision.Person, output.Ref);
        return new Decided(
            ended,
            decision,
            [
                .. decided.Along.Where(change => change is Change.PutArtifact or Change.DropRowDrafts),
                writing.Put(found, output),
                new Change.UpdateDrill(drill with { State = isFound ? DrillState.Found : DrillState.Missed, EndedAt = reads.Now }),
            ],
            DrillWords.Told(mistake, isFound));
    }

    private async ValueTask<bool> IsFoundAsync(FoundReview found, PlantedMistake mistake, Decided decided, CancellationToken ct)
    {
        DecisionRow decision = decided.Row;
        if (decision.Edited.IsNone)
        {
            return DrillJudge.IsFound(mistake, decision, null, null);
        }

        Artifact? own = decided.Along.OfType<Change.PutArtifact>().FirstOrDefault(put => put.Artifact.Ref.Content == decision.Edited)?.Artifact
            ?? await reads.Artifacts.FindAsync(found.Review.Channel, decision.Edited, ct);
        Value? content = own is null ? null : ValueJson.Read(own.Bytes.Span);
        return decision.Kind == DecisionKind.Edit
            ? DrillJudge.IsFound(mistake, decision, null, content)
            : DrillJudge.IsFound(mistake, decision, content is null ? null : RowChoices.Read(content), null);
    }
}

/// <summary>What is said of a drill once it is over; never a word of blame.</summary>
public static class DrillWords
{
    public const string Nothing = "Nothing was posted and nothing was changed: the review that it repeats was decided before.";

    /// <summary>"the amount in row 14 had been changed from 48.00 EUR to 480.00 EUR".</summary>
    public static string Changed(PlantedMistake mistake) => $"{mistake.Place} had been changed from {mistake.Was} to {mistake.Is}";

    public static string Told(PlantedMistake mistake, bool isFound) =>
        $"This was a drill: {Changed(mistake)}. {(isFound ? "You found it." : "It went unnoticed.")} {Nothing}";
}
