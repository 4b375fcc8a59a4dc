using System.Collections.Immutable;
using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>
/// Draws Markdown that somebody wrote as card elements: parsed first, then written again with only what every client can draw.
/// Links of outside text are shown as text, pictures as their description.
/// </summary>
public static class MarkdownDraft
{
    private const int MostColumns = 6;
    private const int MostTableRows = 12;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>The first paragraphs of a text that fit, with their headings, cut at a sentence where the last one does not.</summary>
    /// <param name="most">Characters.</param>
    /// <param name="mostParagraphs">Headings do not count, and none is left without what it stands over.</param>
    public static Drawn Draw(string markdown, int most, int mostParagraphs)
    {
        MarkdownDocument document = Markdown.Parse(CardText.Visible(markdown), Pipeline);
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        int left = most;
        bool whole = true;
        int shown = 0, kept = 0;
        Block[] blocks = [.. document.Where(block => block is not (LinkReferenceDefinitionGroup or BlankLineBlock or ThematicBreakBlock))];
        bool isAllHeadings = blocks.All(block => block is HeadingBlock);
        bool Counts(Block block) => isAllHeadings || block is not HeadingBlock;
        foreach (Block block in blocks)
        {
            if (shown == mostParagraphs || elements.Count == 3 * mostParagraphs || left <= 0)
            {
                whole = false;
                break;
            }

            CardElement element = One(block, left, out int used, out bool cut);
            elements.Add(element with { Spacing = elements.Count == 0 ? Spacing.Small : Spacing.Default });
            left -= used;
            whole &= !cut;
            if (Counts(block))
            {
                shown++;
                kept = elements.Count;
            }
        }

        return new Drawn([.. whole ? elements : elements.Take(kept)], shown, blocks.Count(Counts), whole);
    }

    private static CardElement One(Block block, int room, out int used, out bool cut)
    {
        switch (block)
        {
            case HeadingBlock heading:
                return Written(new TextBlock("") { Weight = TextWeight.Bolder, Size = heading.Level <= 2 ? TextSize.Medium : null }, Inline(heading.Inline), room, out used, out cut);
            case FencedCodeBlock or CodeBlock:
                return Written(new TextBlock("") { Monospace = true }, CodeLines((LeafBlock)block), room, out used, out cut);
            case QuoteBlock quote:
                CardElement inner = Written(new TextBlock(""), string.Join("\n\n", quote.Select(Flat)), room, out used, out cut);
                return new Container([inner]) { Style = ContainerStyle.Emphasis };
            case Markdig.Extensions.Tables.Table table:
                return Table(table, out used, out cut);
            default:
                return Written(new TextBlock(""), Flat(block), room, out used, out cut);
        }
    }

    private static TextBlock Written(TextBlock frame, string text, int room, out int used, out bool cut)
    {
        // Once more: what stood on both sides of a mark now stands together.
        text = CardText.Visible(text);
        cut = text.Length > room;
        // Marks may not be left open by the cut, so a cut text loses them.
        string shown = cut ? CardText.CutAtSentence(text.Replace("**", "", StringComparison.Ordinal), Math.Max(room, 40)) : text;
        shown = shown.EndsWith('\\') ? shown[..^1] : shown;
        used = shown.Length;
        return frame with { Text = shown.Length == 0 ? " " : shown };
    }

    private static string Flat(Block block) => block switch
    {
        ListBlock list => List(list, ""),
        ParagraphBlock paragraph => Inline(paragraph.Inline),
        HeadingBlock heading => $"**{Inline(heading.Inline)}**",
        HtmlBlock html => CardText.Lines(html.Lines.ToString()),
        CodeBlock code => CodeLines(code),
        ContainerBlock container => string.Join("\n\n", container.Select(Flat)),
        LeafBlock leaf => Inline(leaf.Inline),
        _ => "",
    };

    // Clients draw numbered and nested lists over the edge: a number is written as text, a nested point as one more line.
    private static string List(ListBlock list, string before)
    {
        var lines = new List<string>();
        int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
        foreach (ListItemBlock item in list.OfType<ListItemBlock>())
        {
            string text = string.Join(" ", item.Where(part => part is not ListBlock).Select(Flat));
            lines.Add(list.IsOrdered ? $"{number++}\\. {text}" : $"- {before}{text}");
            lines.AddRange(item.OfType<ListBlock>().Select(nested => List(nested, "")));
        }

        return string.Join(list.IsOrdered ? "\n\n" : "\n", lines);
    }

    private static string CodeLines(LeafBlock code) => CardText.Lines(code.Lines.ToString());

    private static Container Table(Markdig.Extensions.Tables.Table table, out int used, out bool cut)
    {
        Markdig.Extensions.Tables.TableRow[] rows = [.. table.OfType<Markdig.Extensions.Tables.TableRow>()];
        int columns = Math.Min(MostColumns, rows.Max(row => row.Count));
        cut = rows.Length > MostTableRows + 1 || rows.Any(row => row.Count > MostColumns);
        ImmutableArray<TableRow> drawn =
        [
            .. rows.Take(MostTableRows + 1).Select((row, index) => new TableRow([.. Enumerable.Range(0, columns).Select(column =>
                TableCell.Of(column < row.Count ? CardText.Visible(string.Join(' ', ((ContainerBlock)row[column]).Select(Flat))) : "", index == 0))])),
        ];
        used = drawn.Sum(row => row.Cells.Sum(cell => ((TextBlock)cell.Items[0]).Text.Length));
        return new Container([new CardElement.Table([.. Enumerable.Repeat(new TableColumn(1, false), columns)], drawn)]);
    }

    private static string Inline(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(CardText.Escape(literal.Content.ToString()));
                    break;
                case CodeInline code:
                    text.Append(CardText.Escape(code.Content));
                    break;
                case LineBreakInline line:
                    text.Append(line.IsHard ? "\n\n" : " ");
                    break;
                case EmphasisInline emphasis:
                    string inner = Inline(emphasis).Trim();
                    text.Append(emphasis.DelimiterCount == 2 && inner.Length > 0 && !inner.Contains("**", StringComparison.Ordinal) ? $"**{inner}**" : inner);
                    break;
                case LinkInline link:
                    text.Append(Link(link));
                    break;
                case AutolinkInline auto:
                    text.Append(CardText.Escape(auto.Url));
                    break;
                case HtmlInline html:
                    text.Append(CardText.Escape(html.Tag));
                    break;
                case HtmlEntityInline entity:
                    text.Append(CardText.Escape(CardText.Visible(entity.Transcoded.ToString())));
                    break;
                case ContainerInline container:
                    text.Append(Inline(container));
                    break;
            }
        }

        return text.ToString();
    }

    private static string Link(LinkInline link)
    {
        string label = Inline(link);
        string url = CardText.Escape(CardText.PlainLine(link.Url ?? "", 200));
        return link.IsImage ? $"(picture: {label})" : label.Length == 0 || label == url ? url : $"{label} ({url})";
    }
}

/// <param name="Shown">Paragraphs drawn, of <paramref name="Blocks"/>.</param>
/// <param name="Whole">False where anything is missing.</param>
public sealed record Drawn(ImmutableArray<CardElement> Elements, int Shown, int Blocks, bool Whole);
