using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <param name="Page">From 1.</param>
public sealed record FullPage(JsonObject View, int Page, int Pages)
{
    /// <summary>Who came here has been given everything.</summary>
    public bool IsLast => Page == Pages;
}

/// <summary>The whole artifact in a modal, page by page, with nothing left out and nothing shortened.</summary>
public static class FullModal
{
    private const int BlocksOnAPage = 60;
    private const int CharactersOnAPage = 15_000;
    private const int ShortRow = 180;
    private const int PieceLength = BlockLimits.Text - 300;

    /// <param name="title">What it is, such as the card's subject.</param>
    /// <param name="whole">Points at the review; every page's buttons carry it.</param>
    /// <param name="page">From 1; beyond the end is the last one.</param>
    /// <param name="note">A sentence below every page; empty for none.</param>
    public static FullPage Draw(FullView full, string title, ActionRef whole, int page, ModalReference at, string note = "")
    {
        var reader = new InkReader(SlackContext.Plain, []);
        ImmutableArray<ImmutableArray<JsonObject>> pages = Paged([.. Blocks(full, reader)]);
        int shown = Math.Clamp(page, 1, pages.Length);
        var blocks = new List<JsonObject> { Block.Header(SlackText.Line(title, BlockLimits.Header) is { Length: > 0 } line ? line : "Everything") };
        blocks.AddRange(pages[shown - 1]);
        if (note.Length > 0)
        {
            blocks.Add(Block.Section(SlackText.Mrkdwn(note, BlockLimits.Text)));
        }

        if (pages.Length > 1)
        {
            string words = shown == pages.Length ? "This is the last page." : "Approve works after the last page.";
            blocks.Add(Block.Context(string.Create(CultureInfo.InvariantCulture, $"*Page {shown} of {pages.Length}.* {words}")));
            blocks.Add(Turn(whole, shown, pages.Length));
        }

        return new FullPage(ModalFrame.Of(ModalKind.Full, "The whole", blocks, at, close: "Close"), shown, pages.Length);
    }

    private static JsonObject Turn(ActionRef whole, int page, int pages)
    {
        var actions = new ActionDrawer(SlackContext.Plain, new PieceList());
        CardPress To(int target) => new(PressStep.Page, CardPress.NoVerb, whole, target);
        return Block.Actions(
        [
            .. page > 1 ? new[] { actions.Press("Previous page", To(page - 1), null)! } : [],
            .. page < pages ? new[] { actions.Press("Next page", To(page + 1), null)! } : [],
        ]);
    }

    private static ImmutableArray<ImmutableArray<JsonObject>> Paged(JsonObject[] blocks)
    {
        var pages = ImmutableArray.CreateBuilder<ImmutableArray<JsonObject>>();
        var page = ImmutableArray.CreateBuilder<JsonObject>();
        int characters = 0;
        foreach (JsonObject block in blocks)
        {
            int more = BlockLimits.VisibleCharacters(block);
            if (page.Count > 0 && (page.Count == BlocksOnAPage || characters + more > CharactersOnAPage))
            {
                pages.Add(page.ToImmutable());
                page.Clear();
                characters = 0;
            }

            page.Add(block);
            characters += more;
        }

        pages.Add(page.Count == 0 ? [Block.Section("It is empty.")] : page.ToImmutable());
        return pages.ToImmutable();
    }

    private static IEnumerable<JsonObject> Blocks(FullView full, InkReader reader) => full switch
    {
        FullView.Document document => [.. Literal(document.Title, bold: true), .. Text(document.Markdown)],
        FullView.Message message => Text(message.Text),
        FullView.Table table => Table(table),
        FullView.Code code => Code(code),
        FullView.Fields fields => fields.All.SelectMany(field => Field(field, reader)),
        _ => throw new InvalidOperationException($"No pages for {full.GetType().Name}."),
    };

    /// <summary>As Markdown means it where all of it can be drawn so, else letter for letter.</summary>
    private static IEnumerable<JsonObject> Text(string markdown)
    {
        Drawn drawn = MarkdownDraft.Draw(markdown, int.MaxValue / 2, int.MaxValue);
        if (!drawn.Whole || DependsOnSpaces(markdown))
        {
            return Literal(markdown, bold: false);
        }

        var pieces = new PieceList();
        new ElementDrawer(BlockSurface.Modal, pieces, new InkReader(SlackContext.Plain, [])).Draw(drawn.Elements);
        return pieces.IsCut || pieces.Files.Count > 0 ? Literal(markdown, bold: false) : pieces.All.Select(piece => piece.Block);
    }

    // Code loses its indentation on cards, and a very long address its end; here nothing may be missing.
    private static bool DependsOnSpaces(string markdown) =>
        markdown.Contains("```", StringComparison.Ordinal) || markdown.Contains("~~~", StringComparison.Ordinal) || markdown.Contains("\n    ", StringComparison.Ordinal)
        || markdown.Split([' ', '\n', '('], StringSplitOptions.RemoveEmptyEntries).Any(word => word.Length > 190);

    private static IEnumerable<JsonObject> Literal(string text, bool bold) => Pieces(InkReader.Tidy([new Ink(text) { Bold = bold }]));

    /// <summary>As it is written, in letters of one width, so that numbers and marks stand in columns.</summary>
    private static IEnumerable<JsonObject> Code(FullView.Code code)
    {
        var piece = new System.Text.StringBuilder();
        foreach (string line in code.Lines.SelectMany(line => Cut(line.ToString())))
        {
            if (piece.Length > 0 && piece.Length + line.Length > PieceLength)
            {
                yield return Block.RichText([Block.Preformatted(piece.ToString())]);
                piece.Clear();
            }

            piece.Append(piece.Length > 0 ? "\n" : "").Append(line);
        }

        if (piece.Length > 0)
        {
            yield return Block.RichText([Block.Preformatted(piece.ToString())]);
        }
    }

    private static IEnumerable<string> Cut(string line)
    {
        for (int at = 0; at == 0 || at < line.Length;)
        {
            int length = Math.Min(PieceLength, line.Length - at);
            length -= at + length < line.Length && char.IsHighSurrogate(line[at + length - 1]) ? 1 : 0;
            yield return line.Substring(at, length);
            at += Math.Max(length, 1);
        }
    }

    private static IEnumerable<JsonObject> Table(FullView.Table table)
    {
        foreach (FullRow row in table.Rows)
        {
            foreach (JsonObject block in Pieces(InkReader.Tidy(Row(table, row))))
            {
                yield return block;
            }
        }

        if (table.Groups.Length > 1)
        {
            yield return Block.Divider();
            string sums = string.Join("\n", table.Groups.Append(table.All).Select(group => $"{group.Title}: {Wording.Rows(group.Rows)}{(group.Sums.Length == 0 ? "" : ", " + group.Sums)}"));
            foreach (JsonObject block in Literal(sums, bold: false))
            {
                yield return block;
            }
        }
    }

    private static List<Ink> Row(FullView.Table table, FullRow row)
    {
        // A short row is one line; a long one has a line for each cell.
        string between = row.Cells.Sum(cell => cell.Length) + table.Columns.Sum(column => column.Title.Length + 4) <= ShortRow ? " · " : "\n";
        var inks = new List<Ink> { new(string.Create(CultureInfo.InvariantCulture, $"Row {row.Number}")) { Bold = true } };
        Add(inks, row.IsNew ? " · new" : "");
        Add(inks, row.LookWhy.Length > 0 ? $" · AgentBot: {row.LookWhy}" : "");
        for (int i = 0; i < table.Columns.Length; i++)
        {
            inks.Add(new Ink($"{between}{table.Columns[i].Title}: "));
            inks.Add(new Ink(row.Cells[i].Length == 0 ? "–" : row.Cells[i]) { Bold = i == table.VerdictColumn });
            if (row.Was[i] is { } was)
            {
                inks.Add(new Ink(" (was "));
                inks.Add(new Ink(was.Length == 0 ? "empty" : was) { Strike = was.Length > 0 });
                inks.Add(new Ink(")"));
            }
        }

        return inks;
    }

    private static IEnumerable<JsonObject> Field(FullField field, InkReader reader)
    {
        Ink[] was = field.Was is null ? [] : [new Ink("\nWas: "), new Ink(field.Was.Length == 0 ? "empty" : field.Was) { Strike = field.Was.Length > 0 }];
        IEnumerable<JsonObject> own = Pieces(InkReader.Tidy([new Ink(field.Title) { Bold = true }, new Ink("\n"), new Ink(field.Value.Length == 0 ? "empty" : field.Value), .. was]));
        return field.Inside is null ? own : own.Concat(Blocks(field.Inside, reader));
    }

    private static IEnumerable<JsonObject> Pieces(ImmutableArray<Ink> inks)
    {
        foreach (ImmutableArray<Ink> piece in InkPieces.Of(inks, PieceLength).Where(piece => InkReader.Words(piece).Trim().Length > 0))
        {
            yield return Mrkdwn.TryWrite(piece, out string text) && text.Length <= BlockLimits.Text
                ? Block.Section(text)
                : Block.RichText([Block.RichSection(RichText.Elements(piece))]);
        }
    }

    private static void Add(List<Ink> inks, string text)
    {
        if (text.Length > 0)
        {
            inks.Add(new Ink(text));
        }
    }
}
