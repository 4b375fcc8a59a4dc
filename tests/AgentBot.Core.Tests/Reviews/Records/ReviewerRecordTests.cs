using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Core.Tests.Reviews.Records;

public sealed class ReviewerRecordTests
{
    private static readonly DateTimeOffset Asked = new(2026, 11, 19, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Times_are_those_within_which_half_and_nine_of_ten_were_decided()
    {
        var record = ReviewerRecord.Of(Enumerable.Range(1, 10).Select(minutes => Decision($"v{minutes}", DecisionKind.Approve, minutes)), []);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9)), (record.HalfWithin!.Value, record.MostWithin!.Value));
        Assert.Null(ReviewerRecord.Of([], []).HalfWithin);
    }

    [Fact]
    public void A_yes_and_a_no_about_the_same_version_are_a_disagreement_whoever_was_first()
    {
        var record = ReviewerRecord.Of(
            [
                Decision("a", DecisionKind.Approve, 1, others: [DecisionKind.Reject]),
                Decision("b", DecisionKind.RequestChanges, 2, others: [DecisionKind.Approve]),
                Decision("c", DecisionKind.Approve, 3, others: [DecisionKind.Approve]),
                Decision("d", DecisionKind.Reject, 4, others: [DecisionKind.Reject]),
                Decision("e", DecisionKind.Edit, 5, others: [DecisionKind.Approve]),
            ],
            []);
        Assert.Equal(2, record.Disputed);
    }

    [Fact]
    public void Only_what_was_opened_before_the_decision_was_read()
    {
        var record = ReviewerRecord.Of([Decision("a", DecisionKind.Approve, 10, opened: 5), Decision("b", DecisionKind.Approve, 10, opened: 11), Decision("c", DecisionKind.Approve, 10)], []);
        Assert.Equal(1, record.Opened);
    }

    [Fact]
    public void Spot_checks_count_once_they_are_decided_and_tell_what_was_read_and_what_was_found()
    {
        BatchRow batch = Batch("b", ("read", true), ("unread", true), ("found", true), ("waits", true), ("other", false));
        var record = ReviewerRecord.Of(
            [
                Decision("read", DecisionKind.Approve, 10, opened: 5),
                Decision("unread", DecisionKind.Approve, 10),
                Decision("found", DecisionKind.Reject, 10, opened: 6),
                Decision("other", DecisionKind.Approve, 12, together: "b"),
            ],
            [batch]);
        Assert.Equal((3, 2, 1, 1), (record.SpotChecks, record.SpotChecksRead, record.SpotChecksFound, record.Together));
    }

    [Fact]
    public void Taking_ones_own_request_back_is_no_decision() =>
        Assert.Equal(0, ReviewerRecord.Of([Decision("a", DecisionKind.Withdraw, 1)], []).Count);

    private static RecordedDecision Decision(string review, DecisionKind kind, int minutes, int? opened = null, DecisionKind[]? others = null, string together = "") => new(
        new ReviewId(review), 1, new RunId("r"), "memo", new ChannelKey("console/local/finance"), kind, Asked.AddMinutes(minutes), Asked, opened is { } at ? Asked.AddMinutes(at) : null, others ?? [], together);

    private static BatchRow Batch(string id, params (string Review, bool IsSpot)[] members) => new()
    {
        Id = id,
        Workspace = new WorkspaceKey("local"),
        Person = new PersonKey("ben"),
        Kin = "kin",
        Members = [.. members.Select(member => new BatchMember(new ReviewId(member.Review), 1, Digest.OfText("b"), Digest.OfText("a"), member.IsSpot))],
        MadeAt = Asked,
    };
}
