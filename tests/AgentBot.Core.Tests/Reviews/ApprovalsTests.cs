using AgentBot.Core.Reviews;

namespace AgentBot.Core.Tests.Reviews;

public sealed class ApprovalsTests
{
    private static readonly PersonKey Ben = new("ben");
    private static readonly PersonKey Cleo = new("cleo");
    private static readonly Digest Agents = Digest.OfText("what the agent wrote");
    private static readonly Digest Persons = Digest.OfText("what a person wrote");

    [Fact]
    public void A_version_that_was_only_saved_is_no_approval()
    {
        DecisionRow[] decisions = [Edit(Cleo), Approve(Ben, Persons)];

        Assert.Equal(Ben, Assert.Single(Approvals.Of(decisions, Persons)));
        Assert.Equal(Cleo, Approvals.Editor(decisions, Persons));
    }

    [Fact]
    public void Who_edits_and_approves_in_one_step_stands_behind_the_version() =>
        Assert.Equal(Cleo, Assert.Single(Approvals.Of([Edit(Cleo)], Persons)));

    [Fact]
    public void An_edit_does_not_stand_behind_what_it_replaced()
    {
        Assert.Empty(Approvals.Of([Edit(Cleo)], Agents));
        Assert.Null(Approvals.Editor([Edit(Cleo)], Agents));
    }

    [Fact]
    public void An_approval_of_other_bytes_does_not_count() =>
        Assert.Empty(Approvals.Of([Approve(Ben, Agents)], Persons));

    private static DecisionRow Approve(PersonKey person, Digest shown) => Decision(person, DecisionKind.Approve, shown, Digest.None);

    private static DecisionRow Edit(PersonKey person) => Decision(person, DecisionKind.Edit, Agents, Persons);

    private static DecisionRow Decision(PersonKey person, DecisionKind kind, Digest shown, Digest edited) => new()
    {
        Review = new ReviewId("review"),
        Revision = 1,
        Workspace = new WorkspaceKey("here"),
        Person = person,
        Kind = kind,
        Shown = shown,
        Content = Digest.OfText($"{person}{kind}"),
        Edited = edited,
        At = DateTimeOffset.UnixEpoch,
    };
}
