using AgentBot.Core;
using AgentBot.Core.Requests;

namespace AgentBot.Storage.Rows;

/// <summary>What other programs ask, and what they are told. Neither ever changes.</summary>
internal static class RequestRows
{
    public static readonly Table Requests = new("requests", "system, id, workspace, run, received, callback, at", "");
    public static readonly Table Issued = new("issued", "review, round, workspace, outcome, document, digest, at", "");

    public static void Write(IParameters to, RequestRow row)
    {
        to.Key(row.System);
        to.Text(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Run);
        to.Key(row.Received);
        to.Text(row.Callback);
        to.Time(row.At);
    }

    public static RequestRow ReadRequest(IFields from) => new()
    {
        System = from.Key<PersonKey>(),
        Id = from.Text(),
        Workspace = from.Key<WorkspaceKey>(),
        Run = from.Key<RunId>(),
        Received = from.Key<Digest>(),
        Callback = from.Text(),
        At = from.Time(),
    };

    public static void Write(IParameters to, IssuedDecision row)
    {
        to.Key(row.Review);
        to.Number(row.Round);
        to.Key(row.Workspace);
        to.Word(row.Outcome);
        to.Text(row.Document);
        to.Key(row.Digest);
        to.Time(row.At);
    }

    public static IssuedDecision ReadIssued(IFields from) => new()
    {
        Review = from.Key<ReviewId>(),
        Round = from.Whole(),
        Workspace = from.Key<WorkspaceKey>(),
        Outcome = from.Word<DecisionOutcome>(),
        Document = from.Text(),
        Digest = from.Key<Digest>(),
        At = from.Time(),
    };
}
