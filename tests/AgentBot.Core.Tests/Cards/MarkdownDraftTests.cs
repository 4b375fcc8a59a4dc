using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Tests.Cards;

/// <summary>How much of a text stands on a card.</summary>
public sealed class MarkdownDraftTests
{
    [Fact]
    public void Headings_take_no_paragraph_away()
    {
        Drawn drawn = MarkdownDraft.Draw(Text(5), most: 2_000, mostParagraphs: 5);
        Assert.True(drawn.Whole);
        Assert.Equal((5, 5, 10), (drawn.Shown, drawn.Blocks, drawn.Elements.Length));
    }

    [Fact]
    public void No_heading_is_left_without_what_it_stands_over()
    {
        Drawn drawn = MarkdownDraft.Draw(Text(7), most: 2_000, mostParagraphs: 3);
        Assert.False(drawn.Whole);
        Assert.Equal((3, 7), (drawn.Shown, drawn.Blocks));
        Assert.Equal("Paragraph 3.", Assert.IsType<TextBlock>(drawn.Elements[^1]).Text);
    }

    [Fact]
    public void Nothing_but_headings_is_counted_as_what_it_is()
    {
        Drawn drawn = MarkdownDraft.Draw("# One\n\n# Two\n\n# Three\n", most: 2_000, mostParagraphs: 2);
        Assert.False(drawn.Whole);
        Assert.Equal((2, 3), (drawn.Shown, drawn.Blocks));
    }

    private static string Text(int sections) => string.Concat(Enumerable.Range(1, sections).Select(number => $"## Heading {number}\n\nParagraph {number}.\n\n"));
}
