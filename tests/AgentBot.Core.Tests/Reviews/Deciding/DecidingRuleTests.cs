using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>Steps in order, parts in other hands, people who are away, ladders, and rights that end.</summary>
public sealed class DecidingRuleTests
{
    private static readonly string[] Names = ["requester", "priya", "ole", "sofia", "ida", "tom"];

    private readonly Deciders _people = new(Names.Select(name => Deciders.Somebody(name, "Etc/UTC", name == "sofia" ? "cfo" : "lead")));

    [Fact]
    public void Only_the_step_that_is_waited_for_decides_and_who_decided_before_may_still_say_no()
    {
        ReviewRow review = _people.Ask(new ReviewPolicySpec { Sequence = [Deciders.Stage(1, "priya", "ole"), Deciders.Stage(1, "sofia")] });
        Assert.Equal(NotNowKind.NotYet, _people.WhyNot(review, "sofia"));
        Assert.Equal(NotNowKind.NotAsked, _people.WhyNot(review, "ida"));

        ReviewRow second = _people.Approve(review, "priya");
        Assert.Equal(1, _people.Standing(second).At);
        Assert.Equal(NotNowKind.Past, _people.WhyNot(second, "ole"));
        Assert.Equal(NotNowKind.Approved, _people.WhyNot(second, "priya"));
        Assert.Null(_people.WhyNot(second, "sofia"));
        Assert.True(DecidingRule.MayReject(new PersonKey("ole"), second, _people.Standing(second), _people.People));
        Assert.False(DecidingRule.MayReject(new PersonKey("sofia"), review, _people.Standing(review), _people.People));
        Assert.True(_people.Standing(_people.Approve(second, "sofia")).IsComplete);
    }

    [Fact]
    public void Nobody_counts_twice_and_who_is_needed_later_is_kept_for_it()
    {
        ReviewRow review = _people.Ask(new ReviewPolicySpec { Sequence = [Deciders.Stage(1, "priya", "sofia"), Deciders.Stage(1, "sofia")] });
        Assert.Equal(NotNowKind.NeededLater, _people.WhyNot(review, "sofia"));
        ReviewRow second = _people.Approve(review, "priya");
        Assert.True(_people.Standing(_people.Approve(second, "sofia")).IsComplete);
    }

    [Fact]
    public void A_role_stands_for_everybody_who_carries_it()
    {
        ReviewRow review = _people.Ask(new ReviewPolicySpec { Reviewers = [new Principal(PrincipalKind.Role, "cfo")] });
        Assert.Null(_people.WhyNot(review, "sofia"));
        Assert.Equal(NotNowKind.NotAsked, _people.WhyNot(review, "priya"));
        Assert.Equal(["role:cfo"], ReviewAudience.Of(review));
        Assert.Contains("role:cfo", _people.People.KeysOf(new PersonKey("sofia")));
    }

    [Fact]
    public void All_means_all_who_may_decide_now()
    {
        _people.Put("board", "priya", "ole", "requester");
        ReviewRow review = _people.Ask(Deciders.OneOf("board") with { All = true });
        Assert.Equal(2, _people.Standing(review).Needed);
        review = _people.Approve(review, "priya");
        Assert.False(_people.Standing(review).IsComplete);

        // Who joins the group before it is decided is asked too; who leaves it no longer is.
        _people.Put("board", "priya", "ole", "ida");
        Assert.Equal(2, _people.Standing(review).Missing);
        _people.Put("board", "priya");
        Assert.True(_people.Standing(review).IsComplete);
        _people.Put("board", "ole");
        Assert.Equal((1, 0), (_people.Standing(review).Missing, _people.Standing(review).Given));
    }

    [Fact]
    public void Who_wrote_the_version_shown_does_not_decide_it_where_the_policy_says_so()
    {
        ReviewPolicySpec policy = Deciders.OneOf("priya", "ole") with { NotEditor = true };
        ReviewRow edited = _people.Ask(policy, progress: ReviewProgress.Nothing with { Editor = new PersonKey("priya") });
        Assert.Equal(NotNowKind.Editor, _people.WhyNot(edited, "priya"));
        Assert.Null(_people.WhyNot(edited, "ole"));
        Assert.False(DecidingRule.EditorMayApprove(new PersonKey("priya"), edited, _people.People));
        Assert.True(DecidingRule.EditorMayApprove(new PersonKey("priya"), _people.Ask(policy with { NotEditor = null }), _people.People));
        Assert.False(DecidingRule.EditorMayApprove(new PersonKey("priya"), _people.Ask(policy with { NotEditor = null, Quorum = 2 }), _people.People));
    }

    [Fact]
    public void A_part_in_other_hands_is_decided_there_and_comes_back()
    {
        ReviewRow review = _people.Ask(Deciders.OneOf("priya"));
        var handover = new Handover(new PersonKey("priya"), new PersonKey("tom"), _people.Clock.GetUtcNow());
        ReviewRow handed = review with { Progress = ReviewProgress.Write(ReviewProgress.Nothing with { Handovers = [handover] }) };
        Assert.Equal(NotNowKind.HandedOver, _people.WhyNot(handed, "priya"));
        Assert.Null(_people.WhyNot(handed, "tom"));
        Assert.Contains("tom", ReviewAudience.Of(handed));

        Approval given = Assert.Single(ReviewProgress.Read(_people.Approve(handed, "tom").Progress).Given);
        Assert.Equal((new PersonKey("tom"), new PersonKey("priya")), (given.Person, given.For!.Value));
        Assert.Null(_people.WhyNot(review, "priya"));
    }

    [Fact]
    public void A_substitute_decides_while_somebody_is_away_and_no_longer()
    {
        _people.Away("priya", "tom", TimeSpan.FromDays(3));
        ReviewRow review = _people.Ask(Deciders.OneOf("priya"));
        Assert.Equal(NotNowKind.Away, _people.WhyNot(review, "priya"));
        Assert.Null(_people.WhyNot(review, "tom"));
        Assert.Equal<string>(["tom", "role:lead", "priya"], _people.People.KeysOf(new PersonKey("tom")));

        ReviewRow approved = _people.Approve(review, "tom");
        _people.Pass(TimeSpan.FromDays(4));
        Assert.Equal(NotNowKind.NotAsked, _people.WhyNot(review, "tom"));
        Assert.Null(_people.WhyNot(review, "priya"));
        Assert.True(_people.Standing(approved).IsComplete);
    }

    [Theory]
    [InlineData("requester")]
    [InlineData("ole")]
    public void A_substitute_who_asked_for_it_or_decides_anyway_is_no_second_pair_of_eyes(string substitute)
    {
        _people.Away("priya", substitute, TimeSpan.FromDays(3));
        ReviewRow review = _people.Ask(Deciders.OneOf("priya", "ole") with { Quorum = 2 });
        Assert.Null(_people.WhyNot(review, "priya"));
        Assert.Equal(2, _people.Standing(review).Needed);
        Assert.False(_people.Standing(_people.Approve(review, "ole")).IsComplete);
    }

    [Fact]
    public void Each_rung_adds_deciders_to_the_step_that_waits_and_to_no_other()
    {
        ReviewPolicySpec policy = new()
        {
            Sequence = [Deciders.Stage(1, "priya"), Deciders.Stage(1, "sofia")],
            Ladder = [new RungSpec(TimeSpan.FromHours(4), Deciders.Of("ole")), new RungSpec(TimeSpan.FromHours(8), Deciders.Of("ida"))],
        };
        ReviewRow review = _people.Ask(policy, progress: ReviewProgress.Nothing with { Rungs = 1 });
        Assert.Null(_people.WhyNot(review, "ole"));
        Assert.Equal(NotNowKind.NotAsked, _people.WhyNot(review, "ida"));

        ReviewRow second = _people.Approve(review, "ole");
        Assert.Equal(1, _people.Standing(second).At);
        Assert.Equal(0, ReviewProgress.Read(second.Progress).Climbed);
        Assert.Equal(NotNowKind.Approved, _people.WhyNot(second, "ole"));
        Assert.Equal(NotNowKind.NotAsked, _people.WhyNot(second, "ida"));
    }

    [Fact]
    public void An_approval_lapses_with_the_right_to_give_it()
    {
        ReviewRow review = _people.Approve(_people.Ask(Deciders.OneOf("priya", "ole") with { Quorum = 2 }), "priya");
        Assert.Equal(1, _people.Standing(review).Given);
        DirectorySnapshot before = _people.People;
        _people.People = before with { People = before.People.SetItem("priya", before.People["priya"] with { IsOutside = true }) };
        Assert.Equal(0, _people.Standing(review).Given);
        Assert.Equal(NotNowKind.Outside, _people.WhyNot(review, "priya"));
        _people.People = before with { People = before.People.Remove("priya") };
        Assert.Equal(0, _people.Standing(review).Given);
    }

    [Fact]
    public void A_number_over_its_threshold_asks_one_person_more_and_one_that_was_not_read_does_too()
    {
        ReviewPolicySpec policy = Deciders.OneOf("priya") with { Also = [new ThresholdSpec("total > 1000 EUR", [Deciders.Of("sofia")])] };
        ReviewRow under = _people.Ask(policy, progress: ReviewProgress.Nothing with { Numbers = [new NumberReading(false, "")] });
        ReviewRow over = _people.Ask(policy, progress: ReviewProgress.Nothing with { Numbers = [new NumberReading(true, "the total is over")] });
        Assert.True(_people.Standing(_people.Approve(under, "priya")).IsComplete);
        Assert.False(_people.Standing(_people.Approve(over, "priya")).IsComplete);
        Assert.False(_people.Standing(_people.Approve(_people.Ask(policy), "priya")).IsComplete);
        Assert.Equal("the total is over", _people.Standing(_people.Approve(over, "priya")).Now!.Because);
        Assert.Equal(["priya"], ReviewAudience.Of(under));
        Assert.Equal(["priya", "sofia"], ReviewAudience.Of(over));
    }

    [Fact]
    public void A_row_of_an_earlier_version_is_read_and_its_decisions_count()
    {
        const string Old = """{"reviewers":[{"kind":"Either","name":"priya"},{"kind":"Either","name":"ole"}],"quorum":2,"notRequester":true,"editors":[],"rounds":3,"validity":"1.00:00:00","escalateAfter":"04:00:00","escalateTo":{"kind":"Either","name":"ida"}}""";
        ReviewRow review = _people.Ask(Deciders.OneOf("priya")) with { Policy = Old };
        Assert.Equal(2, _people.Standing(review).Needed);
        Assert.Equal(Deciders.Of("ida"), ReviewTimes.NextRung(review)!.Value.Rung.To);
        Assert.Equal(Old, ReviewPolicies.Write(ReviewPolicies.Read(Old)));

        var decision = new DecisionRow
        {
            Review = review.Id, Revision = 1, Workspace = review.Workspace, Person = new PersonKey("priya"), Kind = DecisionKind.Approve,
            Shown = review.Artifact.Content, Content = Digest.OfText("c"), At = review.OpenedAt,
        };
        Assert.Equal(1, DecidingRule.Of(review, ReviewProgress.Of(review, [decision]), _people.People).Given);
    }
}
