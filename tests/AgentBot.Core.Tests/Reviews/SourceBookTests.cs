using AgentBot.Core.Reviews.Evidence;

namespace AgentBot.Core.Tests.Reviews;

/// <summary>A citation counts when its place exists and says that; everything else has no source.</summary>
public sealed class SourceBookTests
{
    private static readonly SourceBook Book = new(
    [
        new Source(SourceKind.File, "october.csv", "claim,email,note\nC-1,karin.ek@lindqvist.example,\"two\nlines\"\nC-2,k.sand@oakmere.example,see https://fernway.example/prices.\n"),
        new Source(SourceKind.File, "call-notes.txt", "Karin said: Peter takes over\nfrom me in December. Pay to DE89 3704 0044 0532 0130 00, as always."),
        new Source(SourceKind.Fact, "fact 12", "Hotels cost at most 180 EUR a night."),
    ]);

    [Theory]
    [InlineData("row 1", "row 1 of october.csv")]
    [InlineData("row 2 of october.csv", "row 2 of october.csv")]
    [InlineData("Row 2 in october", "row 2 of october.csv")]
    [InlineData("fact 12", "fact 12")]
    [InlineData("call-notes.txt, second line", "call-notes.txt")]
    [InlineData("“Peter takes over from me in December”", "call-notes.txt")]
    [InlineData("call-notes.txt: \"peter takes over\"", "call-notes.txt")]
    [InlineData("Hotels cost at most 180 EUR", "fact 12")]
    public void What_stands_there_is_found(string citation, string label) => Assert.Equal(label, Book.Find(citation)?.Label);

    [Theory]
    [InlineData("")]
    [InlineData("row 3")]
    [InlineData("row 0")]
    [InlineData("row 1 of november.csv")]
    [InlineData("fact 13")]
    [InlineData("fact 1")]
    [InlineData("call-notes-2.txt")]
    [InlineData("call-notes.txt: “Peter leaves in January”")]
    [InlineData("EUR")]
    [InlineData("sales forecast of the board")]
    public void What_does_not_stand_there_has_no_source(string citation) => Assert.Null(Book.Find(citation));

    [Fact]
    public void An_address_counts_only_whole()
    {
        Assert.NotNull(Book.FindAddress("KARIN.EK@lindqvist.example"));
        Assert.NotNull(Book.FindAddress("https://fernway.example/prices"));
        Assert.Null(Book.FindAddress("ek@lindqvist.example"));
        Assert.Null(Book.FindAddress("karin.ek@lindqvist.exampl"));
        Assert.Null(Book.FindAddress("https://fernway.example/price"));
        Assert.Null(new SourceBook([new Source(SourceKind.Input, "x", "a@b.example.evil.example")]).FindAddress("a@b.example"));
    }

    [Fact]
    public void An_account_is_found_however_it_is_grouped()
    {
        Assert.NotNull(Book.FindAccount("DE89370400440532013000"));
        Assert.NotNull(Book.FindAccount("de89 3704 0044 0532 0130 00"));
        Assert.Null(Book.FindAccount("DE8937040044053201300"));
        Assert.Null(Book.FindAccount("DE02120300000000202051"));
    }

    [Fact]
    public void Nobody_looked_is_not_the_same_as_nothing_found() => Assert.False(SourceBook.Unread.IsRead);
}
