using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MarkdownBlock = Markdig.Syntax.Block;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>A stretch of text with one look: what a card's Markdown means, before it is written in one of Slack's two languages.</summary>
/// <param name="Text">As people see it; lines end in \n.</param>
internal sealed record Ink(string Text)
{
    public bool Bold { get; init; }

    public bool Italic { get; init; }

    public bool Strike { get; init; }

    public bool Code { get; init; }

    /// <summary>Where a click leads; empty for no link.</summary>
    public string Url { get; init; } = "";

    /// <summary>Who is pinged by it; null for nobody.</summary>
    public SlackMention? Mention { get; init; }

    public bool IsPlain => !Bold && !Italic && !Strike && !Code && Url.Length == 0 && Mention is null;
}

/// <summary>Reads the Markdown of cards. Links of the console stay links where it has an address, and those that the operator allows; every other link is shown as text with its address beside it.</summary>
internal sealed class InkReader(SlackContext context, ImmutableArray<CardMention> mentions)
{
    /// <summary>More would be a broadcast by another name.</summary>
    private const int MostMentions = 10;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    private readonly ImmutableArray<(string Text, SlackMention Mention)> _mentions =
    [
        .. mentions
            .Take(MostMentions)
            .Where(mention => mention.Text.Length > 0)
            .Select(mention => (mention.Text, Mention: context.MentionOf(mention)))
            .Where(pair => pair.Mention is not null)
            .Select(pair => (pair.Text, pair.Mention!)),
    ];

    public ImmutableArray<Ink> Read(string markdown)
    {
        var inks = new List<Ink>();
        MarkdownDocument document = Markdown.Parse(SafeText.Markdown(CardText.Visible(markdown), context.Links), Pipeline);
        bool first = true;
        bool wasListLine = false;
        foreach (MarkdownBlock block in document.Where(block => block is not (LinkReferenceDefinitionGroup or BlankLineBlock)))
        {
            List<Ink> read = OfBlock(block, "");
            bool isListLine = IsNumbered(read);
            if (!first)
            {
                inks.Add(new Ink(isListLine && wasListLine ? "\n" : "\n\n"));
            }

            inks.AddRange(read);
            first = false;
            wasListLine = isListLine;
        }

        return Tidy(inks);
    }

    /// <summary>The same without any look.</summary>
    public static string Words(IEnumerable<Ink> inks) => string.Concat(inks.Select(ink => ink.Text));

    /// <summary>Puts the mentions in: for the one part of a card that says who must act.</summary>
    public ImmutableArray<Ink> WithMentions(ImmutableArray<Ink> inks)
    {
        foreach ((string text, SlackMention mention) in _mentions)
        {
            inks = [.. inks.SelectMany(ink => Split(ink, text, mention))];
        }

        return inks;
    }

    private static IEnumerable<Ink> Split(Ink ink, string text, SlackMention mention)
    {
        int at = ink.Mention is null && !ink.Code ? ink.Text.IndexOf(text, StringComparison.Ordinal) : -1;
        bool isWhole = at >= 0
            && (at == 0 || !char.IsLetterOrDigit(ink.Text[at - 1]))
            && (at + text.Length == ink.Text.Length || !char.IsLetterOrDigit(ink.Text[at + text.Length]));
        return isWhole
            ? [ink with { Text = ink.Text[..at] }, new Ink(text) { Mention = mention }, ink with { Text = ink.Text[(at + text.Length)..] }]
            : [ink];
    }

    private List<Ink> OfBlock(MarkdownBlock block, string before) => block switch
    {
        ListBlock list => OfList(list, before),
        HeadingBlock heading => [.. OfInline(heading.Inline, new Ink("") { Bold = true })],
        ParagraphBlock paragraph => [.. OfInline(paragraph.Inline, new Ink(""))],
        CodeBlock code => [new Ink(code.Lines.ToString())],
        ContainerBlock container => [.. container.SelectMany((inner, i) => i == 0 ? OfBlock(inner, before) : [new Ink("\n"), .. OfBlock(inner, before)])],
        LeafBlock leaf => [.. OfInline(leaf.Inline, new Ink(""))],
        _ => [],
    };

    private List<Ink> OfList(ListBlock list, string before)
    {
        var inks = new List<Ink>();
        int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
        foreach (ListItemBlock item in list.OfType<ListItemBlock>())
        {
            inks.Add(new Ink((inks.Count == 0 ? "" : "\n") + before + (list.IsOrdered ? $"{number++}. " : "• ")));
            foreach (MarkdownBlock part in item)
            {
                if (part is ListBlock nested)
                {
                    inks.Add(new Ink("\n"));
                    inks.AddRange(OfList(nested, before + "    "));
                }
                else
                {
                    inks.AddRange(OfBlock(part, before));
                }
            }
        }

        return inks;
    }

    private IEnumerable<Ink> OfInline(ContainerInline? inlines, Ink look)
    {
        foreach (Inline inline in inlines ?? [])
        {
            IEnumerable<Ink> inks = inline switch
            {
                LiteralInline literal => [look with { Text = literal.Content.ToString() }],
                CodeInline code => [look with { Text = code.Content }],
                HtmlEntityInline entity => [look with { Text = entity.Transcoded.ToString() }],
                HtmlInline html => [look with { Text = html.Tag }],
                AutolinkInline auto => [look with { Text = auto.Url }],
                LineBreakInline line => [look with { Text = line.IsHard ? "\n" : " " }],
                EmphasisInline emphasis => OfInline(emphasis, emphasis.DelimiterCount == 2 ? look with { Bold = true } : look with { Italic = true }),
                LinkInline link => OfLink(link, look),
                ContainerInline container => OfInline(container, look),
                _ => [],
            };
            foreach (Ink ink in inks)
            {
                yield return ink;
            }
        }
    }

    private Ink[] OfLink(LinkInline link, Ink look)
    {
        string url = link.Url ?? "";
        string? address = link.IsImage ? null : context.Links.Allows(url) ? url : ChatAddress.OfLink(url, context.PublicUrl, context.AddressOf(url));
        Ink[] label = [.. OfInline(link, look)];
        string words = Words(label);
        return address is not null ? [look with { Text = words.Length == 0 ? address : words, Url = address }]
            : words == url || url.Length == 0 ? label
            : [.. label, look with { Text = $" ({url})" }];
    }

    private static bool IsNumbered(List<Ink> inks)
    {
        string text = Words(inks.Take(2));
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and < 4 && text.AsSpan(digits).StartsWith(". ", StringComparison.Ordinal);
    }

    /// <summary>Strips what cannot be seen, joins neighbours of one look, drops the empty ones.</summary>
    internal static ImmutableArray<Ink> Tidy(IEnumerable<Ink> inks)
    {
        var tidy = ImmutableArray.CreateBuilder<Ink>();
        var text = new StringBuilder();
        Ink? look = null;
        foreach (Ink ink in inks)
        {
            Ink bare = ink with { Text = "" };
            if (look is not null && (bare != look || ink.Mention is not null))
            {
                Close();
            }

            look = bare;
            text.Append(ink.Text);
        }

        Close();
        return tidy.ToImmutable();

        void Close()
        {
            if (look is not null && CardText.Visible(text.ToString()) is { Length: > 0 } visible)
            {
                tidy.Add(look with { Text = visible });
            }

            text.Clear();
            look = null;
        }
    }
}
