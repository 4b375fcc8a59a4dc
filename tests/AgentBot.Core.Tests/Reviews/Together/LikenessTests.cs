using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Together;

/// <summary>What may be approved together: only what is known to be harmless, and only with its like.</summary>
public sealed class LikenessTests
{
    private static readonly ChannelKey Here = new("console/local/finance");

    private static readonly ImmutableArray<(string What, Func<LikenessFacts, LikenessFacts> Break)> Faults =
    [
        ("a closed review", facts => facts with { Review = facts.Review with { State = ReviewState.Approved } }),
        ("a payment", facts => facts with { Review = facts.Review with { Artifact = facts.Review.Artifact with { Type = ArtifactType.Payment } } }),
        ("a mail", facts => facts with { Review = facts.Review with { Artifact = facts.Review.Artifact with { Type = ArtifactType.Email } } }),
        ("a decision", facts => facts with { Review = facts.Review with { Artifact = facts.Review.Artifact with { Type = ArtifactType.Decision } } }),
        ("a plan", facts => facts with { Review = facts.Review with { Artifact = facts.Review.Artifact with { Type = ArtifactType.Plan } } }),
        ("a second version", facts => facts with { Review = facts.Review with { Revision = 2 } }),
        ("what was sent back", facts => facts with { Review = facts.Review with { ChangesUsed = 1 } }),
        ("a person's version", facts => WithProgress(facts, ReviewProgress.Nothing with { Editor = new PersonKey("ben") })),
        ("a rung that was climbed", facts => WithProgress(facts, ReviewProgress.Nothing with { Rungs = 1 })),
        ("what was handed over", facts => WithProgress(facts, ReviewProgress.Nothing with { Handovers = [new Handover(new PersonKey("ben"), new PersonKey("cleo"), DateTimeOffset.UnixEpoch)] })),
        ("a threshold that is crossed", facts => WithAlso(facts, new NumberReading(true, "the total is over"))),
        ("a threshold that nobody read", facts => WithAlso(facts, null)),
        ("two who decide", facts => facts with { Needed = 2 }),
        ("unknown deciders", facts => facts with { Needed = null }),
        ("another channel", facts => facts with { Targets = [new EffectTarget.Channel(new ChannelKey("console/local/operations"), "operations")] }),
        ("a person's chat", facts => facts with { Targets = [new EffectTarget.Direct(new PersonKey("ana"), "slack")] }),
        ("a web address", facts => facts with { Targets = [new EffectTarget.Webhook("https://bank.example", "", true)] }),
        ("a file", facts => facts with { Targets = [new EffectTarget.File("out/report.csv")] }),
        ("unknown targets", facts => facts with { Targets = null }),
        ("targets that were never filled in", facts => facts with { Targets = default(ImmutableArray<EffectTarget>) }),
        ("something unusual", facts => facts with { Unusual = 1 }),
        ("unknown rows", facts => facts with { Unusual = null }),
        ("a warning", facts => facts with { Warning = "A link to a place that is not known." }),
        ("unknown warnings", facts => facts with { Warning = null }),
        ("a note", facts => facts with { Notes = 1 }),
        ("unknown notes", facts => facts with { Notes = null }),
        ("something left out", facts => facts with { Failed = 1 }),
        ("unknown failures", facts => facts with { Failed = null }),
        ("a claim without source", facts => facts with { Unsourced = 1 }),
        ("unknown claims", facts => facts with { Unsourced = null }),
        ("a cut card", facts => facts with { IsCut = true }),
        ("an unknown card", facts => facts with { IsCut = null }),
    ];

    [Fact]
    public void What_is_harmless_has_a_kin()
    {
        Assert.True(Likeness.Of(Harmless()).IsAlike);
        Assert.True(Likeness.Of(Harmless() with { Targets = [new EffectTarget.Thread(Here, "root"), new EffectTarget.Channel(Here, "finance")] }).IsAlike);
        Assert.True(Likeness.Of(WithAlso(Harmless(), new NumberReading(false, "the total is not over"))).IsAlike);
    }

    [Fact]
    public void Nothing_is_known_of_what_nobody_looked_at_and_so_it_stands_alone() =>
        Assert.False(Likeness.Of(new LikenessFacts(Harmless().Review, Harmless().Run)).IsAlike);

    /// <summary>However many other things are wrong with it, one is enough, and the reason is always a sentence's end.</summary>
    [Fact]
    public void One_thing_that_is_wrong_or_unknown_is_enough_in_whatever_company()
    {
        Random random = Proof.Random();
        foreach ((string what, Func<LikenessFacts, LikenessFacts> fault) in Faults)
        {
            Assert.False(Likeness.Of(fault(Harmless())).IsAlike, what);
        }

        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            (string What, Func<LikenessFacts, LikenessFacts> Break)[] some = [.. Faults.OrderBy(_ => random.Next()).Take(random.Next(1, 5))];
            Likeness found = Likeness.Of(some.Aggregate(Harmless(), (facts, fault) => fault.Break(facts)));
            Assert.False(found.IsAlike, $"seed {Proof.Seed}, case {i}: {string.Join(", ", some.Select(fault => fault.What))}");
            Assert.True(found.Why.Length > 10 && !found.Why.EndsWith('.'), found.Why);
        }
    }

    [Fact]
    public void Those_that_differ_in_what_a_yes_means_are_of_another_kin()
    {
        string kin = Likeness.Of(Harmless()).Kin;
        LikenessFacts[] others =
        [
            Harmless() with { Run = Harmless().Run with { TemplateVersion = Digest.OfText("newer") } },
            Harmless() with { Run = Harmless().Run with { Template = "another" } },
            Harmless() with { Run = Harmless().Run with { Channel = new ChannelKey("console/local/operations") }, Targets = [new EffectTarget.Thread(new ChannelKey("console/local/operations"), "root")] },
            Harmless() with { Review = Harmless().Review with { Step = "second" } },
            Harmless() with { Review = Harmless().Review with { Artifact = Harmless().Review.Artifact with { Type = ArtifactType.Message } } },
            Harmless() with { Review = Harmless().Review with { Policy = Policy("cleo") } },
            Harmless() with { Targets = [new EffectTarget.Channel(Here, "finance")] },
            Harmless() with { Targets = [] },
        ];
        string[] kins = [kin, .. others.Select(other => Likeness.Of(other).Kin)];
        Assert.All(kins, one => Assert.NotEmpty(one));
        Assert.Equal(kins.Length, kins.Distinct().Count());
    }

    [Fact]
    public void Content_requester_and_the_thread_of_each_make_no_difference() => Assert.Equal(
        Likeness.Of(Harmless()).Kin,
        Likeness.Of(Harmless() with
        {
            Review = Harmless().Review with { Id = new ReviewId("w"), Artifact = Harmless().Review.Artifact with { Content = Digest.OfText("other") }, Requester = new PersonKey("cleo"), OpenedAt = DateTimeOffset.UnixEpoch.AddDays(1) },
            Targets = [new EffectTarget.Thread(Here, "another root")],
        }).Kin);

    private static LikenessFacts WithProgress(LikenessFacts facts, ReviewProgress progress) => facts with { Review = facts.Review with { Progress = ReviewProgress.Write(progress) } };

    private static LikenessFacts WithAlso(LikenessFacts facts, NumberReading? reading)
    {
        ReviewPolicy policy = ReviewPolicies.Read(facts.Review.Policy) with { Also = [new ThresholdSpec("total > 1000 EUR", [new Principal(PrincipalKind.Person, "cleo")])] };
        return WithProgress(facts with { Review = facts.Review with { Policy = ReviewPolicies.Write(policy) } }, ReviewProgress.Nothing with { Numbers = reading is null ? null : [reading] });
    }

    private static string Policy(string who) => ReviewPolicies.Write(new ReviewPolicy([new Principal(PrincipalKind.Either, who)], 1, true, [], 3, TimeSpan.FromHours(24)));

    private static LikenessFacts Harmless()
    {
        var workspace = new WorkspaceKey("local");
        var run = new RunRow
        {
            Id = new RunId("r"), Workspace = workspace, Channel = Here, Thread = "t", Template = "address", TemplateVersion = Digest.OfText("template"), Requester = new PersonKey("ana"),
            Root = new RunId("r"), First = new RunId("r"), Inputs = "{}", Resolved = "{}", CreatedAt = DateTimeOffset.UnixEpoch, ChangedAt = DateTimeOffset.UnixEpoch,
        };
        var review = new ReviewRow
        {
            Id = new ReviewId("v"), Revision = 1, Workspace = workspace, Channel = Here, Run = run.Id, Step = "decide", Round = 1, Artifact = new ArtifactRef(ArtifactType.Record, Digest.OfText("content"), 7),
            Binding = Digest.OfText("binding"), Policy = Policy("ben"), Requester = run.Requester, OpenedAt = DateTimeOffset.UnixEpoch,
        };
        return new LikenessFacts(review, run) { Targets = [new EffectTarget.Thread(Here, "root")], Needed = 1, Unusual = 0, Warning = "", Notes = 0, Failed = 0, Unsourced = 0, IsCut = false };
    }
}
