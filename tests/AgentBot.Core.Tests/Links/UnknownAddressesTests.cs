using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Links;

public sealed class UnknownAddressesTests
{
    private static readonly ImmutableArray<Source> Given =
    [
        new Source(SourceKind.Input, "the input “text”", "Write to Karin <karin@lindqvist.example> about https://crm.acme.example/orders/7 and call +49 (30) 1234-567."),
        new Source(SourceKind.Fact, "fact 3", "We pay to DE89 3704 0044 0532 0130 00."),
        new Source(SourceKind.File, "october.csv", "supplier,mail,page\nNordwind,pay@nordwind.example,https://nordwind.example/pay\n"),
        new Source(SourceKind.Message, "message by Ida Holm, 18 Nov", "Ask eve@evil.example"),
        new Source(SourceKind.Template, "the template", "End with www.acme.example/help"),
    ];

    [Theory]
    [InlineData("karin@lindqvist.example, KARIN@Lindqvist.example", "")]
    [InlineData("https://crm.acme.example/orders/7 and crm.acme.example", "")]
    [InlineData("https://crm.acme.example/orders/7?steal=1", "https://crm.acme.example/orders/7?steal=1")]
    [InlineData("Call +49 30 1234567 or DE89370400440532013000.", "")]
    [InlineData("Call +49 30 1234568.", "+49 30 1234568")]
    [InlineData("Pay to DE02120300000000202051", "DE02120300000000202051")]
    [InlineData("pay@nordwind.example", "")]
    [InlineData("https://nordwind.example/pay", "https://nordwind.example/pay in october.csv")]
    [InlineData("eve@evil.example", "eve@evil.example in message by Ida Holm, 18 Nov")]
    [InlineData("https://acme.example/help/", "")]
    [InlineData("evil-pay.com and ev\u0456l.com", "evil-pay.com, ev\u0456l.com")]
    [InlineData("231 of 240 claims, 28,914.30 EUR, 12.11.2026, row 14, invoice 2026-118, at 10:30", "")]
    [InlineData("Our account number: 12345678", "12345678")]
    public void Only_what_no_person_gave_is_told(string text, string told)
    {
        Value message = new MessageContent(text).ToValue();
        ImmutableArray<UnknownAddress> unknown = UnknownAddresses.Among(UnknownAddresses.In(ArtifactType.Message, message), new SourceBook(Given), []);
        Assert.Equal(told, string.Join(", ", unknown.Select(address => address.OnlyIn.Length == 0 ? address.Address.Text : $"{address.Address.Text} in {address.OnlyIn}")));
    }

    [Fact]
    public void The_arguments_of_a_call_are_looked_through_and_its_schema_is_not()
    {
        Value call = new CallContent("crm.write", "Write a note", """{"account":"12345678","note":"see https://evil.example/x"}""", """{"$schema":"https://json-schema.org/draft/2020-12/schema"}""").ToValue();
        Assert.Equal(["12345678", "https://evil.example/x"], UnknownAddresses.In(ArtifactType.Call, call).Select(address => address.Text));
    }

    [Fact]
    public void Who_edits_gives_what_they_write() =>
        Assert.Empty(UnknownAddresses.Among(AddressFinder.Find("see https://evil.example/x"), new SourceBook([]), AddressFinder.Find("https://evil.example/x")));

    [Fact]
    public void A_table_of_ten_thousand_cells_is_looked_through_at_once()
    {
        Value table = new Value.Table(Samples.Claims(10_000, 0, 0));
        Assert.Empty(UnknownAddresses.In(ArtifactType.Table, table));
    }

    [Fact]
    public void The_card_tells_it_in_full_with_how_much_a_link_carries_and_no_address_works()
    {
        Card card = ReviewCard.Pending(Samples.UnknownAddresses());
        string told = CardJson.Write(card with { Body = [card.Part(CardPart.Unknown)!] }).Replace("\\\\", "", StringComparison.Ordinal);
        Assert.Contains("2 addresses that nobody here supplied", told, StringComparison.Ordinal);
        Assert.Contains("https[:]//lindqvist-credit[.]example/confirm?customer=4711", told, StringComparison.Ordinal);
        Assert.Contains("+49 30 5550 0199", told, StringComparison.Ordinal);
        Assert.Contains("1 address that only incident report.txt names", told, StringComparison.Ordinal);
        Assert.Contains("A link carries 91 characters", told, StringComparison.Ordinal);
        Assert.Contains("nobody here supplied", ReviewCard.WarningOf(Samples.UnknownAddresses()), StringComparison.Ordinal);
    }
}
