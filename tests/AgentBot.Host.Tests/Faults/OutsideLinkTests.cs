using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using AgentBot.Host.Local;
using AgentBot.Host.Tests.WebConsole;
using AgentBot.Host.WebConsole;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Faults;

/// <summary>
/// One card of hostile texts through all four drawings, Slack, Teams, the console and the terminal: nothing that can be clicked or
/// that fetches by itself, and nothing that cannot be seen. Fault rows E11, F2, F3 and F12.
/// </summary>
public sealed partial class OutsideLinkTests
{
    private static readonly LinkRule Crm = new(["crm.acme.example"]);

    /// <summary>Properties of a drawing that nobody reads or that name what a button points at.</summary>
    private static readonly HashSet<string> Unread = ["type", "value", "action_id", "block_id", "id", "url", "$schema", "verb", "ref", "style", "width"];

    [Fact]
    public async Task OutsideText_ThroughAllFourDrawings_HoldsNothingToClickAndNothingUnseen()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        Viewer viewer = host.Get<ViewerSource>().Find(ConsoleSession.New(TimeProvider.System.GetUtcNow()))!;
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            Card card = CardOf(random);
            string name = $"seed {Proof.Seed}, card {i}";
            SlackMessage slack = BlockKitDrawer.Draw(card);
            TeamsCard teams = AdaptiveDrawer.Draw(card);
            string html = await host.Get<PageRenderer>().RenderAsync<CardView>(new CardModel(card, null, ConsoleHost.Finance, "c"), viewer);
            foreach ((string where, string text) in (IEnumerable<(string, string)>)
            [
                ("Slack", slack.Text), .. Texts(slack.Blocks).Select(text => ("Slack", text)), .. slack.Cut.Select(cut => ("Slack's file", cut.Text)),
                ("Teams", teams.Text), .. Texts(teams.Content).Select(text => ("Teams", text)),
                .. Shown(html).Select(text => ("the console", text)),
                ("the terminal", ArtifactText.Plain(card.FallbackText)),
            ])
            {
                Assert.True(LinkTexts.Clickable(text).Length == 0, $"{name}, {where}: “{LinkTexts.Clickable(text)}” in {text}");
                Assert.True(Unseen(text).Length == 0, $"{name}, {where}: {Unseen(text)} in {text}");
            }

            Assert.DoesNotContain("\"url\":", slack.Blocks.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("image", Types(slack.Blocks));
            Assert.DoesNotContain("Image", Types(teams.Content));
            Assert.False(Fetching().IsMatch(Quoted().Replace(html, "\"\"")), $"{name}: {html}");
            Assert.All(Href().Matches(html), link => Assert.True(Prose.IsOwnPath(WebUtility.HtmlDecode(link.Groups[1].Value)), $"{name}: {link.Value}"));
        }
    }

    [Fact]
    public async Task AnAllowedHost_IsClickableEverywhere_AndWhatOnlyLooksLikeItNowhere()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync(settings: settings => settings with { Links = Crm });
        Viewer viewer = host.Get<ViewerSource>().Find(ConsoleSession.New(TimeProvider.System.GetUtcNow()))!;
        const string Good = "https://crm.acme.example/orders/7";
        Card card = Of(CardText.Line($"See {Good} and https://crm.acme.example.evil.example/7 and https://crm.acme.example/r?to=https://evil.example"));
        string slack = BlockKitDrawer.Draw(card, new SlackContext { Links = Crm }).Blocks.ToJsonString();
        string teams = AdaptiveDrawer.Draw(card, new TeamsContext { Links = Crm }).Content!.ToJsonString();
        string html = await host.Get<PageRenderer>().RenderAsync<CardView>(new CardModel(card, null, ConsoleHost.Finance, "c"), viewer);
        Assert.Equal(1, Count(slack, $"<{Good}|") + Count(slack, $"\\u003C{Good}|"));
        Assert.Equal(1, Count(teams, $"]({Good})"));
        Assert.Equal([Good], Href().Matches(html).Select(link => link.Groups[1].Value).Where(link => !Prose.IsOwnPath(link)));
        Assert.All((string[])[slack, teams, html], drawn => Assert.DoesNotContain("evil.example", drawn, StringComparison.Ordinal));
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;

    private static Card Of(string markdown) => new() { FallbackText = "–", Body = [new CardElement.TextBlock(markdown)] };

    // As builders of cards write outside text, and once as if one had forgotten to.
    private static Card CardOf(Random random)
    {
        string raw = LinkTexts.Any(random);
        string line = CardText.Line(LinkTexts.Any(random)), plain = CardText.PlainLine(LinkTexts.Any(random), 60);
        return new Card
        {
            FallbackText = CardText.PlainLine(raw),
            Body =
            [
                new CardElement.TextBlock(line) { Id = CardPart.Question, Heading = true },
                new CardElement.TextBlock(CardText.Lines(raw)),
                new CardElement.TextBlock(CardText.Visible(raw)),
                .. MarkdownDraft.Draw(raw, 2_000, 10).Elements,
                new CardElement.RichTextBlock([new TextRun(CardText.PlainLine(raw)) { Strikethrough = true }, new TextRun(plain) { Bold = true }]),
                new CardElement.FactSet([new CardFact(line, CardText.Quote(raw))]),
                new CardElement.Container([new CardElement.ColumnSet([new CardColumn("stretch", [new CardElement.TextBlock(line)])])]) { Style = ContainerStyle.Warning },
                new CardElement.Table([new TableColumn(1, false), new TableColumn(1, true)], [new TableRow([TableCell.Of(line), TableCell.Of("n")]), new TableRow([TableCell.Of(CardText.Line(raw), bold: true), TableCell.Of(line)])]),
            ],
            Actions =
            [
                new CardAction.OpenUrl("/console/runs/1") { Title = plain.Length == 0 ? "Open" : plain },
                new CardAction.ShowCard(new Card
                {
                    FallbackText = "–",
                    Body = [new CardElement.TextBlock(line), new CardElement.InputText(CardInput.Note, plain) { Placeholder = plain }, new CardElement.InputChoiceSet(CardInput.Marked, plain, [new CardChoice(plain + "1", "1"), new CardChoice(plain + "2", "2")])],
                    Actions = [new CardAction.Execute(CardVerb.Reject, new ActionRef(CardRef.Review, "01980000000070008000000000000001", 1)) { Title = "Reject" }],
                })
                {
                    Title = "Reject…",
                },
            ],
        };
    }

    private static IEnumerable<string> Texts(JsonNode? node, string property = "") => node switch
    {
        JsonArray all => all.SelectMany(one => Texts(one, property)),
        JsonObject thing => thing.Where(pair => !Unread.Contains(pair.Key)).SelectMany(pair => Texts(pair.Value, pair.Key)),
        JsonValue value when value.TryGetValue(out string? text) => [text.Replace("\\", "", StringComparison.Ordinal)],
        _ => [],
    };

    private static IEnumerable<string> Types(JsonNode? node) => node switch
    {
        JsonArray all => all.SelectMany(Types),
        JsonObject thing => thing.SelectMany(pair => pair is { Key: "type", Value: JsonValue type } ? [(string)type!] : Types(pair.Value)),
        _ => [],
    };

    private static IEnumerable<string> Shown(string html) => Tags().Split(html).Select(WebUtility.HtmlDecode).OfType<string>().Where(text => text.Trim().Length > 0);

    // Not the product's own list of what cannot be seen: the categories of Unicode and the letters that are known to draw nothing.
    private static string Unseen(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if ((category is UnicodeCategory.Control && rune.Value is not ('\n' or '\r' or '\t')) || category is UnicodeCategory.Format or UnicodeCategory.Surrogate || rune.Value is 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0xFFFD)
            {
                return $"U+{rune.Value:X4}";
            }
        }

        return "";
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    [GeneratedRegex("<(img|iframe|object|embed|link|script|audio|video|source|style)[\\s>/]|<[a-z][^<>]*\\ssrc\\s*=", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Fetching();

    /// <summary>What stands inside quotation marks of an attribute is text, whatever it looks like.</summary>
    [GeneratedRegex("\"[^\"<>]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("href=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Href();
}
