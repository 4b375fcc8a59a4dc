using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Schedules;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>People, policies and questions for the proofs of who decides.</summary>
internal sealed class Deciders : IDirectory
{
    private static readonly ChannelKey Channel = ChannelKey.Of("console", new WorkspaceKey("local"), "finance");

    public Deciders(params IEnumerable<Person> people)
    {
        Person[] all = [.. people];
        People = new DirectorySnapshot(
            all.ToImmutableSortedDictionary(person => person.Key.Value, person => person), ImmutableSortedDictionary<string, Group>.Empty, [], [new ChannelInfo(Channel, "finance", IsPrivate: false, [])], Clock.GetUtcNow())
        {
            Owners = AccountOwners.Of(all, []),
        };
        Counting = new Counting(null!, null!, Times, Clock);
    }

    public FakeClock Clock { get; } = new();

    public DirectorySnapshot People { get; set; }

    public DirectorySnapshot Latest => People;

    public Counting Counting { get; }

    public WaitingTimes Times => new(new WorkingTime(HolidayCatalog.BuiltIn), this);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => new(People);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey of, PersonKey who, CancellationToken ct) => new(People);

    public static Person Somebody(string key, string zone = "Etc/UTC", params string[] roles) => new(new PersonKey(key), key, zone, [.. roles]);

    /// <summary>Only these read the channel of the questions.</summary>
    public void Close(bool isDirect, params string[] members) =>
        People = People with { Channels = [new ChannelInfo(Channel, "finance-private", IsPrivate: true, [.. members.Select(member => new PersonKey(member))]) { IsDirect = isDirect }] };

    public void Put(string group, params string[] members) =>
        People = People with { Groups = People.Groups.SetItem(group, new Group(group, [.. members.Select(member => new PersonKey(member))])) };

    public void Away(string person, string? substitute, TimeSpan length) => People = People with
    {
        Absences = [.. People.Absences, new Absence { Person = new PersonKey(person), Workspace = Channel.Workspace, From = People.TakenAt, Until = People.TakenAt + length, Substitute = substitute is null ? null : new PersonKey(substitute) }],
    };

    public void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        People = People with { TakenAt = Clock.GetUtcNow() };
    }

    public static ReviewPolicySpec OneOf(params string[] names) => new() { Reviewers = [.. names.Select(Of)] };

    public static StageSpec Stage(int quorum, params string[] names) => new([.. names.Select(Of)], quorum);

    public static StageSpec All(params string[] names) => new([.. names.Select(Of)], 1, All: true);

    public static Principal Of(string name) => new(PrincipalKind.Either, name);

    public ReviewRow Ask(ReviewPolicySpec policy, string requester = "requester", ReviewProgress? progress = null) => new()
    {
        Id = new ReviewId("review"),
        Revision = 1,
        Workspace = Channel.Workspace,
        Channel = Channel,
        Run = new RunId("run"),
        Step = "decide",
        Round = 1,
        Artifact = new ArtifactRef(ArtifactType.Table, Digest.OfText("a"), 1),
        Binding = Digest.OfText("b"),
        Policy = ReviewPolicies.Write(ReviewPolicy.Of(policy, 3)),
        Requester = new PersonKey(requester),
        OpenedAt = Clock.GetUtcNow(),
        ExpiresAt = policy.Expires is { } expires ? Clock.GetUtcNow() + expires : null,
        Progress = ReviewProgress.Write(progress ?? ReviewProgress.Nothing),
    };

    /// <summary>The row with this person's yes; the same row where it does not count.</summary>
    public ReviewRow Approve(ReviewRow review, string person) => Counting.Count(review, new PersonKey(person), consents: false, People)?.Row ?? review;

    /// <summary>The row with this person's consent that it leaves; the same row where it does not count.</summary>
    public ReviewRow Consent(ReviewRow review, string person) => Counting.Count(review, new PersonKey(person), consents: true, People)?.Row ?? review;

    public NotNowKind? WhyNot(ReviewRow review, string person) => DecidingRule.WhyNot(new PersonKey(person), review, Standing(review), People)?.Kind;

    public Standing Standing(ReviewRow review) => DecidingRule.Of(review, People);
}
