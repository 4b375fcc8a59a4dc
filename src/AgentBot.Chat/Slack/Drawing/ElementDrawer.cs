using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Draws the elements of a card as blocks, each in the order of the card.</summary>
internal sealed class ElementDrawer(BlockSurface surface, PieceList pieces, InkReader reader)
{
    /// <summary>What must stay on the card has room there whatever somebody wrote into it.</summary>
    private const int LongestKept = 1_400;

    private readonly TableDrawer _tables = new(surface, pieces, reader);
    private readonly FactDrawer _facts = new(pieces, reader);

    public void Draw(IEnumerable<CardElement> elements)
    {
        foreach (CardElement element in elements.Where(element => element.IsVisible))
        {
            Draw(element, WeightOf(element.Id));
        }
    }

    private static PieceWeight WeightOf(string? id) => id switch
    {
        CardPart.Question => PieceWeight.Question,
        CardPart.Strip or CardPart.Asked or CardPart.Consequence or CardPart.Leaving or CardPart.Unknown or CardPart.Warning or CardPart.Deciders or CardPart.SmallPrint or CardPart.Notice => PieceWeight.Kept,
        CardPart.Facts => PieceWeight.Facts,
        _ => PieceWeight.Body,
    };

    private void Draw(CardElement element, PieceWeight weight)
    {
        if (element.Separator && pieces.All.Count > 0 && pieces.All[^1].Weight != PieceWeight.Line)
        {
            pieces.Add(Block.Divider(), PieceWeight.Line);
        }

        switch (element)
        {
            case TextBlock text:
                Text(text, weight);
                break;
            case RichTextBlock rich:
                Write(Runs(rich), weight, small: false);
                break;
            case FactSet facts:
                _facts.Draw(facts, weight);
                break;
            case Container { Id: CardPart.Strip } strip:
                Strip(strip);
                break;
            case Container { Style: ContainerStyle.Emphasis } quote when quote.Items.All(item => item is TextBlock or RichTextBlock):
                Quote(quote, weight);
                break;
            case Container container:
                foreach (CardElement item in container.Items.Where(item => item.IsVisible))
                {
                    Draw(container.Style == ContainerStyle.Warning && item is TextBlock first ? first with { Text = "⚠️ " + first.Text } : item, weight);
                }

                break;
            case ColumnSet columns when surface == BlockSurface.Modal && ButtonIn(columns) is { } action && new ActionDrawer(SlackContext.Plain, pieces).Button(action) is { } button:
                Columns(columns, weight);
                Beside(button, weight);
                break;
            case ColumnSet columns:
                Columns(columns, weight);
                pieces.Actions.AddRange(columns.Columns.SelectMany(column => column.Items).OfType<ActionSet>().SelectMany(set => set.Actions));
                break;
            case Table table:
                _tables.Draw(table, weight);
                break;
            case ActionSet set:
                pieces.Actions.AddRange(set.Actions);
                break;
            // A message takes no answers: its form is opened by a button. There it only says what is asked and what was given.
            default:
                if (surface != BlockSurface.Message)
                {
                    CardInputs.Draw(element, pieces);
                }
                else if (CardInputs.Given(element) is { } input)
                {
                    string label = CardInputs.Label(input.Label);
                    string value = input.Value.Length > 0 ? input.Value : input.IsRequired ? "to fill in" : "optional";
                    Write([new Ink(label[^1] is '?' or ':' ? label : label + ":") { Bold = true }, new Ink(" " + value)], weight, small: false);
                }

                break;
        }
    }

    private void Text(TextBlock text, PieceWeight weight)
    {
        ImmutableArray<Ink> inks = reader.Read(text.Text);
        if (text.Id == CardPart.Deciders)
        {
            inks = reader.WithMentions(inks);
        }

        string words = InkReader.Words(inks);
        if (words.Trim().Length == 0)
        {
            return;
        }

        if (text.Heading || text.Id == CardPart.Question)
        {
            pieces.Say(words);
            Heading(words, weight);
        }
        else if (text.Monospace)
        {
            pieces.Say(words);
            CodeDrawer.Draw(words, weight, pieces);
        }
        else
        {
            bool isHead = text.Weight == TextWeight.Bolder;
            Write(isHead ? [.. inks.Select(ink => ink with { Bold = true })] : inks, weight, text.Size == TextSize.Small || text.IsSubtle);
        }
    }

    // A header holds 150 characters. A longer question is not cut: it loses the size of its letters instead.
    private void Heading(string words, PieceWeight weight)
    {
        string line = SlackText.Line(words, BlockLimits.Text);
        if (line.Length <= BlockLimits.Header)
        {
            pieces.Add(Block.Header(line), weight);
        }
        else
        {
            pieces.Lose("a question longer than a header");
            Blocks([new Ink(line) { Bold = true }], weight, small: false);
        }
    }

    private void Write(ImmutableArray<Ink> inks, PieceWeight weight, bool small)
    {
        string words = InkReader.Words(inks);
        pieces.Say(words);
        if (weight == PieceWeight.Kept && words.Length > LongestKept)
        {
            pieces.IsCut = true;
            pieces.Lose("a text that must stay was shortened");
            inks = InkCut.To(inks, LongestKept);
        }

        Blocks(inks, weight, small);
    }

    private void Blocks(ImmutableArray<Ink> inks, PieceWeight weight, bool small)
    {
        foreach (ImmutableArray<Ink> piece in InkPieces.Of(inks, BlockLimits.Text - 100))
        {
            if (InkReader.Words(piece).Trim().Length == 0)
            {
                continue;
            }

            if (Mrkdwn.TryWrite(piece, out string text) && text.Length <= BlockLimits.Text)
            {
                pieces.Add(small ? Block.Context(text) : Block.Section(text), weight);
                continue;
            }

            if (small)
            {
                pieces.Lose("small letters");
            }

            pieces.Add(Block.RichText([Block.RichSection(RichText.Elements(piece))]), weight);
        }
    }

    private void Strip(Container strip)
    {
        string[] parts =
        [
            .. strip.Items.OfType<ColumnSet>().SelectMany(set => set.Columns).SelectMany(column => column.Items).OfType<TextBlock>()
                .Select(text => InkReader.Words(reader.Read(text.Text)).Trim())
                .Where(words => words.Length > 0),
        ];
        if (parts.Length == 0)
        {
            return;
        }

        string rest = string.Concat(parts.Skip(1).Select(part => " · " + part));
        Write([new Ink(StateSymbol.Of(strip.Style, parts[0]) + " "), new Ink(parts[0]) { Bold = true }, .. rest.Length == 0 ? Array.Empty<Ink>() : [new Ink(rest)]], PieceWeight.Kept, small: true);
    }

    /// <summary>Somebody's words, or a pair of was and now: a line above where there is one, then a bar at the left.</summary>
    private void Quote(Container quote, PieceWeight weight)
    {
        CardElement[] items = [.. quote.Items.Where(item => item.IsVisible)];
        bool hasTitle = items.Length > 1 && items[0] is TextBlock { IsSubtle: true };
        ImmutableArray<Ink>[] lines = [.. items.Select(item => item is RichTextBlock rich ? Runs(rich) : reader.Read(((TextBlock)item).Text))];
        foreach (ImmutableArray<Ink> line in lines)
        {
            pieces.Say(InkReader.Words(line));
        }

        ImmutableArray<Ink> quoted = InkReader.Tidy(lines.Skip(hasTitle ? 1 : 0).SelectMany((line, i) => i == 0 ? line : line.Insert(0, new Ink("\n"))));
        bool isFirst = true;
        foreach (ImmutableArray<Ink> piece in InkPieces.Of(quoted, BlockLimits.Text - 400))
        {
            string above = hasTitle && isFirst ? SlackText.Line(InkReader.Words(lines[0]), 300) : "";
            IEnumerable<JsonObject> title = above.Length > 0 ? [Block.RichSection(RichText.Elements([new Ink(above) { Italic = true }]))] : [];
            pieces.Add(Block.RichText([.. title, Block.RichQuote(RichText.Elements(piece))]), weight);
            isFirst = false;
        }
    }

    /// <summary>A row of a table by exception: its first line, then the narrow column in front of what is said about it.</summary>
    private void Columns(ColumnSet columns, PieceWeight weight)
    {
        var first = new List<Ink>();
        var second = new List<Ink>();
        foreach (CardColumn column in columns.Columns.OrderBy(column => column.Width == "auto"))
        {
            ImmutableArray<Ink>[] lines = [.. column.Items.Where(item => item.IsVisible).OfType<TextBlock>().Select(text => reader.Read(text.Text)).Where(line => line.Length > 0)];
            if (first.Count == 0 && lines.Length > 0)
            {
                first.AddRange(lines[0]);
                lines = lines[1..];
            }

            bool inFront = column.Width == "auto";
            foreach (ImmutableArray<Ink> line in lines)
            {
                if (second.Count > 0)
                {
                    second.Insert(inFront ? 0 : second.Count, new Ink(" · "));
                }

                second.InsertRange(inFront ? 0 : second.Count, line);
            }
        }

        Write(InkReader.Tidy(second.Count == 0 ? first : [.. first, new Ink("\n"), .. second]), weight, small: false);
    }

    /// <summary>The only button of a line, where it has one.</summary>
    private static CardAction? ButtonIn(ColumnSet columns) =>
        columns.Columns.SelectMany(column => column.Items).OfType<ActionSet>().SelectMany(set => set.Actions).ToArray() is [var only] ? only : null;

    /// <summary>A section takes a button at its side; below anything else it stands alone.</summary>
    private void Beside(JsonObject button, PieceWeight weight)
    {
        if (pieces.All is [.., { Block: var last }] && (string?)last["type"] == "section" && last["accessory"] is null)
        {
            last["accessory"] = button;
        }
        else
        {
            pieces.Add(Block.Actions([button]), weight);
        }
    }

    private static ImmutableArray<Ink> Runs(RichTextBlock rich) =>
        InkReader.Tidy(rich.Inlines.Select(run => new Ink(run.Text) { Bold = run.Bold, Strike = run.Strikethrough }));
}

/// <summary>Shortens inks to a number of characters, with … where something is missing.</summary>
internal static class InkCut
{
    public static ImmutableArray<Ink> To(ImmutableArray<Ink> inks, int most)
    {
        var kept = ImmutableArray.CreateBuilder<Ink>();
        int left = most;
        foreach (Ink ink in inks)
        {
            if (ink.Text.Length > left)
            {
                kept.Add(ink with { Text = CardText.Cut(ink.Text, Math.Max(1, left)), Mention = null, Url = "" });
                break;
            }

            kept.Add(ink);
            left -= ink.Text.Length;
        }

        return kept.ToImmutable();
    }
}
