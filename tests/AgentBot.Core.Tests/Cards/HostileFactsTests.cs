using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Cards from facts that nobody tidied: long, empty, invisible, full of marks.</summary>
public sealed class HostileFactsTests
{
    private static readonly string[] Pieces =
    [
        "**", "](javascript:alert(1))", "[click", "<!channel>", "<at>Ana</at>", "&lt;", "\u202E", "\u200B", "\n\n", "# ", "1. ", "| a | b |\n|---|---|\n", "```\n", "> ",
        "👩‍👩‍👧", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\uD83D", "\0", "Approve", "already approved by Sofia Marek", "https://раураl.example/", "- item\n", "  ", "“", "\\", "www.x.example", "\U000E0041", "<script>", "{{ steps }}",
    ];

    [Fact]
    public void Any_facts_give_a_card_within_all_limits_with_all_its_buttons()
    {
        Random random = Proof.Random();
        AdaptiveCardSchema? schema = AdaptiveCardSchema.Path is null ? null : AdaptiveCardSchema.Load();
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            ReviewFacts facts = Facts(random);
            string name = $"case {i} of seed {Proof.Seed}";
            Card card = ReviewCard.Pending(facts);
            Hold(card, name, schema);
            if (facts.Review.Artifact.Type is not ArtifactType.Decision)
            {
                string[] wanted = facts.Review.Artifact.Type == ArtifactType.Table && facts.Content is Value.Table { Data.Rows.IsEmpty: false }
                    ? ["Approve", "Row by row…", "Send back…", "Edit…", "Reject…"]
                    : ["Approve", "Send back…", facts.Review.Artifact.Type == ArtifactType.Plan ? card.Actions[2].Title : "Edit…", "Reject…"];
                Assert.Equal(wanted, card.Actions.Select(action => action.Title.Split(" and ")[0].TrimEnd()).Select(title => title.StartsWith("Approve", StringComparison.Ordinal) ? "Approve" : title));
            }

            Assert.NotNull(card.Part(CardPart.Strip));
            Assert.NotNull(card.Part(CardPart.Consequence));
            Assert.NotNull(card.Part(CardPart.Deciders));
            Assert.Equal(ReviewCard.IsCut(facts), CardJson.Write(card).Contains("Approve works after that", StringComparison.Ordinal));
            foreach (ReviewOutcome outcome in Outcomes(random, facts))
            {
                Card resolved = ReviewCard.Resolved(facts, outcome);
                Hold(resolved, $"{name}, {outcome.GetType().Name}", schema);
                Assert.DoesNotContain(resolved.Actions, action => action is CardAction.Execute { Verb: CardVerb.Approve or CardVerb.Edit });
            }

            _ = ReviewSurfaces.For(facts.Review.Artifact.Type, facts.Content).Full(new SurfaceInput { Content = facts.Content, Before = facts.Before, TemplateTitle = facts.TemplateTitle, Effects = facts.Effects, Clock = facts.Clock });
        }
    }

    [Fact]
    public void A_text_that_claims_to_be_approved_stays_inside_the_draft()
    {
        ReviewFacts facts = Samples.Review(ArtifactType.Document, Samples.Letter("# Approved\n\n**If you approve:** nothing happens.\n\n[Approve](https://evil.example)"));
        Card card = ReviewCard.Pending(facts);
        string outside = CardJson.Write(card with { Body = [.. card.Body.Where(element => element.Id is not (CardPart.Draft or CardPart.Facts))] });
        Assert.DoesNotContain("nothing happens", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("](https://evil", CardJson.Write(card), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_rows_still_give_a_small_card_that_says_what_is_hidden()
    {
        Card card = ReviewCard.Pending(Samples.Review(ArtifactType.Table, new Value.Table(Samples.Claims(10_000, refuse: 200, query: 250))));
        Assert.True(CardBudget.IsWithin(card));
        string json = CardJson.Write(card);
        Assert.Contains("9,988 more rows", json, StringComparison.Ordinal);
        Assert.Contains("Refuse", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_points_at_what_was_drawn_and_carries_nothing_else()
    {
        ReviewFacts facts = Samples.Table();
        var approve = Assert.IsType<CardAction.Execute>(ReviewCard.Pending(facts).Actions[0]);
        Assert.Equal(new ActionRef(CardRef.Review, facts.Review.Id.Value, 1, facts.Review.Artifact.Content.Value[..16]), approve.Ref);
    }

    [Fact]
    public void Only_an_open_card_pings_and_only_those_who_decide()
    {
        ReviewFacts facts = Samples.Table();
        var mention = new CardMention("@finance-leads", new Principal(PrincipalKind.Group, "finance-leads"));
        facts = facts with { Reviewers = facts.Reviewers with { Mentions = [mention] } };
        Assert.Equal(mention, Assert.Single(ReviewCard.Pending(facts).Mentions));
        Assert.Empty(ReviewCard.Resolved(facts, new ReviewOutcome.Expired(facts.Clock.Now)).Mentions);
    }

    [Fact]
    public void A_path_of_the_console_says_what_it_points_at()
    {
        var review = new ReviewId("r1");
        Assert.Equal((review, 2, true), CardPath.ReadReview(CardPath.ReviewInFull(review, 2)));
        Assert.Equal((review, 2, false), CardPath.ReadReview(CardPath.Review(review, 2)));
        Assert.Equal(4211, CardPath.ReadRun(CardPath.Run(4211)));
        Assert.Null(CardPath.ReadReview("/console/reviews/r1/x/full"));
        Assert.Null(CardPath.ReadReview("/console/reviews/r1/1/edit"));
        Assert.Null(CardPath.ReadReview("https://evil.example/console/reviews/r1/1"));
        Assert.Null(CardPath.ReadRun("/console/runs/x"));
    }

    [Fact]
    public void When_the_rounds_are_used_up_nobody_is_offered_another()
    {
        ReviewFacts facts = Samples.Table();
        Card card = ReviewCard.Pending(facts with { Review = facts.Review with { ChangesUsed = 3, Revision = 4 } });
        Assert.Equal(["Approve and post to #finance", "Row by row…", "Edit…", "Reject…"], card.Actions.Select(action => action.Title));
    }

    private static void Hold(Card card, string name, AdaptiveCardSchema? schema)
    {
        CardRules.Hold(card, name);
        string json = CardJson.Write(card);
        Assert.Equal(json, CardJson.Write(CardJson.Read(json)));
        Assert.True(schema?.Mistake(json) is null, $"{name}: {schema?.Mistake(json)}");
    }

    private static ReviewFacts Facts(Random random)
    {
        (ArtifactType type, Value content, Value other) = random.Next(10) switch
        {
            0 => (ArtifactType.Document, Samples.Letter(Text(random, 40) + "x"), Samples.Letter(Text(random, 40) + "y")),
            1 => (ArtifactType.Message, new MessageContent(Text(random, 12) + "x").ToValue(), new MessageContent(Text(random, 12) + "y").ToValue()),
            2 => (ArtifactType.Record, Record(random), Record(random)),
            3 => (ArtifactType.Payment, Record(random), (Value)new Value.Text(Text(random, 5))),
            4 => (ArtifactType.Email, Mail(random), Mail(random)),
            5 => (ArtifactType.Email, TypeSamples.Merge([.. Enumerable.Range(0, random.Next(1, 60)).Select(i => ($"{Name(random)} <a{i}@b.example>", Name(random) + "s", Text(random, 20) + "b"))]), Mail(random)),
            6 => (ArtifactType.Decision, new Value.Record([.. TypeSamples.Record(("question", Name(random) + "q"), ("yes", Text(random, 8)), ("no", Text(random, 8)), ("leaning", Name(random)), ("reason", Text(random, 40))).Fields, new Field("evidence", Claims(random))]), Record(random)),
            7 => (ArtifactType.Plan, new Value.Record([new Field("goal", new Value.Text(Text(random, 8))), new Field("steps", new Value.Table(new TableData([new Column("step", new FieldType.Text()), new Column("who" + Name(random), new FieldType.Text())], [.. Enumerable.Range(0, random.Next(1, 50)).Select(_ => ImmutableArray.Create<Value>(new Value.Text(Text(random, 12) + "s"), new Value.Text(Text(random, 4))))])))]), Record(random)),
            8 => (ArtifactType.Diff, new Value.Record([new Field("files", DiffSurface.Files([.. Enumerable.Range(0, random.Next(1, 20)).Select(i => new ChangedFile($"{i}{Name(random)}", Text(random, 30), Text(random, 30) + i))]))]), Record(random)),
            _ => (ArtifactType.Table, new Value.Table(Table(random)), new Value.Table(Table(random))),
        };
        ReviewFacts facts = Samples.Review(type, content);
        return facts with
        {
            Review = facts.Review with { ChangesUsed = random.Next(3), Revision = 2 },
            TemplateTitle = Text(random, 6) + "t",
            About = Text(random, 6),
            Requester = Text(random, 4) + "r",
            Effects = random.Next(3) switch
            {
                0 => PlannedEffects.None,
                1 => new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("a/b/c"), Text(random, 4) + "c"))]),
                _ => new PlannedEffects([new PlannedEffect(new EffectTarget.Webhook("https://x.example/", Text(random, 3), false)), new PlannedEffect(new EffectTarget.Direct(new PersonKey("p"), "console"), Text(random, 3))]),
            },
            Before = random.Next(2) == 0 ? null : other,
            Remark = random.Next(2) == 0 ? null : new ReviewRemark((RemarkKind)random.Next(3), Text(random, 3) + "b", Text(random, 30)),
            Reviewers = new ReviewersFacts([Text(random, 3) + "n", Text(random, 3) + "m"], random.Next(2) == 0, random.Next(1, 3), Text(random, 2)),
            RemarkGoesTo = Text(random, 3) + "g",
            Sources = random.Next(2) == 0 ? SourceBook.Unread : TypeSamples.Customers,
            Notes = [.. Enumerable.Range(0, random.Next(8)).Select(_ => Text(random, 20) + "n")],
            Failed = [.. Enumerable.Range(0, random.Next(8)).Select(_ => new FailedItem(Text(random, 4) + "i", Text(random, 8)))],
            SourceFile = Text(random, 4),
        };
    }

    private static IEnumerable<ReviewOutcome> Outcomes(Random random, ReviewFacts facts)
    {
        DateTimeOffset at = facts.Clock.Now;
        string by = Text(random, 3) + "b";
        yield return new ReviewOutcome.BeingRevised(by, at, Text(random, 40));
        yield return new ReviewOutcome.Approved([by], at, [.. facts.Effects.All.Select(effect => new PublishedEffect(effect, at, "javascript:alert(1)"))]);
        yield return new ReviewOutcome.EditedAndApproved(by, at, facts.Before ?? facts.Content, []);
        yield return new ReviewOutcome.Rejected(by, at, Text(random, 60));
        yield return new ReviewOutcome.Drilled(new Core.Reviews.Drills.PlantedMistake(Text(random, 4), "1", Text(random, 2), Text(random, 4), Text(random, 4)), random.Next(2) == 0, at);
        yield return new ReviewOutcome.Voided(3, Text(random, 10) + "v");
        yield return new ReviewOutcome.Cancelled(Text(random, 2), at, Text(random, 20));
    }

    private static Value.Record Mail(Random random) => new(
    [
        .. TypeSamples.Mail(string.Join(", ", Enumerable.Range(0, random.Next(1, 40)).Select(i => $"a{i}@b{random.Next(4)}.example")), Name(random) + "s", Text(random, 40) + "b").Fields,
        new Field("cc", new Value.Text(random.Next(2) == 0 ? "" : "copy@b.example")),
        new Field("attachments", new Value.Text(Name(random))),
        new Field("evidence", Claims(random)),
    ]);

    private static Value Claims(Random random) => TypeSamples.Evidence([.. Enumerable.Range(0, random.Next(9)).Select(i => (Text(random, 12) + "c", random.Next(2) == 0 ? "" : Text(random, 5)))]);

    // What stands on one line and has neither commas nor angle brackets in it.
    private static string Name(Random random) => string.Concat(Text(random, 4).Where(letter => letter is not ('\n' or '\r' or ',' or ';' or '<' or '>' or '"' or '@' or '\u2028' or '\u0085')));

    private static Value.Record Record(Random random) => new(
    [
        .. Enumerable.Range(0, random.Next(1, 20)).Select(i => new Field($"f{i}{Text(random, 2)}", random.Next(4) switch
        {
            0 => Value.Missing.Instance,
            1 => new Value.List([.. Enumerable.Range(0, random.Next(9)).Select(_ => (Value)new Value.Text(Text(random, 10)))]),
            2 => new Value.Money(random.Next(), "EUR"),
            _ => new Value.Text(Text(random, 30)),
        })),
    ]);

    private static TableData Table(Random random)
    {
        string[] options = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => $"o{i}{Text(random, 2)}")];
        bool judged = random.Next(2) == 0;
        Column[] columns =
        [
            new Column("a" + Text(random, 3), new FieldType.Text()), new Column("b", new FieldType.Money()), new Column("c" + Text(random, 3), new FieldType.Any()),
            .. judged ? [new Column("d" + Text(random, 3), new FieldType.Choice([.. options])), new Column("e", new FieldType.Text())] : Array.Empty<Column>(),
        ];
        return new TableData([.. columns],
        [
            .. Enumerable.Range(0, random.Next(40)).Select(_ => ImmutableArray.CreateRange<Value>(
            [
                new Value.Text(Text(random, 8)), random.Next(5) == 0 ? Value.Missing.Instance : new Value.Money(random.Next(100_000) / 100m, random.Next(3) == 0 ? "USD" : "EUR"), new Value.Text(Text(random, 8)),
                .. judged ? [new Value.Choice(options[random.Next(options.Length)]), new Value.Text(Text(random, 30))] : Array.Empty<Value>(),
            ])),
        ]);
    }

    private static string Text(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (int i = random.Next(pieces + 1); i > 0; i--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
            text.Append(random.Next(3) == 0 ? new string((char)random.Next(32, 0x3000), random.Next(12)) : "word ");
        }

        return text.ToString();
    }
}
