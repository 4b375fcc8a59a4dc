using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Drills;

public sealed class MistakePlanterTests
{
    private static readonly FieldType.Choice Verdict = new(["approve", "query", "refuse"]);

    [Fact]
    public void In_a_table_exactly_one_cell_differs_and_it_is_the_one_that_is_told()
    {
        Random random = Proof.Random();
        var lots = new Lots(random);
        var fields = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < Proof.Size(2_000); i++)
        {
            TableData table = Table(random);
            PlantedCopy copy = MistakePlanter.Plant(ArtifactType.Table, new Value.Table(table), lots)!;
            TableData altered = ((Value.Table)copy.Content).Data;
            (int Row, int Column)[] differ =
            [
                .. Enumerable.Range(0, table.Rows.Length).SelectMany(row => Enumerable.Range(0, table.Columns.Length).Select(column => (row, column)))
                    .Where(cell => altered.Rows[cell.row][cell.column] != table.Rows[cell.row][cell.column]),
            ];
            (int at, int column) = Assert.Single(differ);
            PlantedMistake mistake = copy.Mistake;
            Assert.Equal((table.KeyOf(at), table.Columns[column].Name), (mistake.Row, mistake.Field));
            Assert.Contains($"in row {at + 1}", mistake.Place, StringComparison.Ordinal);
            Assert.Equal((ValueText.ForPeople(table.Rows[at][column]), ValueText.ForPeople(altered.Rows[at][column])), (mistake.Was, mistake.Is));
            Assert.Equal(mistake, PlantedMistake.Read(mistake.Write()));
            Assert.Equal((mistake.Is, mistake.Was), (MistakePlanter.At(copy.Content, mistake), MistakePlanter.At(new Value.Table(table), mistake)));
            fields.Add(mistake.Field);
        }

        Assert.Equal(["amount", "verdict"], fields.Order());
    }

    [Fact]
    public void Of_a_payment_the_amount_or_two_digits_of_the_account_of_a_mail_two_letters_of_the_recipients_domain()
    {
        var lots = new Lots(Proof.Random());
        Value payment = Record(("payee", new Value.Text("Brightwater GmbH")), ("amount", new Value.Money(4_860, "EUR")), ("account", new Value.Text("DE89 3704 0044 0532 0130 00")));
        string[] places = [.. Enumerable.Range(0, 40).Select(_ => MistakePlanter.Plant(ArtifactType.Payment, payment, lots)!.Mistake.Place).Distinct().Order()];
        Assert.Equal(["the account", "the amount"], places);

        PlantedMistake mail = MistakePlanter.Plant(ArtifactType.Email, Record(("to", new Value.Text("Karin <karin@lindqvist.example>")), ("subject", new Value.Text("Renewal")), ("body", new Value.Text("In March."))), lots)!.Mistake;
        Assert.Equal(("Karin <karin@lindqvist.example>", "Karin <karin@ilndqvist.example>"), (mail.Was, mail.Is));

        PlantedMistake change = MistakePlanter.Plant(ArtifactType.Record, Record(("before", Record(("limit", new Value.Number(500)))), ("after", Record(("limit", new Value.Number(600))))), lots)!.Mistake;
        Assert.Equal(("the new value of “limit”", "600", "6,000"), (change.Place, change.Was, change.Is));
    }

    [Fact]
    public void Where_nothing_honest_can_be_planted_there_is_no_drill()
    {
        var lots = new Lots(Proof.Random());
        Assert.Null(MistakePlanter.Plant(ArtifactType.Document, Record(("title", new Value.Text("A")), ("body", new Value.Text("B"))), lots));
        Assert.Null(MistakePlanter.Plant(ArtifactType.Table, new Value.Table(new TableData([new Column("who", new FieldType.Text())], [[new Value.Text("Ana")]])), lots));
        Assert.Null(MistakePlanter.Plant(ArtifactType.Record, Record(("limit", new Value.Number(3))), lots));
    }

    [Fact]
    public void It_is_found_by_a_no_to_the_whole_or_to_exactly_that_place()
    {
        var mistake = new PlantedMistake("the amount in row 2", "2", "amount", "5.00 EUR", "50.00 EUR");
        Assert.True(DrillJudge.IsFound(mistake, Decision(DecisionKind.Reject), null, null));
        Assert.True(DrillJudge.IsFound(mistake, Decision(DecisionKind.RequestChanges), null, null));
        Assert.True(DrillJudge.IsFound(mistake, Decision(DecisionKind.RequestChanges, "2"), null, null));
        Assert.False(DrillJudge.IsFound(mistake, Decision(DecisionKind.RequestChanges, "1"), null, null));
        Assert.False(DrillJudge.IsFound(mistake, Decision(DecisionKind.Approve), null, null));
        foreach ((RowChoice choice, bool isFound) in new (RowChoice, bool)[]
        {
            (new RowChoice(RowAnswer.Refuse), true), (new RowChoice(RowAnswer.Return), true), (new RowChoice(RowAnswer.Approve), false),
            (new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "EUR 50", "EUR 5")] }, true),
            (new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("person", "a", "b")] }, false),
        })
        {
            Assert.Equal(isFound, DrillJudge.IsFound(mistake, Decision(DecisionKind.Rows), RowChoices.None.With("1", new RowChoice(RowAnswer.Approve)).With("2", choice), null));
            Assert.False(DrillJudge.IsFound(mistake, Decision(DecisionKind.Rows), RowChoices.None.With("1", choice).With("2", new RowChoice(RowAnswer.Approve)), null));
        }
    }

    private static TableData Table(Random random)
    {
        int rows = random.Next(1, 9);
        return new TableData(
            [new Column("person", new FieldType.Text()), new Column("amount", new FieldType.Money()), new Column("verdict", Verdict), new Column("reason", new FieldType.Text())],
            [
                .. Enumerable.Range(0, rows).Select(row => (System.Collections.Immutable.ImmutableArray<Value>)
                [
                    new Value.Text("p" + row), new Value.Money(random.Next(1, 100_000) / 100m, "EUR"), new Value.Choice(Verdict.Of[random.Next(3)]), new Value.Text("Within the limit."),
                ]),
            ])
        { Keys = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, rows).Select(row => $"k{row}")], Totals = ["amount"] };
    }

    private static Value.Record Record(params (string Name, Value Value)[] fields) => new([.. fields.Select(field => new Field(field.Name, field.Value))]);

    private static DecisionRow Decision(DecisionKind kind, params string[] marked) => new()
    {
        Review = new ReviewId("r"), Revision = 1, Workspace = new WorkspaceKey("local"), Person = new PersonKey("ben"), Kind = kind, Shown = Digest.None, Content = Digest.None, Marked = marked, At = DateTimeOffset.UnixEpoch,
    };

    private sealed class Lots(Random random) : ILots
    {
        public int Below(int most) => random.Next(most);
    }
}
