using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tests.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews;

/// <summary>Where a question stands beside the run's own thread: a channel of another platform, and chats with those who read none of them.</summary>
public sealed class QuestionPlacesTests
{
    private static readonly ChannelKey SlackFinance = new("slack/T1/C1");
    private static readonly ChannelKey SlackBoard = new("slack/T1/G1");
    private static readonly ChannelKey AnasChat = new("slack/T1/D1");
    private static readonly ChannelKey TeamsFinance = new("teams/tenant/19:finance@thread.tacv2");
    private static readonly ChannelKey Console = new("console/local/finance");

    [Fact]
    public void A_question_stands_in_the_channel_of_another_platform_that_the_template_names() =>
        Assert.Equal([TeamsFinance], Places("teams:#finance", SlackFinance, "ana", "ben"));

    [Fact]
    public void A_name_with_spaces_is_written_with_hyphens() =>
        Assert.Equal([new ChannelKey("teams/tenant/19:month@thread.tacv2")], Places("teams:#Month-End", SlackFinance, "ana"));

    [Fact]
    public void Who_reads_neither_is_asked_in_a_chat_where_they_have_an_account() =>
        Assert.Equal([new ChannelKey("teams/tenant/@tom")], Places(null, SlackFinance, "ana", "ben", "tom"));

    [Fact]
    public void Who_is_not_in_the_private_channel_is_asked_in_a_chat_of_the_same_platform() =>
        Assert.Equal([new ChannelKey("slack/T1/@ben")], Places(null, AnasChat, "ana", "ben"));

    [Fact]
    public void Who_reads_the_named_channel_is_not_asked_twice() =>
        Assert.Equal([TeamsFinance], Places("teams:#finance", SlackFinance, "ben", "tom"));

    [Fact]
    public void On_the_console_everybody_finds_the_question_by_themselves() => Assert.Empty(Places(null, Console, "ana", "ben"));

    [Fact]
    public void Who_is_on_the_console_only_is_asked_nowhere_else() => Assert.Empty(Places(null, SlackFinance, "con"));

    [Fact]
    public void A_question_does_not_leave_a_private_channel_for_one_that_more_people_read()
    {
        Result<ResolvedNames> names = Resolve("slack:#finance", SlackBoard, "ben");
        Assert.Equal("Memo was not started. This channel is private, and its question would go to #finance, where more people read. Run it in #finance, or ask the template's owner to post in the run's own thread.", names.Refusal?.ToString());
    }

    [Theory]
    [InlineData("teams:#nowhere", "Memo was not started. AgentBot does not know a channel #nowhere in Teams. Invite AgentBot there, or correct the name in the template.")]
    [InlineData("teams:#general", "Memo was not started. There is more than one channel #general in Teams. Name a channel in the template that is there once.")]
    public void A_name_that_means_no_one_channel_starts_nothing(string also, string says) => Assert.Equal(says, Resolve(also, SlackFinance, "ben").Refusal?.ToString());

    [Fact]
    public void A_result_may_go_to_a_channel_of_another_platform()
    {
        Result<ResolvedNames> names = Resolve(null, SlackFinance, ["ben"], "teams:#finance");
        Assert.Equal(TeamsFinance, names.Value.Channels["teams:#finance"]);
    }

    [Fact]
    public void Every_place_is_redrawn_with_each_change_and_belongs_to_the_question()
    {
        var rig = new MachineRig(MachineRig.Action("make"), MachineRig.Ask("decide", "make", "make"));
        var names = new ResolvedNames(
            new Dictionary<string, ChannelKey>(), new Dictionary<string, IReadOnlyList<PersonKey>>(), new Dictionary<string, IReadOnlyList<ChannelKey>> { ["decide"] = [TeamsFinance] });
        rig.Resolve(names);
        rig.Succeed("make");
        rig.Open("decide");
        string[] wanted = [$"console/local/finance#{rig.Run.Thread}", TeamsFinance + "#"];
        Assert.Equal(wanted, Redrawn(rig));
        rig.Approve("decide");
        Assert.Equal(wanted, Redrawn(rig));
        Assert.True(QuestionPlaces.StandsIn(new WorkspaceKey("tenant"), rig.Run, rig.Review("decide")));
        Assert.False(QuestionPlaces.StandsIn(new WorkspaceKey("tenant"), rig.Run, rig.Review("decide") with { Step = "make" }));
        Assert.False(QuestionPlaces.StandsIn(new WorkspaceKey("T1"), rig.Run, rig.Review("decide")));
    }

    private static string[] Redrawn(MachineRig rig) =>
        [.. rig.LastChanges.OfType<Change.WantView>().Where(view => view.Purpose.StartsWith("review:", StringComparison.Ordinal)).Select(view => view.Conversation)];

    private static IReadOnlyList<ChannelKey> Places(string? also, ChannelKey from, params string[] reviewers) =>
        Resolve(also, from, reviewers).Value.Questions?.GetValueOrDefault("decide") ?? [];

    private static Result<ResolvedNames> Resolve(string? also, ChannelKey from, params string[] reviewers) => Resolve(also, from, reviewers, null);

    private static Result<ResolvedNames> Resolve(string? also, ChannelKey from, string[] reviewers, string? to)
    {
        StepSpec ask = (StepSpec.Review)MachineRig.Ask("decide", "make", "make") with
        {
            AlsoIn = also is null ? null : [also],
            Policy = new ReviewPolicySpec { Reviewers = [.. reviewers.Select(name => new Principal(PrincipalKind.Person, name))] },
        };
        var post = (StepSpec.Publish)MachineRig.Post("post", "decide");
        var workflow = new WorkflowSpec
        {
            Name = "memo",
            Title = "Memo",
            Summary = "A memo.",
            Owner = new Principal(PrincipalKind.Person, "ben"),
            Limits = LimitsSpec.Default,
            Steps = [MachineRig.Action("make"), ask, to is null ? post : post with { To = new TargetSpec.Channel(new Expr(to)) }],
        };
        var closure = new TemplateClosure(workflow, ImmutableSortedDictionary<string, WorkflowSpec>.Empty);
        var scope = new ExpressionScope(new Value.Record([]), ImmutableDictionary<string, Value>.Empty, null, new DateOnly(2026, 11, 21));
        return NameResolution.Resolve(closure, new RunSeed(from, "", new PersonKey("ana"), new Value.Record([]), ResolvedNames.None), scope, Directory);
    }

    private static readonly DirectorySnapshot Directory = new(
        new[]
        {
            Of("ana", ("slack", "U1"), ("teams", "aad-ana")), Of("ben", ("slack", "U2"), ("teams", "aad-ben")), Of("tom", ("teams", "aad-tom")), Of("con"),
        }.ToImmutableSortedDictionary(person => person.Key.Value, person => person),
        ImmutableSortedDictionary<string, Group>.Empty,
        [],
        [
            new ChannelInfo(Console, "finance", false, []),
            new ChannelInfo(SlackFinance, "finance", false, []),
            new ChannelInfo(SlackBoard, "board", true, [new PersonKey("ben")]),
            new ChannelInfo(AnasChat, "direct message", true, [new PersonKey("ana")]),
            new ChannelInfo(TeamsFinance, "Finance", true, [new PersonKey("ana"), new PersonKey("ben"), new PersonKey("tom")]),
            new ChannelInfo(new ChannelKey("teams/tenant/19:month@thread.tacv2"), "Month End", true, [new PersonKey("ana")]),
            new ChannelInfo(new ChannelKey("teams/tenant/19:g1@thread.tacv2"), "General", true, []),
            new ChannelInfo(new ChannelKey("teams/tenant/19:g2@thread.tacv2"), "General", true, []),
        ],
        DateTimeOffset.UnixEpoch);

    private static Person Of(string key, params (string Platform, string Account)[] accounts) => new(new PersonKey(key), key, "UTC", [])
    {
        Accounts = accounts.Append(("console", key)).ToImmutableSortedDictionary(account => account.Item1, account => account.Item2),
    };
}
