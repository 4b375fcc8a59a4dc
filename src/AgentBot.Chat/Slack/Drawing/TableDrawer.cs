using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.Actions;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// A table as Slack's table block, of which a message may hold one; everywhere else as lines of even width. What does not fit is
/// counted below it and goes along as CSV.
/// </summary>
internal sealed class TableDrawer(BlockSurface surface, PieceList pieces, InkReader reader)
{
    private const int MostRows = 50;
    private const int MostColumns = 6;
    private const int LongestCell = 300;

    /// <summary>Leaves the rest of a message room beside the table.</summary>
    private const int MostCharacters = 7_000;

    private const int LineWidth = 72;
    private const int MostLineCharacters = 2_600;

    public void Draw(CardElement.Table table, PieceWeight weight)
    {
        Cell[][] rows = [.. table.Rows.Where(row => row.Cells.Length > 0).Select(row => row.Cells.Select(cell => Read(cell, row.Emphasis)).ToArray())];
        if (rows.Length == 0)
        {
            return;
        }

        int columns = Math.Min(MostColumns, rows.Max(row => row.Length));
        foreach (Cell[] row in rows)
        {
            pieces.Say(string.Join(" · ", row.Select(cell => cell.Words.Trim())));
        }

        bool isBlock = surface == BlockSurface.Message && !pieces.HasTable;
        Cell[][] shown = [.. rows.Select(row => Enumerable.Range(0, columns).Select(i => i < row.Length ? row[i] : Cell.Empty).ToArray())];
        int fitting = isBlock ? Fitting(shown) : 0;
        if (isBlock && fitting > 0)
        {
            pieces.HasTable = true;
            pieces.Add(AsBlock(table, shown[..fitting], columns), weight);
        }
        else
        {
            pieces.Lose(surface == BlockSurface.Message ? "a second table" : "a table outside of messages");
            fitting = AsLines(shown, columns, weight);
        }

        bool shortened = shown[..fitting].Any(row => row.Any(cell => cell.IsCut)) || rows.Any(row => row.Length > columns);
        if (fitting < rows.Length || shortened)
        {
            string file = pieces.Files.Count == 0 ? "table.csv" : string.Create(CultureInfo.InvariantCulture, $"table-{pieces.Files.Count + 1}.csv");
            pieces.Files.Add(new CutContent(file, "The whole table", Csv(rows)));
            string what = fitting < rows.Length ? $"*{Wording.Count(rows.Length - fitting, "more row", "more rows")}.*" : "*Some cells are shortened here.*";
            pieces.Add(Block.Context($"{what} The whole table is the file “{file}” in this thread."), weight);
        }
    }

    private Cell Read(TableCell cell, bool emphasis)
    {
        ImmutableArray<Ink>[] lines =
        [
            .. cell.Items.Where(item => item.IsVisible).OfType<CardElement.TextBlock>().Select(text =>
            {
                ImmutableArray<Ink> inks = reader.Read(text.Text);
                return text.Weight == TextWeight.Bolder || emphasis ? [.. inks.Select(ink => ink with { Bold = true })] : inks;
            }).Where(line => line.Length > 0),
        ];
        ImmutableArray<Ink> all = InkReader.Tidy(lines.SelectMany((line, i) => i == 0 ? line : line.Insert(0, new Ink("\n"))));
        string words = InkReader.Words(all);
        return new Cell(words.Length > LongestCell ? InkCut.To(all, LongestCell) : all, words, words.Length > LongestCell);
    }

    private static int Fitting(Cell[][] rows)
    {
        int left = MostCharacters;
        int fitting = 0;
        foreach (Cell[] row in rows.Take(MostRows + 1))
        {
            left -= row.Sum(cell => Math.Max(1, InkReader.Words(cell.Inks).Length));
            if (left < 0)
            {
                break;
            }

            fitting++;
        }

        return fitting;
    }

    private static JsonObject AsBlock(CardElement.Table table, Cell[][] rows, int columns) => new()
    {
        ["type"] = "table",
        ["column_settings"] = Block.Array(Enumerable.Range(0, columns).Select(i => i < table.Columns.Length && table.Columns[i].Numeric
            ? new JsonObject { ["align"] = "right", ["is_wrapped"] = false }
            : new JsonObject { ["align"] = "left", ["is_wrapped"] = true })),
        ["rows"] = new JsonArray([.. rows.Select(row => (JsonNode)Block.Array(row.Select(Drawn)))]),
    };

    private static JsonObject Drawn(Cell cell)
    {
        // A cell may not be empty.
        string words = InkReader.Words(cell.Inks);
        return cell.Inks.All(ink => ink.IsPlain)
            ? new JsonObject { ["type"] = "raw_text", ["text"] = words.Length == 0 ? " " : words }
            : Block.RichText([Block.RichSection(RichText.Elements(cell.Inks))]);
    }

    private int AsLines(Cell[][] rows, int columns, PieceWeight weight)
    {
        string[][] cells = [.. rows.Select(row => row.Select(cell => SlackText.Line(InkReader.Words(cell.Inks), LongestCell)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => cells.Max(row => Width(row[column])))];
        bool even = widths.Sum() + (2 * (columns - 1)) <= LineWidth;
        var text = new StringBuilder();
        int fitting = 0;
        foreach (string[] row in cells.Take(MostRows + 1))
        {
            string line = even ? string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - Width(cell)))).TrimEnd() : string.Join(" · ", row);
            if (text.Length + line.Length + 1 > MostLineCharacters && fitting > 0)
            {
                break;
            }

            text.Append(fitting == 0 ? "" : "\n").Append(CardText.Cut(line, MostLineCharacters));
            fitting++;
        }

        pieces.Add(Block.RichText([Block.Preformatted(text.Length == 0 ? " " : text.ToString())]), weight);
        return fitting;
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;

    private static string Csv(Cell[][] rows)
    {
        int columns = rows.Max(row => row.Length);
        Column[] head = [.. Enumerable.Range(0, columns).Select(i => new Column(i < rows[0].Length ? rows[0][i].Words : "", new FieldType.Text()))];
        return CsvText.Write(new TableData(
            [.. head],
            [.. rows.Skip(1).Select(row => ImmutableArray.CreateRange<Value>(Enumerable.Range(0, columns).Select(i => new Value.Text(i < row.Length ? row[i].Words : ""))))]));
    }

    private sealed record Cell(ImmutableArray<Ink> Inks, string Words, bool IsCut)
    {
        public static readonly Cell Empty = new([], "", false);
    }
}
