using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Choices by row key. While somebody makes up their mind they are a draft; handed in they are one decision, kept as an artifact
/// whose digest the decision names.
/// </summary>
public sealed record RowChoices(ImmutableSortedDictionary<string, RowChoice> ByKey)
{
    public static readonly RowChoices None = new(ImmutableSortedDictionary.Create<string, RowChoice>(StringComparer.Ordinal));

    public bool IsEmpty => ByKey.IsEmpty;

    /// <summary>Names exactly these choices.</summary>
    public Digest Digest => Digest.OfBytes(ValueJson.Write(ToValue()));

    public RowChoice? Of(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>Null takes a choice back.</summary>
    public RowChoices With(string key, RowChoice? choice) => new(choice is null ? ByKey.Remove(key) : ByKey.SetItem(key, choice));

    /// <summary>Without keys that the table does not have.</summary>
    public RowChoices Of(TableData table)
    {
        HashSet<string> keys = [.. Enumerable.Range(0, table.Rows.Length).Select(table.KeyOf)];
        return ByKey.Keys.All(keys.Contains) ? this : new RowChoices(ByKey.RemoveRange(ByKey.Keys.Where(key => !keys.Contains(key))));
    }

    /// <summary>What a plain approval says of the rows.</summary>
    public static RowChoices Approving(TableData table) =>
        new(None.ByKey.SetItems(Enumerable.Range(0, table.Rows.Length).Select(row => KeyValuePair.Create(table.KeyOf(row), new RowChoice(RowAnswer.Approve)))));

    /// <summary>
    /// What several people's choices come to, row by row: one return sends it back, else one refusal keeps it out, and it leaves only
    /// where every one of them lets it. A row that one of them said nothing of has no answer.
    /// </summary>
    public static RowChoices Together(TableData table, IReadOnlyList<RowChoices> all)
    {
        var together = None.ByKey.ToBuilder();
        for (int row = 0; row < table.Rows.Length; row++)
        {
            string key = table.KeyOf(row);
            RowChoice?[] given = [.. all.Select(choices => choices.Of(key))];
            RowChoice? said = given.FirstOrDefault(choice => choice?.Answer == RowAnswer.Return)
                ?? given.FirstOrDefault(choice => choice?.Answer == RowAnswer.Refuse)
                ?? (given.Length == 0 || given.Contains(null) ? null : given.FirstOrDefault(choice => choice!.Answer == RowAnswer.Edit) ?? given[0]);
            if (said is not null)
            {
                together[key] = said;
            }
        }

        return new RowChoices(together.ToImmutable());
    }

    public Value ToValue() => new Value.Record(
    [
        new Field("rows", Table(["key", "choice", "note", "rest"], ByKey.Select(pair => (string[])[pair.Key, WordOf(pair.Value.Answer), pair.Value.Note, pair.Value.ByRest ? "yes" : ""]))),
        new Field("cells", Table(["key", "column", "was", "now"], ByKey.SelectMany(pair => pair.Value.Cells.Select(cell => (string[])[pair.Key, cell.Column, cell.Was, cell.Now])))),
    ]);

    /// <exception cref="FormatException">It is not what <see cref="ToValue"/> wrote.</exception>
    public static RowChoices Read(Value value)
    {
        if (value is not Value.Record record)
        {
            throw new FormatException("These are no row choices.");
        }

        ILookup<string, ChangedCell> cells = Lines(record["cells"]).ToLookup(cell => cell[0], cell => new ChangedCell(cell[1], cell[2], cell[3]), StringComparer.Ordinal);
        return new RowChoices(None.ByKey.SetItems(Lines(record["rows"]).Select(row => KeyValuePair.Create(
            row[0],
            new RowChoice(AnswerOf(row[1]) ?? throw new FormatException("A row choice is unreadable."), row[2]) { ByRest = row[3].Length > 0, Cells = [.. cells[row[0]]] }))));
    }

    public static RowChoices Read(string json) => json.Length == 0 ? None : Read(ValueJson.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    public string Write() => IsEmpty ? "" : ValueJson.WriteText(ToValue());

    /// <summary>The word that stands in files, in forms and in what is kept.</summary>
    public static string WordOf(RowAnswer answer) => answer switch
    {
        RowAnswer.Approve => "approve",
        RowAnswer.Refuse => "refuse",
        RowAnswer.Edit => "edit",
        _ => "return",
    };

    /// <summary>Case and spaces forgiven; null for no such word.</summary>
    public static RowAnswer? AnswerOf(string word) => word.Trim().ToLowerInvariant() switch
    {
        "approve" or "approved" => RowAnswer.Approve,
        "refuse" or "refused" => RowAnswer.Refuse,
        "edit" or "edited" => RowAnswer.Edit,
        "return" or "returned" or "send back" => RowAnswer.Return,
        _ => null,
    };

    private static Value.Table Table(string[] columns, IEnumerable<string[]> rows) => new(new TableData(
        [.. columns.Select(column => new Column(column, new FieldType.Text()))],
        [.. rows.Select(row => row.Select(Value (text) => new Value.Text(text)).ToImmutableArray())]));

    private static IEnumerable<string[]> Lines(Value table) => table is Value.Table { Data: { Columns.Length: 4 } data }
        ? data.Rows.Select(row => row.Select(cell => cell is Value.Text text ? text.Content : "").ToArray())
        : throw new FormatException("These are no row choices.");
}
