using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBot.Chat.Tests.Slack.Drawing;

public sealed class HostileCardTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(1_000)).WithReplay((ulong)Proof.Seed, 1);

    [Fact]
    public void Any_card_becomes_a_message_within_all_limits() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        SlackMessage message = BlockKitDrawer.Draw(card, CardGoldenTests.Context);
        Good(BlockLimits.Check(message));
        Good(Invisible(message.Blocks));
        Assert.False(CardText.HasInvisible(message.Text), "the fallback text holds something invisible");
    }).Check(Settings);

    [Fact]
    public void No_button_of_a_card_is_ever_dropped_without_a_word() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        SlackMessage message = BlockKitDrawer.Draw(card, CardGoldenTests.Context);
        int drawn = message.Blocks.Where(block => (string?)block!["type"] == "actions").Sum(block => ((JsonArray)block!["elements"]!).Count);
        int lost = card.Actions.OfType<CardAction.OpenUrl>().Count(open => open.Path is "//evil.example" or "javascript:alert(1)");
        Assert.Equal(card.Actions.Length - lost, drawn);
        Assert.Equal(lost > 0, message.Lost.Any(what => what.StartsWith("the link", StringComparison.Ordinal)));
    }).Check(Settings);

    [Fact]
    public void The_question_is_always_the_cards_own() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        var reader = new InkReader(CardGoldenTests.Context, []);
        string question = SlackText.Line(InkReader.Words(reader.Read(((CardElement.TextBlock)card.Part(CardPart.Question)!).Text)), BlockLimits.Text);
        string shown = SlackText.Unescape(string.Concat(Texts(BlockKitDrawer.Draw(card, CardGoldenTests.Context).Blocks)));
        Assert.Contains(CardText.Cut(SlackText.Unescape(question), 140).TrimEnd('…'), shown, StringComparison.Ordinal);
    }).Check(Settings);

    [Fact]
    public void What_a_card_does_not_show_goes_along_as_a_file() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
    {
        SlackMessage message = BlockKitDrawer.Draw(card, CardGoldenTests.Context);
        bool says = Texts(message.Blocks).Any(text => text.Contains("in this thread", StringComparison.Ordinal));
        Assert.True(!says || !message.Cut.IsEmpty, "a file is named that does not exist");
        Assert.True(!message.Lost.Contains("parts of the card") || says, "parts are missing in silence");
        Assert.All(message.Cut, cut => Assert.NotEqual("", cut.Text.Trim()));
    }).Check(Settings);

    [Fact]
    public void Any_card_becomes_a_modal_within_all_limits() => Prop.ForAll(Hostile.Card.ToArbitrary(), card =>
        Good(BlockLimits.CheckView(NoticeModal.Draw(card, CardGoldenTests.Context, card.FallbackText)))).Check(Settings);

    [Fact]
    public void Any_second_step_becomes_a_modal_within_all_limits() => Prop.ForAll(Hostile.Action.ToArbitrary(), Hostile.Text.ToArbitrary(), (action, about) =>
    {
        if (action is CardAction.ShowCard show)
        {
            JsonObject view = NoteModal.Draw(show, new ModalReference(new ChannelKey("slack/T1/C1"), "1.2"), about);
            Good(BlockLimits.CheckView(view));
            Assert.NotNull(ModalReference.Read((string)view["private_metadata"]!)!.Press);
        }
    }).Check(Settings);

    [Fact]
    public void Any_facts_become_a_Home_tab_within_all_limits() => Prop.ForAll(Hostile.ListOf(0, 12, Hostile.Card).ToArbitrary(), Hostile.ListOf(0, 12, Hostile.Text).ToArbitrary(), (cards, texts) =>
        Good(BlockLimits.CheckView(HomeView.Draw(
            new HomeFacts
            {
                Reviews = [.. cards.Select(card => new HomeReview(card, card.FallbackText, "https://slack.example/archives/C1/p1"))],
                Runs = [.. texts.Select(text => new HomeLine(text, text, "/console/runs/1"))],
                Startable = [.. texts.Select(text => new TemplateLine(text, text, text))],
                Schedules = [.. texts.Select(text => new HomeLine(text, text, ""))],
                DrawnAt = "Wed 25 Nov, 10:02 Berlin time",
            },
            CardGoldenTests.Context)))).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(300)).WithReplay((ulong)Proof.Seed, 1));

    // Where a folder is named, what the proofs produce is kept there for the check against Slack's own types.
    [Fact]
    public void What_hostile_cards_become_is_kept_for_the_judge_of_types()
    {
        string? folder = Environment.GetEnvironmentVariable("AGENTBOT_SLACK_PAYLOADS");
        Card[] cards = [.. Gen.Sample(Hostile.Card, 60, new Rnd((ulong)Proof.Seed, 1), 20)];
        for (int i = 0; i < cards.Length; i++)
        {
            SlackMessage message = BlockKitDrawer.Draw(cards[i], CardGoldenTests.Context);
            Assert.NotEmpty(message.Blocks);
            if (folder is not null)
            {
                File.WriteAllText(Path.Combine(folder, $"hostile-{i:00}.json"), new JsonObject { ["blocks"] = message.Blocks.DeepClone() }.ToJsonString());
                File.WriteAllText(Path.Combine(folder, $"hostile-modal-{i:00}.json"), NoticeModal.Draw(cards[i], CardGoldenTests.Context, "Hostile").ToJsonString());
            }
        }
    }

    [Fact]
    public void Escaped_text_is_never_longer_than_its_place_and_obeys_nothing() => Prop.ForAll(Hostile.Text.ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (text, most) =>
    {
        string escaped = SlackText.Mrkdwn(text, most);
        Assert.True(escaped.Length <= most, $"{escaped.Length} of {most}");
        Assert.DoesNotContain('<', escaped);
        Assert.DoesNotContain('>', escaped);
        Assert.False(CardText.HasInvisible(escaped));
    }).Check(Settings);

    private static void Good(IEnumerable<string> mistakes) => Assert.True(!mistakes.Any(), string.Join("; ", mistakes.Take(3)));

    private static IEnumerable<string> Invisible(JsonNode node) => Texts(node).Where(CardText.HasInvisible).Select(text => $"something invisible in {text}");

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Texts),
        JsonObject thing => thing.SelectMany(pair => pair.Key == "text" && pair.Value is JsonValue ? [(string)pair.Value!] : Texts(pair.Value)),
        _ => [],
    };
}
