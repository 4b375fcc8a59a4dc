using AgentBot.Core;
using AgentBot.Core.Requests;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>What other programs ask is kept under the name that they gave it, once; what they are told stands as it was first said.</summary>
public abstract class RequestsContract : StoreContract
{
    private static readonly PersonKey Payroll = new("system:payroll");

    [Fact]
    public async Task A_request_comes_back_as_it_went_in_and_its_name_is_used_once_by_each_system()
    {
        RequestRow row = Any.Filled<RequestRow>() with { System = Payroll, Id = "oct-1" };
        await KeepAsync(new Change.InsertRequest(row));
        await Engine.ReopenAsync();
        Assert.Equal(row, await Engine.Requests.FindAsync(Payroll, "oct-1", Ct));
        Assert.Null(await Engine.Requests.FindAsync(Payroll, "OCT-1", Ct));
        Assert.Null(await Engine.Requests.FindAsync(new PersonKey("system:crm"), "oct-1", Ct));

        CommitResult again = await Engine.Committer.CommitAsync(Any.Of(new Change.InsertRequest(row with { Run = new RunId("other") })), Ct);
        Assert.IsType<Change.InsertRequest>(Assert.IsType<CommitResult.Lost>(again).Change);
        Assert.Equal(row, await Engine.Requests.FindAsync(Payroll, "oct-1", Ct));
        await KeepAsync(new Change.InsertRequest(row with { System = new PersonKey("system:crm") }));
    }

    [Fact]
    public async Task What_a_system_is_told_stands_as_it_was_first_said()
    {
        IssuedDecision row = Any.Filled<IssuedDecision>() with { Review = new ReviewId("v"), Round = 1, Outcome = DecisionOutcome.ChangesRequested };
        await KeepAsync(new Change.PutIssued(row), new Change.PutIssued(row with { Document = "other" }), new Change.PutIssued(row with { Round = 2, Outcome = DecisionOutcome.Approved }));
        await Engine.ReopenAsync();
        Assert.Equal(row, await Engine.Requests.FindIssuedAsync(row.Review, 1, Ct));
        Assert.Equal(DecisionOutcome.Approved, (await Engine.Requests.FindIssuedAsync(row.Review, 2, Ct))!.Outcome);
        Assert.Null(await Engine.Requests.FindIssuedAsync(row.Review, 3, Ct));
    }

    [Fact]
    public async Task Open_runs_of_a_system_are_counted_and_nobody_elses()
    {
        await KeepAsync(
            new Change.InsertRun(Any.Run("a") with { Requester = Payroll }),
            new Change.InsertRun(Any.Run("b") with { Requester = Payroll, EndedAt = Any.Start }),
            new Change.InsertRun(Any.Run("c") with { Requester = new PersonKey("system:crm") }),
            new Change.InsertRun(Any.Run("d")));
        Assert.Equal(1, await Engine.Requests.CountOpenAsync(Payroll, Ct));
    }
}
