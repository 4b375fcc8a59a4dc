using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// Markdown to HTML for texts of cards and documents. Raw HTML is shown as text, pictures become their description, and only links
/// of the console itself can be clicked: everything else in a draft was written by somebody outside.
/// </summary>
public static class Prose
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    /// <summary>Paragraphs, lists and headings; headings start at the third level, below those of the page.</summary>
    public static MarkupString Blocks(string markdown) => new(Render(markdown));

    /// <summary>One line of text without a paragraph around it.</summary>
    public static MarkupString Line(string markdown)
    {
        string html = Render(markdown).Trim();
        return new MarkupString(html.StartsWith("<p>", StringComparison.Ordinal) && html.EndsWith("</p>", StringComparison.Ordinal) && html.IndexOf("<p>", 3, StringComparison.Ordinal) < 0 ? html[3..^4] : html);
    }

    /// <summary>True for a path of this console; "//host" is not one.</summary>
    public static bool IsOwnPath(string? url) => url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\'));

    private static string Render(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            if (link.IsImage || !IsOwnPath(link.Url))
            {
                Unlink(link);
            }
        }

        foreach (AutolinkInline link in document.Descendants<AutolinkInline>().ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + 2);
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>Keeps the words of a link and shows its address as text, so that nothing is hidden and nothing can be clicked.</summary>
    private static void Unlink(LinkInline link)
    {
        string url = link.Url ?? "";
        bool saysUrl = link.FirstChild is LiteralInline only && only.NextSibling is null && only.Content.ToString() == url;
        foreach (Inline child in link.ToList())
        {
            child.Remove();
            link.InsertBefore(child);
        }

        if (saysUrl || url.Length == 0)
        {
            link.Remove();
        }
        else
        {
            link.ReplaceBy(new LiteralInline($" ({url})"));
        }
    }
}
