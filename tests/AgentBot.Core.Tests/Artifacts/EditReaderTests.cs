using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Artifacts;

public sealed class EditReaderTests
{
    private static readonly TableData Claims = Samples.Claims(20);

    [Fact]
    public void An_edited_text_keeps_its_shape()
    {
        Value edited = EditReader.Fields(ArtifactType.Document, Samples.Letter("Old."), new Dictionary<string, string> { ["body"] = "New.\r\nLine." }).Value;
        DocumentContent document = DocumentContent.Read(edited).Value;
        Assert.Equal(("Outage letter for Lindqvist Foods", "New.\nLine."), (document.Title, document.Body));
        Assert.True(EditReader.Fields(ArtifactType.Document, Samples.Letter("Old."), new Dictionary<string, string> { ["body"] = " " }).IsRefused);
    }

    [Fact]
    public void An_unchanged_form_gives_the_same_bytes()
    {
        Value.Record record = Samples.Account("Karin Ek", 48_000.50m);
        var form = record.Fields.ToDictionary(field => field.Name, field => EditReader.Written(field.Value));
        Assert.Equal(ValueJson.WriteText(record), ValueJson.WriteText(EditReader.Fields(ArtifactType.Record, record, form).Value));
    }

    [Fact]
    public void An_edited_field_is_read_by_its_type()
    {
        Value.Record record = Samples.Account("Karin Ek", 48_000m);
        var now = (Value.Record)EditReader.Fields(ArtifactType.Record, record, new Dictionary<string, string> { ["value_per_year"] = "52800", ["open_questions"] = "One\nTwo\nThree", ["renewal"] = "2027-02-01" }).Value;
        Assert.Equal(new Value.Money(52_800, "EUR"), now["value_per_year"]);
        Assert.Equal(3, ((Value.List)now["open_questions"]).Items.Length);
        Assert.Equal(new Value.Date(new DateOnly(2027, 2, 1)), now["renewal"]);
        Refusal refusal = EditReader.Fields(ArtifactType.Record, record, new Dictionary<string, string> { ["renewal"] = "soon" }).Refusal!;
        Assert.StartsWith("“Renewal”: “soon” is not a date.", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_cells_are_edited_by_key_and_column()
    {
        Value edited = EditReader.Cells(Claims, [new CellEdit("3", "amount", "99.90"), new CellEdit("3", "verdict", "Query")]).Value;
        TableData now = ((Value.Table)edited).Data;
        Assert.Equal(new Value.Money(99.90m, "EUR"), now.Rows[2][2]);
        Assert.Equal(new Value.Choice("query"), now.Rows[2][4]);
        Assert.Contains("Row 3, verdict", EditReader.Cells(Claims, [new CellEdit("3", "verdict", "perhaps")]).Refusal!.What, StringComparison.Ordinal);
        Assert.True(EditReader.Cells(Claims, [new CellEdit("99", "verdict", "query")]).IsRefused);
    }

    [Fact]
    public void A_table_that_comes_back_untouched_is_the_same_table()
    {
        TableData odd = Claims with { Rows = Claims.Rows.SetItem(0, Claims.Rows[0].SetItem(3, new Value.Text("=cmd|' /C calc'!A0"))).SetItem(1, Claims.Rows[1].SetItem(3, new Value.Text("two\nlines, \"quoted\""))) };
        string csv = ReturnedTable.Write(odd);
        Assert.Contains("'=cmd", csv, StringComparison.Ordinal);
        TableData back = ((Value.Table)ReturnedTable.Read(odd, csv, "edited.csv").Value).Data;
        Assert.True(ArtifactDiff.Table(odd, back).IsEmpty);
    }

    [Fact]
    public void Rows_taken_out_of_a_returned_file_are_gone_and_the_others_keep_their_keys()
    {
        string[] lines = ReturnedTable.Write(Claims).Split("\r\n");
        string without = string.Join("\r\n", lines.Where((_, i) => i != 2));
        TableData back = ((Value.Table)ReturnedTable.Read(Claims, without, "edited.csv").Value).Data;
        Assert.Equal(19, back.Rows.Length);
        Assert.Equal(1, Assert.Single(ArtifactDiff.Table(Claims, back).Removed));
    }

    [Theory]
    [InlineData("amount,verdict\n1,approve\n", "edited.csv has no column “row”.")]
    [InlineData("row,employee,date,amount,purpose,verdict,reason\n77,a,,,,,\n", "Line 2 names row “77”, which is not in the table. Rows may be taken out, not added.")]
    public void A_file_that_does_not_fit_is_refused(string csv, string why) => Assert.Equal(why, ReturnedTable.Read(Claims, csv, "edited.csv").Refusal!.Why);

    [Fact]
    public void Whatever_stands_in_a_cell_comes_back_as_it_was()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(500); i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "=+-@'\",;\n\r\tab é€"[random.Next(15)]));
            TableData table = Claims with { Rows = Claims.Rows.SetItem(0, Claims.Rows[0].SetItem(3, new Value.Text(text))) };
            Result<Value> back = ReturnedTable.Read(table, ReturnedTable.Write(table), "edited.csv");
            Assert.False(back.IsRefused, $"case {i} of seed {Proof.Seed}: {back.Refusal}");
            Assert.True(ArtifactDiff.Table(table, ((Value.Table)back.Value).Data).IsEmpty, $"case {i} of seed {Proof.Seed}");
        }
    }
}
