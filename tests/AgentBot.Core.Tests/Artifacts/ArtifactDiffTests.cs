using AgentBot.Core.Artifacts;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Artifacts;

public sealed class ArtifactDiffTests
{
    [Fact]
    public void A_changed_paragraph_marks_the_words_that_differ()
    {
        TextChange change = Assert.Single(ArtifactDiff.Text("Hello Ana.\n\nIt costs 100 EUR today.", "Hello Ana.\n\nIt costs 120 EUR today."));
        Assert.Equal((TextChangeKind.Changed, 2), (change.Kind, change.Paragraph));
        Assert.Equal("It costs 120 EUR today.", string.Concat(change.Now.Select(word => word.Text)));
        Assert.Equal("120", Assert.Single(change.Now, word => word.Changed).Text.Trim());
        Assert.Equal("100", Assert.Single(change.Was, word => word.Changed).Text.Trim());
    }

    [Fact]
    public void New_and_gone_paragraphs_are_said()
    {
        Assert.Equal(TextChangeKind.Added, Assert.Single(ArtifactDiff.Text("One.", "One.\n\nTwo.")).Kind);
        Assert.Equal(TextChangeKind.Removed, Assert.Single(ArtifactDiff.Text("One.\n\nTwo.", "One.")).Kind);
        Assert.Empty(ArtifactDiff.Text("One.\r\n\r\nTwo.", "One.\n\nTwo."));
    }

    [Fact]
    public void Rows_are_matched_by_key_not_by_place()
    {
        TableData before = Samples.Claims(4, 0, 0) with { Keys = ["a", "b", "c", "d"] };
        TableData now = before with
        {
            Rows = [before.Rows[3], before.Rows[1].SetItem(4, new Value.Choice("refuse")), before.Rows[0], before.Rows[2]],
            Keys = ["d", "b", "a", "new"],
        };
        TableChanges changes = ArtifactDiff.Table(before, now);
        CellChange cell = Assert.Single(changes.Cells);
        Assert.Equal(("b", 1, "verdict"), (cell.Key, cell.Row, cell.Column));
        Assert.Equal(3, Assert.Single(changes.Added));
        Assert.Equal(2, Assert.Single(changes.Removed));
        Assert.True(ArtifactDiff.Table(before, before).IsEmpty);
    }

    [Fact]
    public void Fields_that_came_went_or_differ_are_named()
    {
        Value.Record before = new([new Field("a", new Value.Number(1)), new Field("b", new Value.Text("x"))]);
        Value.Record now = new([new Field("a", new Value.Number(2)), new Field("c", new Value.Text("y"))]);
        Assert.Equal(["a", "c", "b"], ArtifactDiff.Record(before, now).Select(change => change.Name));
    }
}
