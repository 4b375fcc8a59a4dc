using AgentBot.Core.Cards;
using AgentBot.Testing;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Tests.Cards;

public sealed class CardGoldenTests
{
    public static TheoryData<string> Names() => [.. SampleCards.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_reads_as_its_golden_file(string name) => GoldenFile.Matches($"{name}.json", CardJson.Write(Card(name), indented: true));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_survives_the_way_to_json_and_back(string name)
    {
        string json = CardJson.Write(Card(name));
        Assert.Equal(json, CardJson.Write(CardJson.Read(json)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_keeps_the_rules(string name) => CardRules.Hold(Card(name), name, isForm: name == "table-rows");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_speaks_in_the_words_of_the_house(string name)
    {
        // Drafts are other people’s words.
        Card card = Card(name);
        CardRules.HouseWords(card with { Body = [.. card.Body.Where(element => element.Id is not (CardPart.Draft or CardPart.Changes) && element is not InputText)] }, name);
    }

    [SchemaFact]
    public void Every_card_fits_the_official_schema()
    {
        AdaptiveCardSchema schema = AdaptiveCardSchema.Load();
        Assert.All(SampleCards.All, sample => Assert.Null(schema.Mistake(CardJson.Write(sample.Card))));
    }

    [SchemaFact]
    public void The_schema_judge_can_say_no()
    {
        AdaptiveCardSchema schema = AdaptiveCardSchema.Load();
        string good = CardJson.Write(Card("table-pending"));
        Assert.NotNull(schema.Mistake(good.Replace("\"wrap\":true", "\"wrapp\":true", StringComparison.Ordinal)));
        Assert.NotNull(schema.Mistake(good.Replace("\"size\":\"large\"", "\"size\":\"huge\"", StringComparison.Ordinal)));
        Assert.NotNull(schema.Mistake(good.Replace("\"type\":\"FactSet\"", "\"type\":\"FactSett\"", StringComparison.Ordinal).Replace("\"type\":\"Table\"", "\"type\":\"Tabel\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_pending_card_names_its_parts_from_top_to_bottom()
    {
        string[] ids = [.. Card("table-round-two").Body.Select(element => element.Id ?? "none")];
        Assert.Equal([CardPart.Strip, CardPart.Question, CardPart.Asked, CardPart.Consequence, CardPart.Facts, CardPart.Changes, CardPart.Draft, CardPart.Deciders, CardPart.SmallPrint], ids);
    }

    [Fact]
    public void A_public_address_stands_before_console_paths_only()
    {
        string json = CardJson.Write(Card("table-pending"), "https://bot.example/");
        Assert.Contains("https://bot.example/console/reviews/", json, StringComparison.Ordinal);
    }

    private static Card Card(string name) => SampleCards.All.Single(sample => sample.Name == name).Card;
}
