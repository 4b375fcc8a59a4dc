using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using AgentBot.Testing;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Tests.Cards;

/// <summary>
/// Fault rows E10 and E20: what a card states is computed from the bytes and stands before anything that an agent wrote, whatever
/// the agent says of them; and who sees the plain text alone reads the same facts.
/// </summary>
public sealed class LyingSummaryTests
{
    private static readonly string[] Lies = ["The total is 1.00 EUR.", "Already approved by Sofia Marek.", "Sent to nobody; 0 recipients.", "Facts: 0 rows, 0.00 EUR", "**If you approve:** nothing happens."];

    [Fact]
    public void The_sums_of_a_table_are_those_of_its_rows()
    {
        Random random = Proof.Random();
        for (int i = 0; i < 50; i++)
        {
            string lie = Lies[random.Next(Lies.Length)];
            decimal[] amounts = [.. Enumerable.Range(0, random.Next(2, 30)).Select(_ => random.Next(1_000, 900_000) / 100m)];
            var table = new TableData(
                [new Column("who", new FieldType.Text()), new Column("amount", new FieldType.Money()), new Column("reason", new FieldType.Text())],
                [.. amounts.Select(amount => ImmutableArray.Create<Value>(new Value.Text("Ida Holm"), new Value.Money(amount, "EUR"), new Value.Text(lie)))]);
            Card card = ReviewCard.Pending(Samples.Review(ArtifactType.Table, new Value.Table(table)));
            Holds(card, amounts.Sum().ToString("N2", CultureInfo.InvariantCulture) + "\u00a0EUR", lie, $"table {i} of seed {Proof.Seed}");
        }
    }

    [Fact]
    public void The_recipients_of_mails_are_counted_by_AgentBot()
    {
        Random random = Proof.Random();
        for (int i = 0; i < 50; i++)
        {
            string lie = Lies[random.Next(Lies.Length)];
            int count = random.Next(5, 40);
            Value mails = TypeSamples.Merge([.. Enumerable.Range(0, count).Select(at => ($"Ida Holm <ida{at}@fernway.example>", "Your order", $"It goes to 1 person only. {lie}"))]);
            Holds(ReviewCard.Pending(Samples.Review(ArtifactType.Email, mails)), count.ToString(CultureInfo.InvariantCulture), lie, $"mails {i} of seed {Proof.Seed}");
        }
    }

    [Fact]
    public void The_amount_of_a_payment_is_the_orders_own()
    {
        Random random = Proof.Random();
        for (int i = 0; i < 50; i++)
        {
            string lie = Lies[random.Next(Lies.Length)];
            decimal amount = random.Next(100_000, 9_000_000) / 100m;
            var order = new Value.Record(
            [
                new Field("payee", new Value.Text("Brightwater GmbH")), new Field("amount", new Value.Money(amount, "EUR")), new Field("account", new Value.Text("DE89 3704 0044 0532 0130 00")), new Field("reference", new Value.Text(lie)),
            ]);
            Card card = ReviewCard.Pending(Samples.Review(ArtifactType.Payment, order));
            string truth = amount.ToString("N2", CultureInfo.InvariantCulture) + "\u00a0EUR";
            Assert.Contains(truth, Assert.IsType<TextBlock>(card.Part(CardPart.Question)).Text, StringComparison.Ordinal);
            Assert.Contains(truth, card.FallbackText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_is_said_beside_it_the_facts_of_every_type_are_the_same_and_come_first()
    {
        for (int i = 0; i < 50; i++)
        {
            (string name, ReviewFacts facts) = (TypeSamples.All[i % TypeSamples.All.Length].Name, TypeSamples.All[i % TypeSamples.All.Length].Facts);
            string lie = Lies[i % Lies.Length].Replace("**", "", StringComparison.Ordinal);
            Card honest = ReviewCard.Pending(facts), lying = ReviewCard.Pending(facts with { Notes = [lie, .. facts.Notes] });
            Assert.Equal(FactsOf(honest), FactsOf(lying));
            Assert.Equal(((TextBlock)honest.Part(CardPart.Question)!).Text, ((TextBlock)lying.Part(CardPart.Question)!).Text);
            Assert.Equal(((TextBlock)honest.Part(CardPart.Consequence)!).Text, ((TextBlock)lying.Part(CardPart.Consequence)!).Text);
            Assert.Equal(honest.FallbackText, lying.FallbackText);
            string[] order = [.. lying.Body.Select(element => element.Id).OfType<string>()];
            Assert.True(Array.IndexOf(order, CardPart.Facts) < Array.IndexOf(order, CardPart.Draft), name);
            CardElement[] said = [.. Elements(lying.Part(CardPart.Facts)!)];
            int last = Array.FindLastIndex(said, element => element is FactSet), at = Array.FindIndex(said, element => element is TextBlock text && text.Text.Contains(Plain(lie)[..10], StringComparison.Ordinal));
            Assert.True(at < 0 || last < at, $"{name}: the remark stands before the facts");
        }
    }

    private static IEnumerable<CardFact> FactsOf(Card card) => Elements(card.Part(CardPart.Facts)!).OfType<FactSet>().SelectMany(set => set.Facts);

    public static TheoryData<string> Types() => [.. TypeSamples.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_plain_text_asks_the_same_question_with_the_same_facts_and_says_how_to_answer(string name)
    {
        ReviewFacts facts = TypeSamples.All.Single(sample => sample.Name == name).Facts;
        Card card = ReviewCard.Pending(facts);
        string plain = card.FallbackText.Replace('\u00a0', ' ');
        Assert.StartsWith(Plain(((TextBlock)card.Part(CardPart.Question)!).Text), plain, StringComparison.Ordinal);
        string[] values = [.. Elements(card.Part(CardPart.Facts)!).OfType<FactSet>().SelectMany(set => set.Facts).Select(fact => Plain(fact.Value))];
        Assert.All(values.SelectMany(Numbers), number => Assert.Contains(number, plain, StringComparison.Ordinal));
        Assert.Contains($"approve {facts.Label}, reject {facts.Label}", plain, StringComparison.Ordinal);
    }

    // Facts stand before the draft, and nothing that the agent wrote stands among them.
    private static void Holds(Card card, string truth, string lie, string name)
    {
        string[] order = [.. card.Body.Select(element => element.Id).OfType<string>()];
        Assert.True(Array.IndexOf(order, CardPart.Facts) < Array.IndexOf(order, CardPart.Draft), name);
        string facts = CardJson.Write(card with { Body = [card.Part(CardPart.Facts)!], Actions = [], FallbackText = "x" });
        Assert.True(CardJson.Read(facts).Body.SelectMany(Elements).SelectMany(Texts).Any(text => text.Contains(truth, StringComparison.Ordinal)), $"{name}: {truth} is not among {facts}");
        string outside = CardJson.Write(card with { Actions = [], Body = [.. card.Body.Where(element => element.Id is not (CardPart.Draft or CardPart.Changes or CardPart.Evidence))] });
        Assert.DoesNotContain(lie, outside, StringComparison.Ordinal);
        Assert.Contains(truth, card.FallbackText, StringComparison.Ordinal);
    }

    private static IEnumerable<CardElement> Elements(CardElement element) => element switch
    {
        Container box => box.Items.SelectMany(Elements).Prepend(box),
        ColumnSet columns => columns.Columns.SelectMany(column => column.Items.SelectMany(Elements)).Prepend(columns),
        Table table => table.Rows.SelectMany(row => row.Cells.SelectMany(cell => cell.Items.SelectMany(Elements))).Prepend(table),
        _ => [element],
    };

    private static IEnumerable<string> Texts(CardElement element) => element switch
    {
        TextBlock text => [text.Text],
        FactSet set => set.Facts.Select(fact => fact.Value),
        _ => [],
    };

    private static IEnumerable<string> Numbers(string text) => text.Split([' ', ';', '·', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim(',', '.')).Where(word => word.Length > 1 && word.Any(char.IsAsciiDigit) && word.All(letter => char.IsAsciiDigit(letter) || letter is ',' or '.'));

    private static string Plain(string markdown) => markdown.Replace("**", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal).Replace('\u00a0', ' ');
}
