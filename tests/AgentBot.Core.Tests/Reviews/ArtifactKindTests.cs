using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews;

/// <summary>What holds for every type, and what each of them refuses.</summary>
public sealed class ArtifactKindTests
{
    public static TheoryData<string> Names() => [.. TypeSamples.All.Select(sample => sample.Name)];

    [Fact]
    public void Every_type_that_people_review_has_a_surface_a_noun_and_a_sample_that_fits()
    {
        ArtifactType[] reviewed = [.. Enum.GetValues<ArtifactType>().Except([ArtifactType.Value, ArtifactType.File])];
        Assert.All(reviewed, type => Assert.Contains(ReviewSurfaces.All, kind => kind.Type == type && kind.Noun.Length > 0));
        Assert.Equal(ReviewSurfaces.All.Length, ReviewSurfaces.All.Select(kind => kind.GetType()).Distinct().Count());
        ArtifactType[] shown = [.. TypeSamples.All.Select(sample => sample.Facts.Review.Artifact.Type), ArtifactType.Document, ArtifactType.Message, ArtifactType.Table];
        Assert.Empty(reviewed.Except(shown));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_fits_its_type_and_is_drawn_by_it(string name)
    {
        ReviewFacts facts = Facts(name);
        Assert.Null(ReviewSurfaces.Check(facts.Review.Artifact.Type, facts.Content));
        Assert.IsNotType<OtherSurface>(Kind(facts));
        Assert.False(string.IsNullOrWhiteSpace(Kind(facts).Plain(facts.Content).Text));
    }

    [Fact]
    public void One_mail_of_a_merge_is_edited_in_a_form_and_the_others_stay()
    {
        ReviewFacts facts = Facts("email-merge");
        TableData before = ((Value.Table)facts.Content).Data;
        var given = new Dictionary<string, string> { ["2.body"] = "Dear all,\r\nthis is new.", ["2.to"] = "ana@example.com" };
        TableData edited = ((Value.Table)Kind(facts).Edit(facts.Content, given).Value).Data;
        Assert.Equal("Dear all,\nthis is new.", ((Value.Text)edited.RowAsRecord(1)["body"]).Content);
        Assert.Equal(before.KeyOf(1), edited.KeyOf(1));
        Assert.Equal(Enumerable.Range(0, before.Rows.Length).Where(row => row != 1).Select(row => before.Rows[row]), Enumerable.Range(0, before.Rows.Length).Where(row => row != 1).Select(row => edited.Rows[row]));
        Assert.Contains("Mail 2", Kind(facts).Edit(facts.Content, new Dictionary<string, string> { ["2.to"] = "nobody" }).Refusal!.What, StringComparison.Ordinal);
        Assert.Equal("Mail 1: to", Kind(facts).EditFields(facts.Content)[0].Label);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_form_that_nobody_touched_gives_the_same_bytes(string name)
    {
        ReviewFacts facts = Facts(name);
        var form = Kind(facts).EditFields(facts.Content).ToDictionary(field => field.Name, field => field.Value);
        if (form.Count > 0 && Kind(facts).Unready(facts.Content) is null)
        {
            Assert.Equal(ValueJson.WriteText(facts.Content), ValueJson.WriteText(Kind(facts).Edit(facts.Content, form).Value));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_nobody_would_see_is_refused(string name)
    {
        ReviewFacts facts = Facts(name);
        if (facts.Content is Value.Record record)
        {
            Refusal? refusal = Kind(facts).Check(new Value.Record([.. record.Fields, new Field("also_pay", new Value.Text("9,000 EUR"))]));
            Assert.Contains("also_pay", refusal?.What, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("karin", "no", "name@example.com")]
    [InlineData("k.ѕand@oakmere.example", "look-alike letter", "name@example.com")]
    [InlineData("", "empty", "empty")]
    [InlineData("a@b.example c@d.example", "two without a comma", "name@example.com")]
    public void A_mail_without_a_real_address_is_none(string to, string _, string why) =>
        Assert.Contains(why, EmailContent.Read(TypeSamples.Mail(to, "s", "b")).Refusal!.Why, StringComparison.Ordinal);

    [Fact]
    public void Recipients_are_read_as_mail_programs_write_them()
    {
        Mail mail = EmailContent.Read(TypeSamples.Mail("\"Ek, Karin\" <karin@a.example>; sam@b.example,\n Ana <ana@c.example>", "s", "b")).Value.Mails[0];
        Assert.Equal(["Ek, Karin <karin@a.example>", "sam@b.example", "Ana <ana@c.example>"], mail.To.Select(one => one.ToString()));
        Assert.True(EmailContent.Read(TypeSamples.Mail("a@b.example", "two\nlines", "b")).IsRefused);
    }

    [Fact]
    public void A_choice_among_several_is_no_decision_before_one_is_chosen()
    {
        ReviewFacts open = Facts("decision-choice");
        ArtifactKind kind = Kind(open);
        Assert.NotNull(kind.Unready(open.Content));
        Assert.DoesNotContain(ReviewCard.Pending(open).Actions, action => action is CardAction.Execute { Verb: CardVerb.Approve });
        Value chosen = kind.Edit(open.Content, new Dictionary<string, string> { ["chosen"] = "Own van" }).Value;
        Assert.Null(kind.Unready(chosen));
        Assert.True(kind.Edit(open.Content, new Dictionary<string, string> { ["chosen"] = "Nobody" }).IsRefused);
        Assert.Contains("Own van", ReviewCard.Pending(open with { Content = chosen }).Part(CardPart.Question)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decision")]
    [InlineData("decision-choice")]
    [InlineData("decision-chosen")]
    public void A_card_that_asks_for_a_decision_leans_to_no_side(string name) => Assert.All(ReviewCard.Pending(Facts(name)).Actions, action => Assert.Null(action.Style));

    [Fact]
    public void A_step_that_is_left_out_is_no_part_of_what_is_approved()
    {
        ReviewFacts facts = Facts("plan");
        Value edited = Kind(facts).Edit(facts.Content, new Dictionary<string, string> { ["step-2"] = "leave out" }).Value;
        PlanContent plan = PlanContent.Read(edited).Value;
        Assert.Equal(["1", "3", "4"], Enumerable.Range(0, 3).Select(plan.NumberOf));
        Assert.DoesNotContain("side by side", ValueJson.WriteText(edited), StringComparison.Ordinal);
        Assert.True(Kind(facts).Edit(facts.Content, Enumerable.Range(1, 4).ToDictionary(i => $"step-{i}", _ => "leave out")).IsRefused);
    }

    [Fact]
    public void The_second_step_of_a_payment_repeats_amount_payee_and_account()
    {
        var confirm = Assert.IsType<CardAction.ShowCard>(ReviewCard.Pending(Facts("payment")).Actions[0]);
        string sentence = ((CardElement.TextBlock)confirm.Card.Body[0]).Text;
        Assert.Contains("4,860.00\u00a0EUR to Brightwater Logistics GmbH", sentence, StringComparison.Ordinal);
        Assert.Contains("DE89 3704 0044 0532 0130 00", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00", true)]
    [InlineData("DE89 3704 0044 0532 0130 01", false)]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("GB82WEST12345698765423", false)]
    [InlineData("12-34-56 12345678", true)]
    public void Check_digits_of_an_account_are_computed(string account, bool holds) =>
        Assert.Equal(holds, new PaymentContent("p", new Value.Money(1, "EUR"), account, "", null, "", null, "").AccountAddsUp());

    [Fact]
    public void A_new_recipient_an_unknown_link_and_an_open_place_are_warned_about()
    {
        string json = CardJson.Write(ReviewCard.Pending(Facts("email-warned")));
        Assert.Contains("new recipient: buyer7@pollbox.example", json.Replace("\\\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("forms.pollbox.example", json, StringComparison.Ordinal);
        Assert.Null(ReviewCard.Pending(Facts("email")).Part(CardPart.Warning));
        Assert.Null(ReviewCard.Pending(Facts("payment")).Part(CardPart.Warning));
        Assert.NotNull(ReviewCard.Pending(Facts("payment-warned")).Part(CardPart.Warning));
    }

    [Fact]
    public void A_patch_turns_the_old_lines_into_the_new_ones()
    {
        foreach ((string before, string after) in new[] { ("a\nb\nc\n", "a\nx\nc\nd\n"), ("", "new\nfile\n"), ("gone\n", ""), (string.Join('\n', Enumerable.Range(0, 40)), string.Join('\n', Enumerable.Range(0, 40).Where(i => i % 7 != 3).Select(i => i == 20 ? "twenty" : $"{i}"))) })
        {
            ImmutableArray<DiffLine> lines = new ChangedFile("f", before, after).Lines;
            Assert.Equal(before.TrimEnd('\n'), string.Join('\n', lines.Where(line => !line.IsAdded).Select(line => line.Text)));
            Assert.Equal(after.TrimEnd('\n'), string.Join('\n', lines.Where(line => !line.IsRemoved).Select(line => line.Text)));
        }
    }

    [Fact]
    public void What_has_no_source_says_so_in_its_place()
    {
        string card = CardJson.Write(ReviewCard.Pending(Facts("decision")));
        Assert.Contains("no source found", card, StringComparison.Ordinal);
        Assert.Contains("3 of 4 points have a source.", card, StringComparison.Ordinal);
        Assert.Contains("the new value per year has no source", CardJson.Write(ReviewCard.Pending(Facts("record-change"))), StringComparison.Ordinal);
    }

    private static ReviewFacts Facts(string name) => TypeSamples.All.Single(sample => sample.Name == name).Facts;

    private static ArtifactKind Kind(ReviewFacts facts) => ReviewSurfaces.For(facts.Review.Artifact.Type, facts.Content);
}
