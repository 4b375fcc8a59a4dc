using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Budgets;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;

namespace AgentBot.Core.Runs;

/// <summary>Something that happened to a run. Events of a step name its round and attempt, so that a late one is recognised and refused.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>An event about one step instance.</summary>
    public abstract record OfStep(string Step, int Round, int Attempt) : RunEvent
    {
        /// <summary>When the work on it began, for the working time; null where it took none.</summary>
        public DateTimeOffset? Began { get; init; }
    }

    public sealed record StepStarted(string Step, int Round, int Attempt) : OfStep(Step, Round, Attempt);

    public sealed record StepSucceeded(string Step, int Round, int Attempt, ArtifactRef Artifact, Digest Input, string Notes, bool RemarkUnread)
        : OfStep(Step, Round, Attempt);

    /// <summary>The resolved input equals that of the round before: its result stands.</summary>
    public sealed record StepCarried(string Step, int Round, int Attempt, StepRow From) : OfStep(Step, Round, Attempt);

    /// <summary>Its condition was false.</summary>
    public sealed record StepNotNeeded(string Step, int Round, int Attempt) : OfStep(Step, Round, Attempt);

    public sealed record StepFailed(string Step, int Round, int Attempt, FailureKind Kind, string Sentence, TimeSpan? RetryAfter)
        : OfStep(Step, Round, Attempt)
    {
        /// <summary>Set where a pot has not enough left.</summary>
        public Shortage? Short { get; init; }
    }

    /// <summary>The list of a for_each is frozen. Items already carried are among <paramref name="Items"/> as ended rows.</summary>
    /// <param name="Batches">Keys of the items of each piece of work, in order.</param>
    public sealed record FannedOut(string Step, int Round, int Attempt, Digest Input, ImmutableArray<StepRow> Items, ImmutableArray<ImmutableArray<string>> Batches)
        : OfStep(Step, Round, Attempt);

    /// <summary>After a pause: work for the items that are still open.</summary>
    public sealed record ItemsTakenUp(string Step, int Round, int Attempt, ImmutableArray<ImmutableArray<string>> Batches) : OfStep(Step, Round, Attempt);

    /// <summary>All items have ended and their results are gathered into one artifact.</summary>
    public sealed record ItemsGathered(string Step, int Round, int Attempt, ArtifactRef Artifact, int Failed, string Notes, bool RemarkUnread)
        : OfStep(Step, Round, Attempt);

    public sealed record ReviewOpened(string Step, int Round, int Attempt, ReviewRow Review) : OfStep(Step, Round, Attempt);

    /// <summary>The review's whole binding is what was approved before: the approval stands.</summary>
    public sealed record ReviewKept(string Step, int Round, int Attempt, ReviewRow Review, ArtifactRef Output) : OfStep(Step, Round, Attempt);

    /// <summary>The next round is for the system that asked to hand in.</summary>
    /// <param name="Until">When it is looked at again: nobody waits for ever.</param>
    public sealed record AwaitsAsker(string Step, int Round, int Attempt, DateTimeOffset Until) : OfStep(Step, Round, Attempt);

    /// <summary>The system that asked hands in the round that a request for changes opened.</summary>
    /// <param name="Input">Of the whole request, so that its repetition is recognised.</param>
    public sealed record HandedIn(string Step, int Round, ArtifactRef Artifact, Digest Input) : RunEvent;

    /// <param name="Output">The review step's output {artifact, refused, by, note}.</param>
    public sealed record ReviewApproved(ReviewRow Review, PersonKey By, ArtifactRef Output) : RunEvent;

    /// <summary>An approval that does not yet make up the number that is needed.</summary>
    public sealed record ReviewCounted(ReviewRow Review, PersonKey By) : RunEvent;

    /// <summary>Who is waited for changed without a decision: the row comes with its new progress.</summary>
    /// <param name="IsShown">False where nothing on its card changes.</param>
    public sealed record ReviewMoved(ReviewRow Review, bool IsShown = true) : RunEvent;

    public sealed record ReviewRejected(ReviewRow Review, PersonKey By, string Reason, ArtifactRef Output) : RunEvent;

    public sealed record ReviewExpired(ReviewRow Review, ArtifactRef Output) : RunEvent;

    public sealed record ReviewWithdrawn(ReviewRow Review, PersonKey By) : RunEvent;

    public sealed record ChangesRequested(ReviewRow Review, Revision Revision) : RunEvent;

    /// <param name="Next">The revision that shows the edited artifact.</param>
    /// <param name="ApprovedOutput">Set where the editor approved in the same breath.</param>
    public sealed record ReviewEdited(ReviewRow Review, ReviewRow Next, PersonKey By, ArtifactRef? ApprovedOutput) : RunEvent;

    public sealed record ChildStarted(string Step, int Round, int Attempt, RunRow Child, Digest Input) : OfStep(Step, Round, Attempt);

    /// <summary>An agent wants a tool to be called that leaves something behind: a child run asks people and makes the call.</summary>
    public sealed record CallAsked(string Step, int Round, int Attempt, RunRow Child) : OfStep(Step, Round, Attempt);

    /// <param name="Output">The child's declared outputs, where it ended in Done.</param>
    public sealed record ChildEnded(string Step, int Round, int Attempt, RunRow Child, ArtifactRef? Output) : OfStep(Step, Round, Attempt);

    public sealed record EffectQueued(string Step, int Round, int Attempt, EffectRow Effect) : OfStep(Step, Round, Attempt);

    /// <param name="Output">The publish step's output {link}.</param>
    public sealed record EffectSent(EffectRow Effect, ArtifactRef Output) : RunEvent;

    public sealed record EffectUnclear(EffectRow Effect, string Sentence) : RunEvent;

    public sealed record EffectDead(EffectRow Effect, string Sentence) : RunEvent;

    /// <summary>What would leave is no longer what was approved, or the approval is too old: ask again.</summary>
    public sealed record EffectVoided(EffectRow Effect, string Sentence) : RunEvent;

    /// <summary>It has certainly not left, and the run was stopped meanwhile: it never will.</summary>
    public sealed record EffectStopped(EffectRow Effect) : RunEvent;

    /// <summary>A person says that an unclear effect did not happen: it goes out again.</summary>
    public sealed record EffectRepeated(EffectRow Effect, PersonKey By) : RunEvent;

    public sealed record TryAgainChosen(string Step, PersonKey By) : RunEvent
    {
        /// <summary>The model that the rest of the run is given; empty where that does not change.</summary>
        public string Alias { get; init; } = "";
    }

    public sealed record SkipChosen(string Step, PersonKey By) : RunEvent
    {
        /// <summary>Items that are not done any more, so that the step ends with those that are; none where it ends as skipped.</summary>
        public ImmutableArray<StepRow> LeftOut { get; init; } = [];
    }

    public sealed record GiveUpChosen(string Step, PersonKey By) : RunEvent;

    public sealed record CancelRequested(PersonKey By, string Reason) : RunEvent;

    public sealed record PauseRequested(PersonKey By) : RunEvent;

    public sealed record ResumeRequested(PersonKey By) : RunEvent;

    /// <summary>Those whom it will ask have no room: it waits in line before it costs anything.</summary>
    public sealed record HeldBack(string Why) : RunEvent;

    /// <summary>There is room: a run that waits in line goes on.</summary>
    public sealed record RoomMade : RunEvent;
}
