using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Host.WebConsole;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>Whatever a file, a person or an agent writes, a page shows it as text.</summary>
public sealed partial class OutsideTextTests
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[go](javascript:alert(1))", "[go](//evil.example)", "![p](http://evil.example/p.png)",
        "<http://evil.example>", "[a]: javascript:alert(1)\n[a]", "\" onmouseover=\"x", "'><svg onload=alert(1)>", "&lt;b&gt; &amp;", "<a href='/console/as'>x</a>", "</textarea><b>", "[x](/\\evil.example)", "<!-- --><style>*{}</style>",
    ];

    [Fact]
    public void ProseOfHostileText_HoldsNoElementThatActsAndNoForeignLink()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            string text = string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Hostile[random.Next(Hostile.Length)] + (random.Next(3) == 0 ? "\n\n" : " ")));
            foreach (string html in (string[])[Prose.Blocks(text).Value, Prose.Line(text).Value])
            {
                Harmless(html, $"seed {Proof.Seed}, round {i}: {text}");
            }
        }
    }

    [Theory]
    [InlineData("see [run 4211](/console/runs/4211)", "<a href=\"/console/runs/4211\">run 4211</a>")]
    [InlineData("see [the order](https://crm.example/1)", "the order (https[:]//crm[.]example/1)")]
    [InlineData("**38 rows** approved", "<strong>38 rows</strong>")]
    public void Prose_KeepsOwnLinksAndMarks_AndShowsForeignAddressesAsText(string markdown, string html) =>
        Assert.Contains(html, Prose.Line(markdown).Value, StringComparison.Ordinal);

    [Fact]
    public async Task EveryElementOfACard_WithHostileText_IsDrawnHarmlessly()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        foreach (string text in Hostile)
        {
            Card card = Everything(text);
            string html = await host.Get<PageRenderer>().RenderAsync<CardView>(new CardModel(card, null, ConsoleHost.Finance, "c"), Viewer(host));
            Harmless(html.Replace("<form", "", StringComparison.Ordinal), text);
            Assert.Contains("name=\"note\"", html, StringComparison.Ordinal);
            Assert.Contains("type=\"date\"", html, StringComparison.Ordinal);
            Assert.Contains("<select", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AMessageOfHostileText_IsShownAsItWasTyped()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        for (int i = 0; i < Hostile.Length; i++)
        {
            await host.CommitAsync(new Change.PutMessage(new MessageRow
            {
                Key = $"h{i}\" onclick=\"x",
                Workspace = ConsoleHost.Workspace,
                Channel = ConsoleHost.Finance,
                Author = i % 2 == 0 ? ConsoleStory.Ana : null,
                Text = Hostile[i],
                Files = JsonSerializer.Serialize([new StoredFile(Hostile[i], "text/csv", 1, new string('a', 64))], ConsoleJson.Default.ImmutableArrayStoredFile),
                At = TimeProvider.System.GetUtcNow(),
            }));
        }

        string page = await ana.ReadAsync("/");
        string log = page[page.IndexOf("data-list=\"log\"", StringComparison.Ordinal)..page.IndexOf("data-composer", StringComparison.Ordinal)];
        Harmless(log.Replace("<form", "", StringComparison.Ordinal).Replace("<svg", "", StringComparison.Ordinal), "log");
    }

    private static void Harmless(string html, string why)
    {
        string bare = Quoted().Replace(html, "\"\"");
        Assert.False(Acting().IsMatch(bare), $"{why}\n{html}");
        foreach (Match link in Href().Matches(html))
        {
            string target = System.Net.WebUtility.HtmlDecode(link.Groups[1].Value);
            Assert.True(Prose.IsOwnPath(target), $"{target} from {why}");
        }
    }

    private static Viewer Viewer(ConsoleHost host) =>
        host.Get<ViewerSource>().Find(ConsoleSession.New(TimeProvider.System.GetUtcNow()))!;

    private static Card Everything(string text) => new()
    {
        FallbackText = text,
        Body =
        [
            new CardElement.TextBlock(text) { Heading = true },
            new CardElement.TextBlock(text + "\n" + text),
            new CardElement.RichTextBlock([new TextRun(text) { Strikethrough = true }, new TextRun(text) { Bold = true }]),
            new CardElement.FactSet([new CardFact(text, text)]),
            new CardElement.Container([new CardElement.TextBlock(text)]) { Style = ContainerStyle.Warning },
            new CardElement.ColumnSet([new CardColumn("auto", [new CardElement.TextBlock(text)])]),
            new CardElement.Table([new TableColumn(1, false)], [new TableRow([TableCell.Of(text)]), new TableRow([TableCell.Of(text, bold: true)])]),
            new CardElement.InputText("note", text) { Value = text, Multiline = true, Placeholder = text },
            new CardElement.InputText("line", text) { Value = text },
            new CardElement.InputNumber("number", text) { Value = 1 },
            new CardElement.InputDate("date", text) { Value = text },
            new CardElement.InputToggle("toggle", text),
            new CardElement.InputChoiceSet("choice", text, [new CardChoice(text, text)]),
            new CardElement.InputChoiceSet("several", text, [new CardChoice(text, text)]) { IsMultiSelect = true },
            new CardElement.ActionSet([new CardAction.OpenUrl("//evil.example") { Title = text }, new CardAction.OpenUrl("/console/runs") { Title = text }]),
        ],
        Actions =
        [
            new CardAction.Execute(text, new ActionRef("command", text)) { Title = text },
            new CardAction.ShowCard(new Card { FallbackText = text, Body = [new CardElement.InputText("note", text)], Actions = [new CardAction.Execute("reject", new ActionRef("review", text, 1, text)) { Title = text }] }) { Title = text },
        ],
    };

    [GeneratedRegex("<(script|img|svg|iframe|style|object|embed|link|meta|base|form)[\\s>/]|<[a-z][^<>]*\\son[a-z]+\\s*=", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Acting();

    /// <summary>What stands inside quotation marks of an attribute is text, whatever it looks like.</summary>
    [GeneratedRegex("\"[^\"<>]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("href=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Href();
}
