using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews;

public sealed class ReturnedFileTests
{
    private static readonly Value Letter = new DocumentContent("Outage letter", "# Dear Karin\n\nWe were down.\n\nKind regards").ToValue();

    [Fact]
    public void A_document_that_nobody_changed_comes_back_as_it_was()
    {
        ChatFile file = ReturnedFile.Write(ArtifactType.Document, Letter, "4211b", 2);
        Assert.Equal("run-4211b-round-2.md", file.FileName);
        Assert.Equal(ValueJson.WriteText(Letter), ValueJson.WriteText(ReturnedFile.Read(ArtifactType.Document, Letter, file.FileName, "\uFEFF" + file.Text.ReplaceLineEndings("\r\n")).Value));
    }

    [Fact]
    public void Without_its_first_line_a_document_keeps_its_title()
    {
        DocumentContent back = DocumentContent.Read(ReturnedFile.Read(ArtifactType.Document, Letter, "run-1-round-1.md", "We were down for an hour.\n").Value).Value;
        Assert.Equal(("Outage letter", "We were down for an hour."), (back.Title, back.Body));
    }

    [Fact]
    public void A_table_comes_back_with_its_rows()
    {
        var table = new Value.Table(Samples.Claims(6, 1, 1));
        ChatFile file = ReturnedFile.Write(ArtifactType.Table, table, "4211", 1);
        var back = (Value.Table)ReturnedFile.Read(ArtifactType.Table, table, file.FileName, file.Text).Value;
        Assert.Equal(ValueJson.WriteText(table), ValueJson.WriteText(new Value.Table(back.Data with { Keys = [] })));
    }

    [Fact]
    public void A_message_comes_back_and_an_empty_one_is_refused()
    {
        Value message = new MessageContent("Nine orders came in.").ToValue();
        ChatFile file = ReturnedFile.Write(ArtifactType.Message, message, "7", 1);
        Assert.Equal("run-7-round-1.txt", file.FileName);
        Assert.Equal(ValueJson.WriteText(message), ValueJson.WriteText(ReturnedFile.Read(ArtifactType.Message, message, file.FileName, file.Text).Value));
        Assert.True(ReturnedFile.Read(ArtifactType.Message, message, file.FileName, " \n").IsRefused);
    }

    [Fact]
    public void A_publication_has_no_column_of_row_numbers()
    {
        ChatFile file = ReturnedFile.Publish(ArtifactType.Table, new Value.Table(Samples.Claims(3, 0, 0)), 4211);
        Assert.Equal("run-4211.csv", file.FileName);
        Assert.DoesNotContain("row", file.Text.Split('\n')[0], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("run-4211-round-1.csv", "4211", 1)]
    [InlineData("run-4211b-round-12 (2).md", "4211b", 12)]
    [InlineData("RUN-7-ROUND-3.TXT", "7", 3)]
    public void A_handed_back_file_is_known_by_its_name(string name, string label, int round) => Assert.Equal((label, round), ReturnedFile.ReadName(name));

    [Theory]
    [InlineData("october.csv")]
    [InlineData("run-4211.csv")]
    [InlineData("run-4211-round-1.exe")]
    [InlineData("../run-4211-round-1.csv")]
    public void Any_other_file_is_none_of_them(string name) => Assert.Null(ReturnedFile.ReadName(name));
}
