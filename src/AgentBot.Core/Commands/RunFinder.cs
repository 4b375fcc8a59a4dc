using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Commands;

/// <summary>Finds the run or review that somebody means: by number, or by the thread they are in.</summary>
public sealed class RunFinder(IRunReader runs, IReviewReader reviews, ClosureCache closures, IDirectory directory)
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(45);

    public async ValueTask<Result<FoundRun>> RunAsync(Caller caller, RunNumber? number, CancellationToken ct)
    {
        if (number is null && caller.Thread.Length == 0)
        {
            return new Refusal(RefusalKind.BadInput, "Which run?", "", "Give its number, for example: status 4211. runs lists them.");
        }

        RunRow? run = number is null
            ? await runs.FindByThreadAsync(caller.Channel, caller.Thread, ct)
            : await runs.FindByNumberAsync(caller.Workspace, number.Number, ct);
        return run is null ? NoSuchRun(number) : await OfAsync(caller, run, ct);
    }

    /// <summary>Attaches what the guard needs; a run that the caller may not see is as unknown as one that does not exist.</summary>
    public async ValueTask<Result<FoundRun>> OfAsync(Caller caller, RunRow run, CancellationToken ct)
    {
        if (await directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return Unreachable();
        }

        var (_, graph) = await closures.OfAsync(run.TemplateVersion, ct);
        IReadOnlyList<ReviewRow> all = await reviews.OfRunAsync(run.Id, ct);
        var found = new FoundRun(run, graph, all, people);
        bool sees = Guard.Check(caller.Person, Act.See, found.Subject(null), people) is null
            || all.Any(review => Guard.Check(caller.Person, Act.See, found.Subject(review), people) is null);
        return sees ? found : NoSuchRun(new RunNumber(run.Number, ""));
    }

    public async ValueTask<Result<FoundReview>> ReviewAsync(Caller caller, RunNumber? number, CancellationToken ct)
    {
        Result<FoundRun> found = await RunAsync(caller, number, ct);
        if (found.IsRefused)
        {
            return found.Refusal!;
        }

        ReviewRow[] newest =
        [
            .. found.Value.Reviews.GroupBy(review => review.Id).Select(revisions => revisions.MaxBy(review => review.Revision)!),
        ];
        ReviewRow[] meant = number is { Letter.Length: > 0 } ? [.. newest.Where(review => review.Letter == number.Letter)] : newest;
        ReviewRow[] open = [.. meant.Where(review => review.IsOpen)];
        return (open.Length, meant.Length) switch
        {
            (1, _) => new FoundReview(found.Value, open[0]),
            (> 1, _) => new Refusal(
                RefusalKind.BadInput,
                $"Run {found.Value.Run.Number} asks more than one question.",
                "",
                $"Say which: {string.Join(" or ", open.Select(review => found.Value.Run.Number + review.Letter))}."),
            (_, > 0) => new FoundReview(found.Value, meant.MaxBy(review => review.OpenedAt)!),
            _ => new Refusal(RefusalKind.Unknown, $"Run {found.Value.Run.Number} has asked nothing yet.", "", "Wait for its card, or type status."),
        };
    }

    public async ValueTask<Result<FoundReview>> ReviewAsync(Caller caller, ReviewId id, CancellationToken ct)
    {
        if (await reviews.FindAsync(id, ct) is not { } review || await runs.FindAsync(review.Run, ct) is not { } run)
        {
            return new Refusal(RefusalKind.Unknown, "This question is no longer kept.", "Your click changed nothing.");
        }

        Result<FoundRun> found = await OfAsync(caller, run, ct);
        return found.IsRefused ? found.Refusal! : new FoundReview(found.Value, review);
    }

    public static Refusal Unreachable() =>
        new(RefusalKind.Unavailable, "Nothing was done.", "AgentBot cannot reach the list of people now.", "Try again in a minute.");

    private static Refusal NoSuchRun(RunNumber? number) => number is null
        ? new Refusal(RefusalKind.Unknown, "No run belongs to this thread.", "", "Give its number, for example: status 4211. runs lists them.")
        : new Refusal(RefusalKind.Unknown, $"There is no run {number.Number} that you can see.", "", "Type runs to list them.");
}

/// <param name="Reviews">All revisions of all its reviews.</param>
public sealed record FoundRun(RunRow Run, WorkflowGraph Graph, IReadOnlyList<ReviewRow> Reviews, DirectorySnapshot People)
{
    public Principal Owner => Graph.Spec.Owner;

    public GuardSubject Subject(ReviewRow? review) => new(Run.Channel, Run, review, Owner);
}

/// <param name="Review">Its newest revision.</param>
public sealed record FoundReview(FoundRun Of, ReviewRow Review)
{
    public RunRow Run => Of.Run;

    public GuardSubject Subject => Of.Subject(Review);
}
