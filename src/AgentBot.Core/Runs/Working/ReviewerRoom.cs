using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>
/// Whether those whom a run will ask have room for one more question. A run without room waits in line before its first step that
/// costs anything; what has begun is never held. A brake, not a wall: what comes at the same moment may pass it by a few.
/// </summary>
public sealed class ReviewerRoom(WaitingReviews waiting, IReviewReader reviews, IDirectory directory, ComingReviews coming, ReviewSettings settings)
{
    /// <summary>Why a run must wait before this step, a plain sentence; null where it goes on.</summary>
    public async ValueTask<string?> WhyHoldAsync(StepContext context, CancellationToken ct) =>
        context.Run is { LetGo: false, DryRun: false, Parent: null } && Costs(context.Spec) && !HasBegun(context)
            ? await WhyAsync(context.Run, context.Graph.Spec, ct)
            : null;

    /// <summary>Why a run that waits in line must go on waiting; null once there is room.</summary>
    public async ValueTask<string?> WhyAsync(RunRow run, WorkflowSpec workflow, CancellationToken ct)
    {
        int most = workflow.Limits.OpenReviews ?? settings.MostOpen;
        StepSpec.Review[] asked = [.. workflow.Steps.OfType<StepSpec.Review>()];
        if (most == 0 || asked.Length == 0)
        {
            return null;
        }

        DirectorySnapshot people = directory.Latest;
        var deciders = new HashSet<PersonKey>();
        foreach (StepSpec.Review review in asked)
        {
            foreach (StageSpec stage in review.Policy.Stages)
            {
                PersonKey[] could = [.. stage.Reviewers.SelectMany(principal => people.Resolve(principal)).Select(people.Current).Distinct().Where(person => !IsExcluded(person, review, run, people))];
                PersonKey[] full = await FullAsync(run, could, most, people, ct);
                int needed = stage.IsAll ? could.Length : stage.Quorum;
                if (full.Length > 0 && could.Length >= needed && could.Length - full.Length < needed)
                {
                    return $"{Wording.List([.. full.Select(people.NameOf)])} {(full.Length == 1 ? "has" : "have")} {Wording.Number(most)} or more reviews open.";
                }

                deciders.UnionWith(could);
            }
        }

        coming.Add(run.Id, deciders);
        return null;
    }

    private static bool Costs(StepSpec spec) => spec is StepSpec.Agent or StepSpec.Workflow or StepSpec.Review;

    private static bool HasBegun(StepContext context) => context.State.Steps.Any(row => row.Step != context.Row.Step && Costs(context.Graph.Step(row.Step)) && (row.StartedAt is not null || row.Round > 1))
        || context.Row is { Round: > 1 } or { Attempt: > 1 };

    private static bool IsExcluded(PersonKey person, StepSpec.Review review, RunRow run, DirectorySnapshot people) =>
        review.Policy.NotRequester && run.CausedBy.All.Append(run.Requester).Any(one => people.IsSame(one, person));

    private async ValueTask<PersonKey[]> FullAsync(RunRow run, PersonKey[] could, int most, DirectorySnapshot people, CancellationToken ct)
    {
        var full = new List<PersonKey>();
        foreach (PersonKey person in could)
        {
            // The sum by name is at hand and never too small; only near the limit it is counted who may decide what.
            int expected = coming.Count(person, run.Id);
            if (await reviews.CountOpenAsync(run.Workspace, people.KeysOf(person), null, ct) + expected >= most
                && await waiting.CountAsync(person, run.Workspace, most, ct) + expected >= most)
            {
                full.Add(person);
            }
        }

        return [.. full];
    }
}

/// <summary>
/// Runs that were let through and have not asked yet, with whom they will ask: several that begin at once count for each other.
/// Kept in memory; after a restart a few more may begin.
/// </summary>
public sealed class ComingReviews
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RunId, HashSet<PersonKey>> _runs = [];

    public ComingReviews(ICommitSignal signal) => signal.Committed += Note;

    public void Add(RunId run, HashSet<PersonKey> deciders)
    {
        lock (_lock)
        {
            _runs[run] = deciders;
        }
    }

    /// <param name="but">Not counted.</param>
    public int Count(PersonKey person, RunId but)
    {
        lock (_lock)
        {
            return _runs.Count(run => run.Key != but && run.Value.Contains(person));
        }
    }

    /// <summary>It asks now, or will not.</summary>
    public void Forget(RunId run)
    {
        lock (_lock)
        {
            _runs.Remove(run);
        }
    }

    private void Note(Commit commit)
    {
        foreach (Change change in commit.Changes)
        {
            RunId? gone = change switch
            {
                Change.InsertReview insert => insert.Row.Run,
                Change.UpdateRun { Row: { EndedAt: not null } or { Paused: true } } update => update.Row.Id,
                _ => null,
            };
            if (gone is { } run)
            {
                Forget(run);
            }
        }
    }
}
