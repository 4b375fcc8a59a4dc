using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tests.Policy;

/// <summary>Who may do what, act by act, in a private channel: the whole table.</summary>
public sealed class GuardTests
{
    private static readonly ChannelKey Channel = ChannelKey.Of("console", new WorkspaceKey("local"), "board");

    // The letters of those who may: r requester, v reviewer, e editor, o owner, p operator, m member of the channel.
    // Everybody but the member stands outside of the channel; the stranger is unknown and never may.
    private static readonly Dictionary<Act, string> Table = new()
    {
        [Act.See] = "rvopm",
        [Act.Upload] = "rvopm",
        [Act.Remind] = "rvopm",
        [Act.Start] = "m",
        [Act.Retry] = "m",
        [Act.Remember] = "m",
        [Act.Forget] = "m",
        [Act.Schedule] = "m",
        [Act.ManageSchedule] = "rop",
        [Act.Decide] = "v",
        // The question of the table leaves nothing private.
        [Act.Declassify] = "",
        [Act.Reject] = "v",
        [Act.Delegate] = "v",
        [Act.TakeBack] = "",
        [Act.BeAway] = "rveopm",
        [Act.Edit] = "e",
        [Act.Withdraw] = "r",
        [Act.Cancel] = "rop",
        [Act.Pause] = "rop",
        [Act.Resume] = "rop",
        [Act.HandIn] = "",
        [Act.Settle] = "vop",
        [Act.Raise] = "op",
        [Act.RaiseMonth] = "p",
        [Act.FinishCheaply] = "rop",
        [Act.StopAll] = "p",
        [Act.AgreeToTool] = "p",
        [Act.EndGrant] = "op",
        [Act.Link] = "rveopm",

        // The owner and the operator of the table are not in the channel.
        [Act.SeeRecord] = "",
        [Act.LetGo] = "op",
    };

    private static readonly Dictionary<char, string> People = new()
    {
        ['r'] = "requester", ['v'] = "reviewer", ['e'] = "editor", ['o'] = "owner", ['p'] = "operator", ['m'] = "member", ['s'] = "stranger",
    };

    public static TheoryData<Act> Acts { get; } = [.. Enum.GetValues<Act>()];

    [Theory]
    [MemberData(nameof(Acts))]
    public void EveryActHasARule_AndAllowsExactlyThoseOfTheTable(Act act)
    {
        Assert.True(Table.ContainsKey(act), $"{act} has no rule in the table.");
        foreach ((char letter, string name) in People)
        {
            Refusal? refusal = Guard.Check(new PersonKey(name), act, Subject(), Directory);
            Assert.True(Table[act].Contains(letter, StringComparison.Ordinal) == (refusal is null), $"{name}, {act}: {refusal}");
            Assert.True(refusal is null || refusal.What.EndsWith('.'), refusal?.What);
        }
    }

    /// <summary>A program that may ask: what it asked itself it may follow, go on with and take back; deciding is for people.</summary>
    [Theory]
    [MemberData(nameof(Acts))]
    public void AProgramAsksAndNothingElse(Act act)
    {
        var payroll = new PersonKey("system:payroll");
        DirectorySnapshot directory = Directory with
        {
            Systems = ImmutableSortedDictionary<string, AskingSystem>.Empty
                .Add("system:payroll", new AskingSystem(payroll, "Payroll", "Etc/UTC", ["#board"]))
                .Add("system:crm", new AskingSystem(new PersonKey("system:crm"), "CRM", "Etc/UTC", ["#other"])),
        };
        GuardSubject own = Subject() with { Run = Subject().Run! with { Requester = payroll }, Review = Subject().Review! with { Requester = payroll } };
        Assert.Equal(act is Act.Start or Act.See or Act.HandIn or Act.Withdraw, Guard.Check(payroll, act, own, directory) is null);
        Assert.Equal(act is Act.Start, Guard.Check(payroll, act, Subject(), directory) is null);
        Assert.NotNull(Guard.Check(new PersonKey("system:crm"), act, own, directory));
        Assert.NotNull(Guard.Check(new PersonKey("system:nobody"), act, own, directory));
        Assert.True(directory.Resolve(new Principal(PrincipalKind.Either, "system:payroll")).IsEmpty);
    }

    [Fact]
    public void AnActThatNobodyMadeARuleFor_IsRefusedToEverybody()
    {
        foreach (string name in People.Values)
        {
            Assert.NotNull(Guard.Check(new PersonKey(name), (Act)999, Subject(), Directory));
        }
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void WhatIsMissing_MeansNo(Act act)
    {
        bool isOperators = act is Act.StopAll or Act.AgreeToTool or Act.RaiseMonth, isEverybodys = act is Act.Link or Act.BeAway;
        foreach (string name in People.Values.Where(name => name != "member" && !(name == "operator" && act is Act.Cancel or Act.Pause or Act.Resume or Act.Settle or Act.ManageSchedule or Act.LetGo or Act.EndGrant or Act.Raise or Act.FinishCheaply)))
        {
            Refusal? refusal = Guard.Check(new PersonKey(name), act, new GuardSubject(Channel), Directory);
            Assert.Equal((isOperators && name == "operator") || (isEverybodys && name != "stranger"), refusal is null);
        }
    }

    [Fact]
    public void WhoAsked_NeverRaisesWhatTheirOwnRunMaySpend_ExceptAsAnOperator()
    {
        GuardSubject of(string requester) => Subject() with { Run = Subject().Run! with { Requester = new PersonKey(requester) } };
        GuardSubject caused = Subject() with { Run = Subject().Run! with { CausedBy = PersonKeys.Of([new PersonKey("owner")]) } };

        Assert.Null(Guard.Check(new PersonKey("owner"), Act.Raise, Subject(), Directory));
        Assert.Contains("does not raise", Guard.Check(new PersonKey("owner"), Act.Raise, of("owner"), Directory)!.Why, StringComparison.Ordinal);
        Assert.Contains("does not raise", Guard.Check(new PersonKey("owner"), Act.Raise, caused, Directory)!.Why, StringComparison.Ordinal);
        Assert.Null(Guard.Check(new PersonKey("operator"), Act.Raise, of("operator"), Directory));
    }

    [Fact]
    public void WhoAsked_MayDecideOnlyWhereThePolicySaysSo()
    {
        GuardSubject own = Subject() with { Review = Review(notRequester: true) with { Requester = new PersonKey("reviewer") } };
        GuardSubject open = own with { Review = own.Review! with { Policy = Policy(notRequester: false) } };

        Assert.Equal(RefusalKind.OwnRequest, Guard.Check(new PersonKey("reviewer"), Act.Decide, own, Directory)!.Kind);
        Assert.Null(Guard.Check(new PersonKey("reviewer"), Act.Decide, open, Directory));
    }

    [Fact]
    public void WithoutAListOfEditors_WhoDecidesNowMayEdit_AndNobodyElse()
    {
        GuardSubject subject = Subject() with
        {
            Review = Review(notRequester: true) with
            {
                Policy = ReviewPolicies.Write(new ReviewPolicy([new Principal(PrincipalKind.Person, "reviewer")], 1, true, [], 3, TimeSpan.FromHours(24))),
            },
        };

        foreach (string name in People.Values)
        {
            Assert.Equal(name == "reviewer", Guard.Check(new PersonKey(name), Act.Edit, subject, Directory) is null);
        }
    }

    [Fact]
    public void AnEmptyGroup_MeansNobody()
    {
        GuardSubject subject = Subject() with
        {
            Review = Review(notRequester: false) with
            {
                Policy = ReviewPolicies.Write(new ReviewPolicy([new Principal(PrincipalKind.Group, "nobody-there")], 1, false, [], 3, TimeSpan.FromHours(24))),
            },
        };

        Assert.All(People.Values, name => Assert.NotNull(Guard.Check(new PersonKey(name), Act.Decide, subject, Directory)));
    }

    private static DirectorySnapshot Directory { get; } = new(
        People.Values.Where(name => name != "stranger").ToImmutableSortedDictionary(name => name, name => new Person(new PersonKey(name), name, "Etc/UTC", [])),
        ImmutableSortedDictionary<string, Group>.Empty,
        [new PersonKey("operator")],
        [new ChannelInfo(Channel, "board", IsPrivate: true, [new PersonKey("member")])],
        DateTimeOffset.UnixEpoch);

    private static GuardSubject Subject() => new(Channel, Run(), Review(notRequester: true), new Principal(PrincipalKind.Person, "owner"), new PersonKey("requester"));

    private static string Policy(bool notRequester) => ReviewPolicies.Write(new ReviewPolicy(
        [new Principal(PrincipalKind.Person, "reviewer")], 1, notRequester, [new Principal(PrincipalKind.Person, "editor")], 3, TimeSpan.FromHours(24)));

    private static ReviewRow Review(bool notRequester) => new()
    {
        Id = new ReviewId("review"),
        Revision = 1,
        Workspace = Channel.Workspace,
        Channel = Channel,
        Run = new RunId("run"),
        Step = "decide",
        Round = 1,
        Artifact = new ArtifactRef(ArtifactType.Message, Digest.OfText("a"), 1),
        Binding = Digest.OfText("b"),
        Policy = Policy(notRequester),
        Requester = new PersonKey("requester"),
        OpenedAt = DateTimeOffset.UnixEpoch,
    };

    private static RunRow Run() => new()
    {
        Id = new RunId("run"),
        Workspace = Channel.Workspace,
        Channel = Channel,
        Thread = "",
        Template = "story",
        TemplateVersion = Digest.OfText("story"),
        Requester = new PersonKey("requester"),
        Root = new RunId("run"),
        First = new RunId("run"),
        Inputs = "{}",
        Resolved = "{}",
        CreatedAt = DateTimeOffset.UnixEpoch,
        ChangedAt = DateTimeOffset.UnixEpoch,
    };
}
