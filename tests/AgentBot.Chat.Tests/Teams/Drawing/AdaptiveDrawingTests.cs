using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Tests.Slack.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Tests.Teams.Drawing;

public sealed class AdaptiveDrawingTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(1_000)).WithReplay((ulong)Proof.Seed, 1);

    private static readonly ActionRef Review = new(CardRef.Review, "rv_1", 2, "0123456789abcdef");

    public static readonly TeamsContext Context = new()
    {
        PublicUrl = "https://agentbot.fernway.example",
        MentionsOf = mention => mention.Who.Name == "finance-leads" ? [new MentionedMember("29:ole", "Ole Brandt"), new MentionedMember("29:priya", "Priya Nair")] : [],
        Refresh = new TeamsRefresh(["29:ole", "29:priya"], Review, "view:1"),
    };

    private static readonly AdaptiveCardSchema? Schema = AdaptiveCardSchema.Path is null ? null : AdaptiveCardSchema.Load();

    public static TheoryData<string> Names() => CardGoldenTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_card_of_AgentBot_is_good_in_Teams_and_whole(string name)
    {
        TeamsCard drawn = AdaptiveDrawer.Draw(CardGoldenTests.Card(name), Context);
        Assert.Empty(drawn.Lost);
        Assert.False(drawn.IsCut);
        Good(drawn);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_reads_in_Teams_as_its_golden_file(string name)
    {
        TeamsCard drawn = AdaptiveDrawer.Draw(CardGoldenTests.Card(name), Context);
        GoldenFile.Matches(GoldenFile.Folder(Here()), $"{name}.json", new JsonObject { ["summary"] = drawn.Text, ["card"] = drawn.Content!.DeepClone() });
    }

    [Fact]
    public void Any_card_stays_within_the_budget_and_the_schema() => Prop.ForAll(Hostile.Card.ToArbitrary(), card => Good(AdaptiveDrawer.Draw(card, Context))).Check(Settings);

    [Fact]
    public void Any_card_that_is_far_too_large_is_cut_and_says_so() => Prop.ForAll(Hostile.Card.ToArbitrary(), Gen.Choose(45, 90).ToArbitrary(), (card, times) =>
    {
        Card large = card with { Body = [.. card.Body, .. Enumerable.Repeat(Filler(times * 20), times)] };
        TeamsCard drawn = AdaptiveDrawer.Draw(large, Context);
        Good(drawn);
        Assert.True(drawn.IsCut);
        if (drawn.Content is { } content)
        {
            Assert.Contains("not shown here", content.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(Titles(SafeCard.Of(card)), TitlesOf(content));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(300)).WithReplay((ulong)Proof.Seed, 1));

    [Fact]
    public void The_same_card_is_cut_in_the_same_way() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        Card large = card with { Body = [.. card.Body, .. Enumerable.Repeat(Filler(1_000), 60)] };
        Assert.Equal(AdaptiveDrawer.Draw(large, Context).Content?.ToJsonString(), AdaptiveDrawer.Draw(large, Context).Content?.ToJsonString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(100)).WithReplay((ulong)Proof.Seed, 1));

    [Fact]
    public void Any_text_stays_within_the_budget() => Prop.ForAll(Hostile.Text.ToArbitrary(), Gen.Elements("😀", "x", "اب", "\"").ToArbitrary(), (text, much) =>
    {
        JsonObject activity = TeamsActivity.Of(text + string.Concat(Enumerable.Repeat(much, 40_000)));
        Assert.InRange(Encoding.Unicode.GetByteCount(TeamsJson.Write(activity)), 1, AdaptiveDrawer.MostBytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(300)).WithReplay((ulong)Proof.Seed, 1));

    [Fact]
    public void No_button_is_ever_dropped_without_a_word() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        TeamsCard drawn = AdaptiveDrawer.Draw(card, Context);
        if (drawn.Content is { } content)
        {
            int lost = card.Actions.OfType<CardAction.OpenUrl>().Count(open => open.Path is "//evil.example" or "javascript:alert(1)");
            Assert.Equal(card.Actions.Length - lost, content["actions"]?.AsArray().Count ?? 0);
            Assert.Equal(lost, drawn.Lost.Count(what => what.StartsWith("the link", StringComparison.Ordinal)));
            Assert.DoesNotContain("javascript:", string.Concat(Urls(content)), StringComparison.Ordinal);
        }
    }).Check(Settings);

    [Fact]
    public void The_draft_gives_way_first_and_what_decides_never()
    {
        Card card = new()
        {
            FallbackText = "Approve?",
            Body =
            [
                new TextBlock("Approve the report?") { Id = CardPart.Question, Heading = true },
                new TextBlock("It is posted.") { Id = CardPart.Consequence },
                new Container([new TextBlock("Look at row 7")]) { Id = CardPart.Warning },
                new FactSet([new CardFact("Total", "12.00 EUR")]) { Id = CardPart.Facts },
                new Container([.. Enumerable.Range(0, 300).Select(i => new TextBlock($"paragraph {i} {new string('x', 300)}"))]) { Id = CardPart.Draft },
                new Container([new TextBlock("October export, row 7")]) { Id = CardPart.Evidence },
                new TextBlock("Ole Brandt") { Id = CardPart.Deciders },
            ],
            Actions = [new CardAction.Execute(CardVerb.Approve, Review) { Title = "Approve" }, new CardAction.OpenUrl("/console/reviews/rv_1/2/full") { Title = "Open all 300" }],
        };
        TeamsCard drawn = AdaptiveDrawer.Draw(card, Context);
        string json = TeamsJson.Write(drawn.Content!);
        foreach (string kept in (string[])["Approve the report?", "It is posted.", "Look at row 7", "12.00 EUR", "October export, row 7", "Ole Brandt", "paragraph 0 ", "“Open all 300” shows all."])
        {
            Assert.Contains(kept, json, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("paragraph 299 ", json, StringComparison.Ordinal);
        // As little as possible is taken: one paragraph more would not have fitted.
        Assert.InRange(TeamsJson.Size(drawn.Content!), AdaptiveDrawer.MostCardBytes - 1_500, AdaptiveDrawer.MostCardBytes);
    }

    [Fact]
    public void A_button_has_a_second_way_for_old_clients_and_the_whole_opens_in_a_dialog()
    {
        Card card = new()
        {
            FallbackText = "Approve?",
            Body = [new TextBlock("Approve?") { Id = CardPart.Question, Heading = true }],
            Actions =
            [
                new CardAction.Execute(CardVerb.Approve, Review) { Title = "Approve", Style = ActionStyle.Positive },
                new CardAction.OpenUrl("/console/reviews/rv_1/2/full") { Title = "Open all rows" },
                new CardAction.OpenUrl("/console/runs/4211") { Title = "Full record" },
            ],
        };
        JsonArray actions = AdaptiveDrawer.Draw(card).Content!["actions"]!.AsArray();
        Assert.Equal("""{"kind":"review","id":"rv_1","revision":2,"shown":"0123456789abcdef"}""", actions[0]!["data"]!.ToJsonString());
        Assert.Equal("""{"type":"Action.Submit","title":"Approve","style":"positive","data":{"kind":"review","id":"rv_1","revision":2,"shown":"0123456789abcdef","verb":"approve"}}""", actions[0]!["fallback"]!.ToJsonString());
        Assert.Equal("""{"kind":"review","id":"rv_1","revision":2,"verb":"read","msteams":{"type":"task/fetch"}}""", actions[1]!["data"]!.ToJsonString());
        Assert.Equal("""{"kind":"command","id":"why 4211"}""", actions[2]!["data"]!.ToJsonString());
        Assert.Equal("https://agentbot.fernway.example/console/runs/4211", (string?)AdaptiveDrawer.Draw(card, Context).Content!["actions"]![2]!["url"]);
    }

    [Fact]
    public void A_name_becomes_a_mention_where_it_says_who_decides_and_nowhere_else()
    {
        Card card = new()
        {
            FallbackText = "Approve?",
            Body = [new TextBlock("@finance-leads asked @finance-leads") { Id = CardPart.Draft }, new TextBlock("**Who decides:** @finance-leads") { Id = CardPart.Deciders }],
            Mentions = [new CardMention("@finance-leads", new Principal(PrincipalKind.Group, "finance-leads"))],
        };
        JsonObject content = AdaptiveDrawer.Draw(card, Context).Content!;
        Assert.Equal("@finance-leads asked @finance-leads", (string)content["body"]![0]!["text"]!);
        string decides = (string)content["body"]![1]!["text"]!;
        Assert.Equal("**Who decides:** @finance-leads (<at>Ole Brandt</at>, <at>Priya Nair</at>)", decides);
        Assert.All(content["msteams"]!["entities"]!.AsArray(), entity => Assert.Contains((string)entity!["text"]!, decides, StringComparison.Ordinal));
        JsonObject odd = AdaptiveDrawer.Draw(card, Context with { MentionsOf = _ => [new MentionedMember("29:e", "Eve <at>*x*")] }).Content!;
        Assert.Equal("<at>Eve atx</at>", (string)odd["msteams"]!["entities"]![0]!["text"]!);
    }

    [Fact]
    public void The_same_field_behind_two_buttons_has_two_ids_and_one_name()
    {
        JsonObject content = AdaptiveDrawer.Draw(CardGoldenTests.Card("message-pending"), Context).Content!;
        string[] ids = [.. Inputs(content).Select(input => (string)input["id"]!)];
        Assert.True(ids.Length >= 2);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(2, ids.Count(id => PressData.InputName(id) == CardInput.Note));
    }

    [Fact]
    public void Answers_to_presses_and_dialogs_carry_the_card_or_a_sentence()
    {
        TeamsCard card = AdaptiveDrawer.Draw(CardGoldenTests.Card("form"));
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string)InvokeBody.Card(card)["type"]!);
        Assert.Equal("continue", (string)InvokeBody.Dialog("Answers", card)["task"]!["type"]!);
        Assert.Equal("Saved.", (string)InvokeBody.DialogSays("Saved.")["task"]!["value"]!);
        Assert.Equal(400, (int)InvokeBody.Refused("This one is for Ida Holm.")["statusCode"]!);
        Assert.Equal("application/vnd.microsoft.activity.message", (string)InvokeBody.Card(card with { Content = null })["type"]!);
    }

    // Where a folder is named, what goes out is kept there for the judges of types and of parsing.
    [Fact]
    public void What_goes_out_is_kept_for_the_judges()
    {
        string? folder = Environment.GetEnvironmentVariable("AGENTBOT_TEAMS_CARDS");
        Card[] hostile = [.. Gen.Sample(Hostile.Card, 60, new Rnd((ulong)Proof.Seed, 1), 20)];
        List<(string Name, Card Card)> all = [.. hostile.Select((card, i) => ($"hostile-{i:00}", card))];
        foreach (string name in Names())
        {
            all.Add((name, CardGoldenTests.Card(name)));
        }

        foreach ((string name, Card card) in all)
        {
            TeamsCard drawn = AdaptiveDrawer.Draw(card, Context);
            TeamsCard onlooker = AdaptiveDrawer.Draw(OnlookerCard.Applies(card) ? OnlookerCard.Of(card, Review) : card, Context);
            Good(onlooker);
            if (folder is not null && drawn.Content is not null)
            {
                File.WriteAllText(Path.Combine(folder, name + ".json"), TeamsJson.Write(drawn.Content));
                File.WriteAllText(Path.Combine(folder, name + ".onlooker.json"), TeamsJson.Write(onlooker.Content!));
            }
        }
    }

    private static string Here([CallerFilePath] string here = "") => here;

    private static void Good(TeamsCard card)
    {
        JsonObject activity = TeamsActivity.Of(card);
        Assert.InRange(Encoding.Unicode.GetByteCount(TeamsJson.Write(activity)), 1, AdaptiveDrawer.MostBytes);
        Assert.NotEqual("", card.Text);
        if (card.Content is not { } content)
        {
            return;
        }

        string[] ids = [.. Inputs(content).Select(input => (string)input["id"]!)];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("1.5", (string)content["version"]!);
        if (Schema is { } schema)
        {
            Assert.Null(schema.Mistake(WithoutExtras(content).ToJsonString()));
        }
    }

    // The official schema knows nothing of Teams: neither its part of the card nor its word in a button's data needs it.
    private static JsonObject WithoutExtras(JsonObject content)
    {
        var copy = (JsonObject)content.DeepClone();
        copy.Remove("msteams");
        return copy;
    }

    private static Container Filler(int characters) => new([new TextBlock(new string('x', characters))]) { Id = CardPart.Draft };

    private static IEnumerable<string> Titles(Card card) => card.Actions
        .Where(action => action is not CardAction.OpenUrl { Path: "//evil.example" or "javascript:alert(1)" })
        .Select(action => CardText.PlainLine(action.Title, 40) is { Length: > 0 } title ? title : "Open");

    private static IEnumerable<string> TitlesOf(JsonObject content) => content["actions"]?.AsArray().Select(action => (string)action!["title"]!) ?? [];

    private static IEnumerable<JsonObject> Inputs(JsonNode? node) => Walk(node).Where(one => ((string?)one["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true);

    private static IEnumerable<string> Urls(JsonNode? node) => Walk(node).Select(one => one["url"] is JsonValue url ? (string)url! : "");

    private static IEnumerable<JsonObject> Walk(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Walk),
        JsonObject one => one.SelectMany(pair => Walk(pair.Value)).Prepend(one),
        _ => [],
    };
}
