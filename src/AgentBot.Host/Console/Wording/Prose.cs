using AgentBot.Core.Links;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// Markdown to HTML for texts of cards and documents. Raw HTML is shown as text, pictures become their description, and only links
/// of the console itself and those that the operator allows can be clicked: everything else in a draft was written by somebody outside.
/// </summary>
public static class Prose
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    /// <summary>Paragraphs, lists and headings; headings start at the third level, below those of the page.</summary>
    public static MarkupString Blocks(string markdown, LinkRule? allowed = null) => new(Render(markdown, allowed ?? LinkRule.None));

    /// <summary>One line of text without a paragraph around it.</summary>
    public static MarkupString Line(string markdown, LinkRule? allowed = null)
    {
        string html = Render(markdown, allowed ?? LinkRule.None).Trim();
        return new MarkupString(html.StartsWith("<p>", StringComparison.Ordinal) && html.EndsWith("</p>", StringComparison.Ordinal) && html.IndexOf("<p>", 3, StringComparison.Ordinal) < 0 ? html[3..^4] : html);
    }

    /// <summary>True for a path of this console; "//host" is not one.</summary>
    public static bool IsOwnPath(string? url) => url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\'));

    private static string Render(string markdown, LinkRule allowed)
    {
        MarkdownDocument document = Markdown.Parse(SafeText.Markdown(markdown, allowed), Pipeline);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + 2);
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(new OwnLinks(allowed));
        renderer.ObjectRenderers.ReplaceOrAdd<AutolinkInlineRenderer>(new PlainAddresses());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>Keeps the words of a foreign link and shows its address as text, so that nothing is hidden and nothing can be clicked.</summary>
    private sealed class OwnLinks(LinkRule allowed) : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            string url = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
            bool isOwn = !link.IsImage && IsOwnPath(url);
            bool opens = isOwn || (!link.IsImage && allowed.Allows(url));
            if (opens)
            {
                renderer.Write("<a href=\"").WriteEscapeUrl(url).Write(isOwn ? "\">" : "\" rel=\"noopener noreferrer nofollow\">");
            }

            renderer.WriteChildren(link);
            if (opens)
            {
                renderer.Write("</a>");
            }
            else if (url.Length > 0 && !(link.FirstChild is LiteralInline { NextSibling: null } only && only.Content.ToString() == url))
            {
                renderer.Write(" (").WriteEscape(url).Write(")");
            }
        }
    }

    private sealed class PlainAddresses : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline link) => renderer.WriteEscape(link.Url);
    }
}
