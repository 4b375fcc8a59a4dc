using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Tests.Teams.Drawing;

/// <summary>The whole of a table in pages: nothing is left out, no page is too large, and there are not many of them.</summary>
public sealed class FullDialogTests
{
    private static readonly ActionRef Review = new(CardRef.Review, "rv_1", 2);

    private static readonly string[] Columns = ["Claim", "Employee", "Date", "Category", "Purpose", "Amount", "Receipt", "Verdict", "Reason"];

    [Fact]
    public void Three_hundred_rows_take_a_few_pages_and_each_is_within_its_budget()
    {
        FullView.Table table = Table(300, row => [.. Columns.Select(column => $"{column.ToLowerInvariant()} of row {row}")]);
        var shown = new StringBuilder();
        int pages = 0;
        for (int page = 1; page <= Math.Max(pages, 1); page++)
        {
            FullPage drawn = FullDialog.Draw(table, "Run 12", Review, page, asks: true);
            pages = drawn.Pages;
            string json = drawn.Body.ToJsonString();
            Assert.InRange(TeamsJson.Size(drawn.Body), 1, AdaptiveDrawer.MostBytes);
            Assert.DoesNotContain("not shown here", json, StringComparison.Ordinal);
            shown.Append(json);
        }

        Assert.InRange(pages, 2, 15);
        string all = shown.ToString();
        for (int row = 1; row <= 300; row++)
        {
            Assert.All(Columns, column => Assert.Contains($"{column}: {column.ToLowerInvariant()} of row {row}", all, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("first\nsecond")]
    [InlineData("first · Amount: 0.00")]
    public void A_cell_that_could_be_taken_for_two_stands_on_lines_of_its_own(string purpose)
    {
        FullView.Table table = Table(1, _ => ["C-1", "Ana", "2026-10-03", "travel", purpose, "57.61 EUR", "R-1", "query", "no rule"]);
        string[] lines = [.. Lines(FullDialog.Draw(table, "Run 12", Review, 1, asks: true).Body)];
        Assert.Contains("Amount: 57.61 EUR", lines);
        Assert.Contains("Claim: C-1", lines);
    }

    private static IEnumerable<string> Lines(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Lines),
        JsonObject { } one when (string?)one["type"] == "RichTextBlock" => [string.Concat(one["inlines"]!.AsArray().Select(run => (string)run!["text"]!))],
        JsonObject one => one.SelectMany(pair => Lines(pair.Value)),
        _ => [],
    };

    private static FullView.Table Table(int rows, Func<int, string[]> cells) => new(
        [.. Columns.Select(column => new FullColumn(column.ToLowerInvariant(), column, Numeric: false, new FieldType.Text()))],
        [.. Enumerable.Range(1, rows).Select(row => new FullRow(row, $"key-{row}", [.. cells(row)], "", "", [.. Columns.Select(_ => (string?)null)], IsNew: false))],
        null,
        [],
        new FullGroup("", "All", rows, ""),
        null);
}
