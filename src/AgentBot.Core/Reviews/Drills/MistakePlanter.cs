using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>
/// Plants one mistake that careful reading finds, in a copy: a decimal point that slipped, a verdict turned round, an address
/// with two letters swapped. Pure but for the draw. Where no honest mistake can be planted, there is no drill.
/// </summary>
public static class MistakePlanter
{
    private const decimal Slip = 10;

    /// <summary>Types of which something can be planted in some content.</summary>
    public static bool Knows(ArtifactType type) => type is ArtifactType.Table or ArtifactType.Payment or ArtifactType.Email or ArtifactType.Record;

    /// <returns>Null where nothing can be planted, or what came out would not be of that type any more.</returns>
    public static PlantedCopy? Plant(ArtifactType type, Value content, ILots lots)
    {
        PlantedCopy? copy = (type, content) switch
        {
            (ArtifactType.Table, Value.Table table) => InTable(table.Data, lots),
            (ArtifactType.Email, Value.Table mails) => InMails(mails.Data, lots),
            (ArtifactType.Email, Value.Record mail) => InMail(mail),
            (ArtifactType.Payment, Value.Record payment) => InPayment(payment, lots),
            (ArtifactType.Record, Value.Record change) => InChange(change, lots),
            _ => null,
        };
        return copy is not null && copy.Mistake.Was != copy.Mistake.Is && ReviewSurfaces.For(type, copy.Content).Check(copy.Content) is null ? copy : null;
    }

    /// <summary>What stands at the planted place of some content, as people read it; null where the place is gone.</summary>
    public static string? At(Value content, PlantedMistake mistake) => content switch
    {
        Value.Table table => Cell(table.Data, mistake) is { } cell ? ValueText.ForPeople(cell) : null,
        Value.Record record when record.Find(mistake.Field) is { } field => ValueText.ForPeople(field),
        Value.Record record => record["after"] is Value.Record after && after.Find(mistake.Field) is { } field ? ValueText.ForPeople(field) : null,
        _ => null,
    };

    private static Value? Cell(TableData data, PlantedMistake mistake)
    {
        int row = new TableContent(data).RowOf(mistake.Row);
        int column = data.IndexOf(mistake.Field);
        return row < 0 || column < 0 ? null : data.Rows[row][column];
    }

    private static PlantedCopy? InTable(TableData data, ILots lots)
    {
        var table = new TableContent(data);
        PlantedCopy?[] ways = [InAmount(table, lots), InVerdict(table, lots)];
        PlantedCopy[] found = [.. ways.OfType<PlantedCopy>()];
        return found.Length == 0 ? InNumber(data, lots) : found[lots.Below(found.Length)];
    }

    private static PlantedCopy? InAmount(TableContent table, ILots lots)
    {
        if (table.Amount is not { } column)
        {
            return null;
        }

        int[] rows = [.. Rows(table.Data).Where(row => table.AmountOf(row) is { Amount: not 0 })];
        return rows.Length == 0 ? null : Planted(table.Data, rows[lots.Below(rows.Length)], column, "amount");
    }

    private static PlantedCopy? InNumber(TableData data, ILots lots)
    {
        (int Row, int Column)[] cells =
        [
            .. Rows(data).SelectMany(row => Enumerable.Range(0, data.Columns.Length).Select(column => (Row: row, Column: column)))
                .Where(cell => data.Rows[cell.Row][cell.Column] is Value.Number { Amount: not 0 } or Value.Money { Amount: not 0 }),
        ];
        if (cells.Length == 0)
        {
            return null;
        }

        (int row, int column) = cells[lots.Below(cells.Length)];
        return Planted(data, row, column, $"“{data.Columns[column].Name}”");
    }

    // Only where a reason beside it says the opposite can somebody see that the verdict is wrong.
    private static PlantedCopy? InVerdict(TableContent table, ILots lots)
    {
        if (table is not { Verdict: { } column, Reason: { } reason, Words: { } words } || words.Options.Length < 2)
        {
            return null;
        }

        int[] rows = [.. Rows(table.Data).Where(row => table.OptionOf(row).Length > 0 && ValueText.ForPeople(table.Cell(row, reason)).Length > 0)];
        if (rows.Length == 0)
        {
            return null;
        }

        int at = rows[lots.Below(rows.Length)];
        string was = table.OptionOf(at);
        string[] others = [.. words.Options.Where(option => option != was)];
        string now = was != words.Yes ? words.Yes : others[lots.Below(others.Length)];
        return With(table.Data, at, column, new Value.Choice(now), "verdict");
    }

    private static PlantedCopy? Planted(TableData data, int row, int column, string noun) =>
        Slipped(data.Rows[row][column]) is { } slipped ? With(data, row, column, slipped, noun) : null;

    private static PlantedCopy With(TableData data, int row, int column, Value now, string noun)
    {
        Value was = data.Rows[row][column];
        TableData copy = data with { Rows = data.Rows.SetItem(row, data.Rows[row].SetItem(column, now)) };
        return new PlantedCopy(new Value.Table(copy), new PlantedMistake($"the {noun} in row {row + 1}", data.KeyOf(row), data.Columns[column].Name, ValueText.ForPeople(was), ValueText.ForPeople(now)));
    }

    private static PlantedCopy? InPayment(Value.Record payment, ILots lots)
    {
        PlantedCopy? amount = Slipped(payment["amount"]) is { } slipped ? Changed(payment, "amount", slipped, "the amount") : null;
        PlantedCopy? account = payment["account"] is Value.Text { Content: var written } && SwappedDigits(written) is { } swapped ? Changed(payment, "account", new Value.Text(swapped), "the account") : null;
        PlantedCopy[] found = [.. new[] { amount, account }.OfType<PlantedCopy>()];
        return found.Length == 0 ? null : found[lots.Below(found.Length)];
    }

    private static PlantedCopy? InMail(Value.Record mail) =>
        mail["to"] is Value.Text { Content: var to } && SwappedDomain(to) is { } swapped ? Changed(mail, "to", new Value.Text(swapped), "the address of a recipient") : null;

    private static PlantedCopy? InMails(TableData mails, ILots lots)
    {
        int column = mails.IndexOf("to");
        int[] rows = column < 0 ? [] : [.. Rows(mails).Where(row => mails.Rows[row][column] is Value.Text text && SwappedDomain(text.Content) is not null)];
        if (rows.Length == 0)
        {
            return null;
        }

        int at = rows[lots.Below(rows.Length)];
        return With(mails, at, column, new Value.Text(SwappedDomain(((Value.Text)mails.Rows[at][column]).Content)!), "recipient’s address");
    }

    private static PlantedCopy? InChange(Value.Record change, ILots lots)
    {
        if (change["after"] is not Value.Record after)
        {
            return null;
        }

        Field[] fields = [.. after.Fields.Where(field => Slipped(field.Value) is not null)];
        if (fields.Length == 0)
        {
            return null;
        }

        Field field = fields[lots.Below(fields.Length)];
        Value now = Slipped(field.Value)!;
        return new PlantedCopy(change.With("after", after.With(field.Name, now)), new PlantedMistake($"the new value of “{field.Name}”", "", field.Name, ValueText.ForPeople(field.Value), ValueText.ForPeople(now)));
    }

    private static PlantedCopy Changed(Value.Record record, string field, Value now, string place) =>
        new(record.With(field, now), new PlantedMistake(place, "", field, ValueText.ForPeople(record[field]), ValueText.ForPeople(now)));

    private static IEnumerable<int> Rows(TableData data) => Enumerable.Range(0, data.Rows.Length);

    // Ten times too much, or a year too late.
    private static Value? Slipped(Value value) => value switch
    {
        Value.Money { Amount: not 0 and > -1_000_000_000_000m and < 1_000_000_000_000m } money => money with { Amount = money.Amount * Slip },
        Value.Number { Amount: not 0 and > -1_000_000_000_000m and < 1_000_000_000_000m } number => new Value.Number(number.Amount * Slip),
        Value.Date { Day.Year: < 9_999 } date => new Value.Date(date.Day.AddYears(1)),
        _ => null,
    };

    // The check digits of an account are there to find exactly this; so is a reader.
    private static string? SwappedDigits(string written)
    {
        for (int i = written.Length - 1; i > 4; i--)
        {
            if (char.IsAsciiDigit(written[i]) && char.IsAsciiDigit(written[i - 1]) && written[i] != written[i - 1])
            {
                return $"{written[..(i - 1)]}{written[i]}{written[i - 1]}{written[(i + 1)..]}";
            }
        }

        return null;
    }

    private static string? SwappedDomain(string written)
    {
        int at = written.IndexOf('@', StringComparison.Ordinal);
        int end = at < 0 ? -1 : written.IndexOf('.', at);
        for (int i = at + 1; i + 1 < end; i++)
        {
            if (char.IsAsciiLetter(written[i]) && char.IsAsciiLetter(written[i + 1]) && char.ToLowerInvariant(written[i]) != char.ToLowerInvariant(written[i + 1]))
            {
                return $"{written[..i]}{written[i + 1]}{written[i]}{written[(i + 2)..]}";
            }
        }

        return null;
    }
}
