using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>What leaves a private channel needs a yes of its own, by somebody who reads that channel.</summary>
public sealed class ConsentTests
{
    private static readonly ChannelKey Here = ChannelKey.Of("slack", new WorkspaceKey("T1"), "C1");
    private static readonly ChannelKey There = ChannelKey.Of("slack", new WorkspaceKey("T1"), "C2");

    private readonly Deciders _people = new(new[] { "requester", "priya", "ole", "sofia", "tom" }.Select(name => Deciders.Somebody(name)));

    public ConsentTests() => _people.Close(isDirect: false, "requester", "priya", "sofia");

    [Fact]
    public void It_is_asked_last_and_an_approval_is_never_one()
    {
        ReviewRow review = Ask(Deciders.OneOf("priya", "ole"), "sofia", "priya");
        Assert.Equal(2, _people.Standing(review).Needed);
        Assert.Same(review, _people.Consent(review, "sofia"));
        Assert.Equal("Its content is not approved yet.", Check(review, "sofia", Act.Declassify)!.What);

        ReviewRow approved = _people.Approve(review, "priya");
        Assert.True(_people.Standing(approved).AsksConsent);
        Assert.Same(approved, _people.Approve(approved, "sofia"));
        Assert.StartsWith("Its content is approved.", Check(approved, "sofia", Act.Decide)!.What, StringComparison.Ordinal);
        Assert.NotNull(Check(approved, "sofia", Act.Edit));
        Assert.NotNull(Check(approved, "sofia", Act.Delegate));

        Assert.Null(Check(approved, "sofia", Act.Declassify));
        Assert.True(_people.Standing(_people.Consent(approved, "sofia")).IsComplete);
    }

    [Fact]
    public void Who_approved_the_content_may_give_it_by_another_press()
    {
        ReviewRow approved = _people.Approve(Ask(Deciders.OneOf("priya"), "priya"), "priya");
        Assert.False(_people.Standing(approved).IsComplete);
        Assert.True(_people.Standing(_people.Consent(approved, "priya")).IsComplete);
    }

    [Theory]
    [InlineData("ole", RefusalKind.NotReviewer)]
    [InlineData("tom", RefusalKind.NotReviewer)]
    [InlineData("requester", RefusalKind.OwnRequest)]
    public void Nobody_gives_it_who_is_not_named_does_not_read_the_channel_or_asked_for_it(string who, RefusalKind kind)
    {
        // Ole is named and does not read the channel; Tom reads it and is not named.
        _people.Close(isDirect: false, "requester", "priya", "sofia", "tom");
        ReviewRow approved = _people.Approve(Ask(Deciders.OneOf("priya"), "sofia", "ole", "requester"), "priya");
        Assert.Equal(kind, Check(approved, who, Act.Declassify)!.Kind);
        Assert.Same(approved, _people.Consent(approved, who));
        Assert.Null(Check(approved, "sofia", Act.Declassify));
    }

    [Fact]
    public void In_a_direct_message_it_is_the_one_whose_words_they_are()
    {
        _people.Close(isDirect: true, "requester");
        ReviewRow approved = _people.Approve(Ask(Deciders.OneOf("priya"), "sofia"), "priya");
        Assert.NotNull(Check(approved, "sofia", Act.Declassify));
        Assert.Null(Check(approved, "requester", Act.Declassify));
        Assert.NotNull(Check(approved, "requester", Act.Decide));
        Assert.True(_people.Standing(_people.Consent(approved, "requester")).IsComplete);
    }

    [Fact]
    public void It_ends_with_the_right_to_give_it_and_nobody_stands_in_for_it()
    {
        _people.Away("sofia", "priya", TimeSpan.FromDays(1));
        ReviewRow approved = _people.Approve(Ask(Deciders.OneOf("priya"), "sofia"), "priya");
        Assert.NotNull(Check(approved, "priya", Act.Declassify));
        ReviewRow agreed = _people.Consent(approved, "sofia");
        Assert.True(_people.Standing(agreed).IsComplete);

        _people.Close(isDirect: false, "requester", "priya");
        Assert.True(_people.Standing(agreed).AsksConsent);
        Assert.Empty(_people.Standing(agreed).Now!.Seats);
    }

    [Fact]
    public void Who_is_asked_for_it_may_keep_it_where_it_is()
    {
        ReviewRow approved = _people.Approve(Ask(Deciders.OneOf("priya"), "sofia"), "priya");
        Assert.Null(Check(approved, "sofia", Act.Reject));
        Assert.NotNull(Check(approved, "tom", Act.Reject));
    }

    public static TheoryData<string, bool, bool, bool> Places { get; } = new()
    {
        // From, to, of whom: whether it is wider.
        { "open to open", false, false, false },
        { "open to private", false, true, false },
        { "private to open", true, false, true },
        { "private to the same people", true, true, false },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Wider_is_where_somebody_reads_who_does_not_read_the_private_place(string name, bool fromPrivate, bool toPrivate, bool isWider) =>
        Assert.True(isWider == Reaches.IsWider(Place(Here, fromPrivate, "ana", "ben"), Place(There, toPrivate, "ana"), _people.People), name);

    [Fact]
    public void One_reader_more_other_organisations_and_what_is_unknown_are_wider()
    {
        ChannelInfo from = Place(Here, true, "ana", "ben");
        Assert.True(Reaches.IsWider(from, Place(There, true, "ana", "cleo"), _people.People));
        Assert.True(Reaches.IsWider(from, Place(There, true, "ana") with { IsShared = true }, _people.People));
        Assert.True(Reaches.IsWider(from, to: null, _people.People));
        Assert.True(Reaches.IsWider(from: null, Place(There, false), _people.People));
        Assert.True(Reaches.IsWider(from, new PersonKey("cleo"), _people.People));
        Assert.False(Reaches.IsWider(from, new PersonKey("ben"), _people.People));
        Assert.False(Reaches.IsWider(from, from, _people.People));
    }

    private static ChannelInfo Place(ChannelKey key, bool isPrivate, params string[] members) => new(key, "x", isPrivate, isPrivate ? [.. members.Select(member => new PersonKey(member))] : []);

    private ReviewRow Ask(ReviewPolicySpec policy, params string[] givers) =>
        _people.Ask(policy, progress: ReviewProgress.Nothing with { Consents = [new Consent([.. givers.Select(Deciders.Of)])] });

    private Refusal? Check(ReviewRow review, string who, Act act) => Guard.Check(new PersonKey(who), act, new GuardSubject(review.Channel, null, review), _people.People);
}
