using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Spec;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Tests.Slack.Drawing;

public sealed class DrawingTests
{
    [Fact]
    public void A_pending_card_shows_its_parts_from_top_to_bottom_with_the_full_view_first_among_the_buttons()
    {
        SlackMessage message = BlockKitDrawer.Draw(CardGoldenTests.Card("table-pending"), CardGoldenTests.Context);
        Assert.Equal("🔵 *Waiting for a decision* · Round 1 of 4", Text(message.Blocks[0]!["elements"]![0]));
        Assert.Equal("header", (string)message.Blocks[1]!["type"]!);
        JsonArray buttons = (JsonArray)message.Blocks[^1]!["elements"]!;
        Assert.Equal(["Open all 240 rows", "Approve and post to #finance", "Row by row…", "Send back…", "Edit…", "Reject…"], buttons.Select(button => Text(button!["text"])));
        Assert.Equal([null, "primary", null, null, null, "danger"], buttons.Select(button => (string?)button!["style"]));
        Assert.Equal([PressStep.Read, PressStep.Act, PressStep.Act, PressStep.Ask, PressStep.Ask, PressStep.Ask], buttons.Select(button => Press(button).Step));
        Assert.Empty(message.Lost);
        Assert.Empty(message.Cut);
    }

    [Fact]
    public void A_button_holds_identifiers_and_nothing_else()
    {
        JsonNode approve = ((JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card("table-pending")).Blocks[^1]!["elements"]!)[1]!;
        Assert.Matches(@"^approve\|review\|1\|[0-9a-f]{16}\|0\|[0-9a-f]{32}$", (string)approve["value"]!);
    }

    [Fact]
    public void What_cannot_be_taken_back_asks_once_more_in_a_dialog()
    {
        JsonNode approve = Buttons("message-pending")[0]!;
        Assert.Equal("The message is sent to hooks.fernway.example. It cannot be taken back.", Text(approve["confirm"]!["text"]));
        Assert.Equal(PressStep.Act, Press(approve).Step);
        Assert.Equal("Go back", Text(approve["confirm"]!["deny"]));
    }

    [Fact]
    public void A_sentence_too_long_for_a_dialog_is_not_cut_but_opens_a_modal()
    {
        var show = new CardAction.ShowCard(new Card { FallbackText = "", Body = [new TextBlock(new string('x', 301))], Actions = [new CardAction.Execute(CardVerb.Approve, Hostile.Ref) { Title = "Send" }] }) { Title = "Send…" };
        JsonNode button = ((JsonArray)BlockKitDrawer.Draw(new Card { FallbackText = "x", Actions = [show] }).Blocks[^1]!["elements"]!)[0]!;
        Assert.Null(button["confirm"]);
        Assert.Equal(PressStep.Ask, Press(button).Step);
    }

    [Theory]
    [InlineData("approved-posted")]
    [InlineData("rejected")]
    [InlineData("expired")]
    [InlineData("superseded")]
    [InlineData("voided")]
    [InlineData("withdrawn")]
    public void A_resolved_card_decides_nothing_any_more(string name)
    {
        SlackMessage message = BlockKitDrawer.Draw(CardGoldenTests.Card(name), CardGoldenTests.Context);
        CardPress[] presses = [.. message.Blocks.Where(block => (string?)block!["type"] == "actions").SelectMany(block => (JsonArray)block!["elements"]!).Select(Press)];
        Assert.DoesNotContain(presses, press => press.Verb is CardVerb.Approve or CardVerb.Reject or CardVerb.Changes or CardVerb.Edit);
    }

    [Fact]
    public void Without_a_public_address_links_become_what_Slack_itself_can_show()
    {
        JsonArray buttons = (JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card("voided")).Blocks[^1]!["elements"]!;
        Assert.Equal(PressStep.Read, Press(buttons[0]).Step);
        Assert.Equal("why 4211", Press(((JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card("rejected")).Blocks[^1]!["elements"]!)[0]).Ref.Id);
        Assert.Equal("the link “Picture and details”: no address for it", Assert.Single(BlockKitDrawer.Draw(CardGoldenTests.Card("show")).Lost));
    }

    [Fact]
    public void A_better_address_stands_before_the_consoles()
    {
        var context = new SlackContext { PublicUrl = "https://bot.example", AddressOf = path => path.StartsWith("/console/reviews/", StringComparison.Ordinal) ? "https://slack.example/archives/C1/p1" : null };
        Assert.Equal("https://slack.example/archives/C1/p1", (string?)((JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card("voided"), context).Blocks[^1]!["elements"]!)[0]!["url"]);
        Assert.Equal("https://bot.example/console/runs/4211", (string?)((JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card("rejected"), context).Blocks[^1]!["elements"]!)[0]!["url"]);
    }

    [Fact]
    public void Only_the_line_that_says_who_decides_pings_and_at_most_ten()
    {
        CardMention[] mentions = [.. Enumerable.Range(1, 14).Select(i => new CardMention($"@team-{i:00}", new Principal(PrincipalKind.Group, $"team-{i:00}")))];
        string names = string.Join(' ', mentions.Select(mention => mention.Text));
        var card = new Card
        {
            FallbackText = names,
            Body = [new TextBlock(names), new TextBlock($"**Who decides:** {names}, not @team-011") { Id = CardPart.Deciders, Size = TextSize.Small }],
            Mentions = [.. mentions],
        };
        SlackMessage message = BlockKitDrawer.Draw(card, new SlackContext { MentionOf = mention => new SlackMention("S" + mention.Who.Name[^2..], true) });
        Assert.DoesNotContain("subteam", Text(message.Blocks[0]!["text"]), StringComparison.Ordinal);
        string who = Text(message.Blocks[1]!["elements"]![0]);
        Assert.Equal(10, who.Split("<!subteam^").Length - 1);
        Assert.Contains("@team-11 @team-12", who, StringComparison.Ordinal);
        Assert.EndsWith("not @team-011", who, StringComparison.Ordinal);
        Assert.DoesNotContain("subteam", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_table_shows_its_first_rows_and_goes_along_whole()
    {
        var table = new Table([new TableColumn(1, false), new TableColumn(1, true)], [.. Enumerable.Range(0, 131).Select(i => new TableRow([TableCell.Of(i == 0 ? "Name" : $"Row, {i}"), TableCell.Of($"{i}")]))]);
        SlackMessage message = BlockKitDrawer.Draw(new Card { FallbackText = "x", Body = [table, table] });
        Assert.Equal(51, ((JsonArray)message.Blocks[0]!["rows"]!).Count);
        Assert.Equal("*80 more rows.* The whole table is the file “table.csv” in this thread.", Text(message.Blocks[1]!["elements"]![0]));
        Assert.Contains("\"Row, 130\"", message.Cut.Single(cut => cut.FileName == "table.csv").Text, StringComparison.Ordinal);
        Assert.Contains("a second table", message.Lost);
        Assert.Equal("rich_text", (string)message.Blocks[2]!["type"]!);
        Assert.Equal(["table.csv", "table-2.csv"], message.Cut.Select(cut => cut.FileName));
    }

    [Fact]
    public void Long_code_loses_its_middle_and_says_how_much()
    {
        string code = string.Join("\n\n", Enumerable.Range(1, 100).Select(i => $"line {i}"));
        SlackMessage message = BlockKitDrawer.Draw(new Card { FallbackText = "x", Body = [new TextBlock(code) { Monospace = true }] });
        string shown = Text(message.Blocks[0]!["elements"]![0]!["elements"]![0]);
        Assert.StartsWith("line 1\n", shown, StringComparison.Ordinal);
        Assert.Contains("… 41 lines not shown …", shown, StringComparison.Ordinal);
        Assert.EndsWith("line 100", shown, StringComparison.Ordinal);
        Assert.Contains("line 50", message.Cut.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_with_too_much_drops_its_body_from_the_end_and_counts_it()
    {
        var card = new Card
        {
            FallbackText = "x",
            Body = [new TextBlock("Post it?") { Id = CardPart.Question, Heading = true }, .. Enumerable.Range(1, 60).Select(i => new TextBlock($"Paragraph {i}")), new TextBlock("Who") { Id = CardPart.Deciders }],
            Actions = [new CardAction.Execute(CardVerb.Approve, Hostile.Ref) { Title = "Approve" }],
        };
        SlackMessage message = BlockKitDrawer.Draw(card);
        Assert.Equal(BlockLimits.MessageBlocksUsed, message.Blocks.Count);
        Assert.Equal("*19 more parts:* the file in this thread holds all of it.", Text(message.Blocks[^3]!["elements"]![0]));
        Assert.Equal("Who", Text(message.Blocks[^2]!["text"]));
        Assert.Equal("actions", (string)message.Blocks[^1]!["type"]!);
        Assert.Contains("Paragraph 60", message.Cut.Single().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain words", "section", "plain words")]
    [InlineData("**If you approve:** it is posted", "section", "*If you approve:* it is posted")]
    [InlineData("a snake\\_case\\_name", "section", "a snake_case_name")]
    [InlineData("\\*not bold\\*", "rich_text", "")]
    [InlineData("\\_not italic\\_", "rich_text", "")]
    [InlineData("take :warning: as it is", "rich_text", "")]
    [InlineData("half**bold**word", "rich_text", "")]
    [InlineData("\\> no quote", "rich_text", "")]
    [InlineData("1 \\< 2 & 3", "section", "1 &lt; 2 &amp; 3")]
    [InlineData("\\<!channel\\> \\<@U1\\>", "section", "&lt;!channel&gt; &lt;@U1&gt;")]
    [InlineData("[run](/console/runs/1) and [evil](https://evil.example)", "section", "<https://agentbot.fernway.example/console/runs/1|run> and evil (https[:]//evil[.]example)")]
    [InlineData("[x](//evil.example)", "section", "x ([/]/evil[.]example)")]
    public void Outside_text_is_shown_letter_for_letter(string markdown, string type, string text)
    {
        JsonNode block = BlockKitDrawer.Draw(new Card { FallbackText = "x", Body = [new TextBlock(markdown)] }, CardGoldenTests.Context).Blocks[0]!;
        Assert.Equal(type, (string)block["type"]!);
        if (type == "section")
        {
            Assert.Equal(text, Text(block["text"]));
            Assert.True((bool)block["text"]!["verbatim"]!);
        }
    }

    [Fact]
    public void A_text_cut_at_an_emoji_keeps_it_whole()
    {
        string text = string.Concat(Enumerable.Repeat("🇩🇪", 2_000));
        JsonArray blocks = BlockKitDrawer.Draw(new Card { FallbackText = "x", Body = [new TextBlock(text)] }).Blocks;
        string[] parts = [.. blocks.Select(block => Text(block!["text"]))];
        Assert.Equal(text, string.Concat(parts));
        Assert.All(parts, part => Assert.Equal(0, part.Length % 4));
    }

    [Fact]
    public void An_escaped_text_is_cut_before_it_is_escaped()
    {
        Assert.Equal("&lt;&lt;…", SlackText.Mrkdwn("<<<<<<", 11));
        Assert.Equal("&amp;", SlackText.Mrkdwn("&", 5));
        Assert.Equal("", SlackText.Mrkdwn("\u200B", 5));
    }

    private static JsonArray Buttons(string name) => (JsonArray)BlockKitDrawer.Draw(CardGoldenTests.Card(name), CardGoldenTests.Context).Blocks[^1]!["elements"]!;

    private static CardPress Press(JsonNode? button) => CardPress.Read((string?)button!["action_id"], (string?)button["value"])!;

    private static string Text(JsonNode? text) => (string)text!["text"]!;
}
