using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using AgentBot.Testing;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AgentBot.Core.Tests.Links;

/// <summary>Nothing that an agent, a tool or a file wrote can be clicked: fault rows F2 and F3.</summary>
public sealed class SafeTextTests
{
    private static readonly LinkRule Crm = new(["crm.acme.example", "*.wiki.acme.example"]);

    private static readonly MarkdownPipeline Eager = new MarkdownPipelineBuilder().UseAutoLinks().UsePipeTables().Build();

    [Theory]
    [InlineData("see https://evil.example/a.html?x=1 now", "see https[:]//evil[.]example/a[.]html?x=1 now")]
    [InlineData("www.evil.example, evil.example/x", "www[.]evil[.]example, evil[.]example/x")]
    [InlineData("//evil.example/x", "[/]/evil[.]example/x")]
    [InlineData("mailto:eve@evil.example", "mailto[:]eve@evil[.]example")]
    [InlineData("https://good.example/r?to=https://evil.example/", "https[:]//good[.]example/r?to=https[:]//evil[.]example/")]
    [InlineData("ｈｔｔｐｓ：／／ｅｖｉｌ．ｅｘａｍｐｌｅ", "ｈｔｔｐｓ[：]／／ｅｖｉｌ[．]ｅｘａｍｐｌｅ")]
    [InlineData("1,150.00 EUR and/or 3.5 %, e.g. at 10:30, ana@acme.example, report.md", "1,150.00 EUR and/or 3.5 %, e.g. at 10:30, ana@acme.example, report.md")]
    public void An_address_can_be_read_and_not_clicked(string text, string shown) => Assert.Equal(shown, SafeText.Plain(text));

    [Theory]
    [InlineData("[the order](https://evil.example/1)", "the order (https\\[:\\]//evil\\[.\\]example/1)")]
    [InlineData("![pixel](https://evil.example/p.png)", "pixel (https\\[:\\]//evil\\[.\\]example/p\\[.\\]png)")]
    [InlineData("[run 4211](/console/runs/4211)", "[run 4211](/console/runs/4211)")]
    [InlineData("https\\://crm.acme.example/orders/7", "[https\\://crm.acme.example/orders/7](https://crm.acme.example/orders/7)")]
    [InlineData("[https\\://crm.acme.example/orders/7](https://crm.acme.example/orders/7)", "[https\\://crm.acme.example/orders/7](https://crm.acme.example/orders/7)")]
    [InlineData("[order 7](https://crm.acme.example/orders/7)", "[order 7](https://crm.acme.example/orders/7)")]
    public void Markdown_keeps_links_to_the_console_and_to_allowed_hosts_only(string markdown, string shown) => Assert.Equal(shown, SafeText.Markdown(markdown, Crm));

    [Fact]
    public void No_disguise_makes_a_link_of_a_plain_text_and_no_letter_is_lost()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(20_000); i++)
        {
            string text = CardText.Visible(LinkTexts.Any(random));
            string shown = SafeText.Plain(text);
            Assert.True(LinkTexts.Clickable(shown).Length == 0, $"seed {Proof.Seed}, case {i}: {text}\n{shown}\n{LinkTexts.Clickable(shown)}");
            Assert.Equal(Without(text), Without(shown));
            Assert.Equal(shown, SafeText.Plain(shown));
        }
    }

    [Fact]
    public void No_disguise_makes_a_link_of_a_Markdown_text()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(20_000); i++)
        {
            string text = LinkTexts.Any(random);
            string raw = CardText.Visible(text);
            foreach (string markdown in (string[])[raw, CardText.Line(text), CardText.Lines(text)])
            {
                string shown = SafeText.Markdown(markdown);
                MarkdownDocument document = Markdown.Parse(shown, Eager);
                string[] links = [.. document.Descendants<LinkInline>().Where(link => link.Url is not ['/', not '/', ..]).Select(link => link.Url ?? ""), .. document.Descendants<AutolinkInline>().Select(link => link.Url)];
                Assert.True(links.Length == 0, $"seed {Proof.Seed}, case {i}: {markdown}\n{shown}\n{string.Join(' ', links)}");
                Assert.Empty(document.Descendants<HtmlInline>());
            }
        }
    }

    [Theory]
    [InlineData("https://crm.acme.example/orders/7", true)]
    [InlineData("https://a.wiki.acme.example/", true)]
    [InlineData("https://wiki.acme.example/", false)]
    [InlineData("http://crm.acme.example/", false)]
    [InlineData("https://crm.acme.example.evil.example/", false)]
    [InlineData("https://evilcrm.acme.example/", false)]
    [InlineData("https://crm.acme.example:8443/", false)]
    [InlineData("https://ana@crm.acme.example/", false)]
    [InlineData("https://crm.acme.example@evil.example/", false)]
    [InlineData("https://crm.acme.example/r?to=https://evil.example", false)]
    [InlineData("https://crm.acme.example/r?to=//evil.example", false)]
    [InlineData("https://crm.acme.example/r?to=https%3A%2F%2Fevil.example", false)]
    [InlineData("https://crm.acme.example/r?to=www.evil.example", false)]
    [InlineData("https://crm.acme.example\\@evil.example/", false)]
    [InlineData("https://crm.аcme.example/", false)]
    [InlineData("https://crm.acme.example/?d=0123456789012345678901234567890123456789012345678901234567890123456789012345678901234", false)]
    public void Only_plain_pages_of_a_named_host_may_be_clicked(string address, bool may) => Assert.Equal(may, Crm.Allows(address));

    [Theory]
    [InlineData("crm.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("https://crm.example.com", false)]
    [InlineData("crm.example.com/x", false)]
    [InlineData("*", false)]
    [InlineData("com", false)]
    [InlineData("", false)]
    public void A_rule_names_hosts(string host, bool isOne) => Assert.Equal(isOne, LinkRule.IsHost(host));

    private static string Without(string text) => text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}
