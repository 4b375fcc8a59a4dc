using System.Globalization;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Requests;

public enum RequestState
{
    /// <summary>People are asked, or what they approved is about to be released.</summary>
    Open,

    /// <summary>The next revision is for the system to post.</summary>
    ChangesRequested,
    Approved,
    Rejected,
    Expired,
    Withdrawn,
    Cancelled,

    /// <summary>It ended without a decision.</summary>
    Failed,
}

/// <summary>How a request stands.</summary>
/// <param name="Revision">The newest that was handed in.</param>
/// <param name="Review">The newest row of its question; null for the moment before people are asked.</param>
/// <param name="Decision">What is told of the newest revision; null as long as it is undecided.</param>
public sealed record RequestStatus(RequestRow Row, RunRow Run, RequestState State, int Revision, ReviewRow? Review, IssuedDecision? Decision)
{
    public string Sentence => State switch
    {
        RequestState.Open => string.Create(CultureInfo.InvariantCulture, $"revision {Revision} is being decided."),
        RequestState.ChangesRequested => string.Create(CultureInfo.InvariantCulture, $"changes were asked for, and revision {Revision + 1} is waited for."),
        RequestState.Approved => "it was approved.",
        RequestState.Rejected => "it was rejected.",
        RequestState.Expired => "nobody decided in time.",
        RequestState.Withdrawn => "it was withdrawn.",
        RequestState.Cancelled => "its run was stopped by a person.",
        RequestState.Failed => "its run ended without a decision.",
    };
}

/// <summary>Reads how a request stands from what is committed.</summary>
public sealed class RequestStatuses(IRunReader runs, DecisionIssuer issuer, IRequestReader requests, IReviewReader reviews)
{
    public ValueTask<RequestRow?> FindAsync(PersonKey system, string id, CancellationToken ct) => requests.FindAsync(system, id, ct);

    /// <exception cref="Artifacts.DamagedArtifactException">The kept words of its decision are damaged.</exception>
    public async ValueTask<RequestStatus> OfAsync(RequestRow row, CancellationToken ct)
    {
        RunState state = (await runs.LoadAsync(row.Run, ct))!;
        StepRow content = state.Step(RequestedWorkflow.ContentStep)!;
        int handedIn = content.Status == StepStatus.Succeeded || content.Round == 1 ? content.Round : content.Round - 1;
        ReviewRow? review = (await reviews.OfRunAsync(row.Run, ct)).Where(one => one.Round == handedIn).MaxBy(one => one.Revision);
        IssuedDecision? decision = review is null ? null : await issuer.FindAsync(state.Run, review, ct);
        return new RequestStatus(row, state.Run, StateOf(state.Run, decision), handedIn, review, decision);
    }

    /// <summary>What was told of one revision; null for none.</summary>
    public async ValueTask<IssuedDecision?> DecisionAsync(RequestRow row, int revision, CancellationToken ct)
    {
        ReviewRow? review = (await reviews.OfRunAsync(row.Run, ct)).Where(one => one.Round == revision).MaxBy(one => one.Revision);
        return review is null ? null : await issuer.FindAsync((await runs.FindAsync(row.Run, ct))!, review, ct);
    }

    private static RequestState StateOf(RunRow run, IssuedDecision? decision) => (run, decision?.Outcome) switch
    {
        (_, DecisionOutcome.Approved) => RequestState.Approved,
        (_, DecisionOutcome.Rejected) => RequestState.Rejected,
        (_, DecisionOutcome.Expired) => RequestState.Expired,
        (_, DecisionOutcome.Withdrawn) => RequestState.Withdrawn,
        (_, DecisionOutcome.Cancelled) => RequestState.Cancelled,
        ({ CancelledBy: { } by }, _) => by == run.Requester ? RequestState.Withdrawn : RequestState.Cancelled,
        ({ IsTerminal: true }, _) => RequestState.Failed,
        (_, DecisionOutcome.ChangesRequested) => RequestState.ChangesRequested,
        _ => RequestState.Open,
    };
}
