using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>
/// What the host computes over a table's stored cells. The first choice column is the verdict; the first money column that is
/// totalled, else the first money column, is the amount; the first text or person column names whom a row is about; the first
/// text column after the verdict gives the reason.
/// </summary>
public sealed class TableContent
{
    public TableContent(TableData data)
    {
        Data = data;
        Verdict = Find(column => column.Type is FieldType.Choice);
        Amount = Find(column => column.Type is FieldType.Money && data.Totals.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            ?? Find(column => column.Type is FieldType.Money);
        Reason = Verdict is { } verdict ? FindFrom(verdict + 1, column => column.Type is FieldType.Text) : null;
        Person = Find(column => column.Type is FieldType.User)
            ?? FindWhere((column, index) => column.Type is FieldType.Text && index != Reason);
        Day = Find(column => column.Type is FieldType.Date);
        Words = Verdict is { } found ? new VerdictWords(((FieldType.Choice)data.Columns[found].Type).Of) : null;
        All = Sum("", Enumerable.Range(0, data.Rows.Length));
        Groups = Words is null
            ? []
            : [.. Words.Options.Select(option => Sum(option, RowsWith(option))), .. WithoutVerdict()];
    }

    public TableData Data { get; }

    public int? Verdict { get; }

    public int? Amount { get; }

    public int? Person { get; }

    public int? Day { get; }

    public int? Reason { get; }

    /// <summary>What the options of the verdict column mean; null without such a column.</summary>
    public VerdictWords? Words { get; }

    /// <summary>One for each option in its order, and one with an empty option where rows have no verdict.</summary>
    public ImmutableArray<RowGroup> Groups { get; }

    public RowGroup All { get; }

    /// <summary>The rows with the ordinary verdict; all rows where the table has none.</summary>
    public RowGroup Ordinary => Words is null ? All : Groups.First(group => group.Option == Words.Yes);

    public string OptionOf(int row) => Verdict is { } column && Data.Rows[row][column] is Value.Choice choice ? choice.Option : "";

    public Value.Money? AmountOf(int row) => Amount is { } column ? Data.Rows[row][column] as Value.Money : null;

    public Value Cell(int row, int? column) => column is { } index ? Data.Rows[row][index] : Value.Missing.Instance;

    /// <summary>The ordinal of the row with that key; -1 for none.</summary>
    public int RowOf(string key)
    {
        for (int row = 0; row < Data.Rows.Length; row++)
        {
            if (string.Equals(Data.KeyOf(row), key, StringComparison.Ordinal))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Count and sums of some rows.</summary>
    public RowGroup Of(IEnumerable<int> rows) => Sum("", rows);

    private IEnumerable<int> RowsWith(string option) => Enumerable.Range(0, Data.Rows.Length).Where(row => OptionOf(row) == option);

    private IEnumerable<RowGroup> WithoutVerdict()
    {
        RowGroup none = Sum("", RowsWith(""));
        return none.Rows.IsEmpty ? [] : [none];
    }

    private RowGroup Sum(string option, IEnumerable<int> rows)
    {
        ImmutableArray<int> kept = [.. rows];
        ImmutableArray<Value.Money> sums =
        [
            .. kept.Select(AmountOf).OfType<Value.Money>()
                .GroupBy(money => money.Currency, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new Value.Money(group.Sum(money => money.Amount), group.Key)),
        ];
        return new RowGroup(option, kept, sums);
    }

    private int? Find(Func<Column, bool> match) => FindFrom(0, match);

    private int? FindFrom(int start, Func<Column, bool> match) => FindWhere((column, index) => index >= start && match(column));

    private int? FindWhere(Func<Column, int, bool> match)
    {
        for (int i = 0; i < Data.Columns.Length; i++)
        {
            if (match(Data.Columns[i], i))
            {
                return i;
            }
        }

        return null;
    }
}

/// <param name="Option">The verdict they share; empty for all or for none.</param>
/// <param name="Rows">Ordinals in the table.</param>
/// <param name="Sums">One amount for each currency among them; empty without amounts.</param>
public sealed record RowGroup(string Option, ImmutableArray<int> Rows, ImmutableArray<Value.Money> Sums)
{
    public int Count => Rows.Length;
}

/// <summary>
/// What the options of a verdict column mean. A yes word (approve, accept, release, pay, keep, allow, include, match, ok, yes)
/// is the ordinary outcome wherever it stands, else the first option is. A no word (refuse, reject, deny, decline, drop,
/// exclude, no) is a refusal wherever it stands; where none is named, the last of three or more options is. Everything else is
/// a question. Authors put the options in the order yes, questions, no.
/// </summary>
public sealed class VerdictWords
{
    private static readonly Dictionary<string, string> YesWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["approve"] = "approved", ["accept"] = "accepted", ["release"] = "released", ["pay"] = "paid", ["keep"] = "kept",
        ["allow"] = "allowed", ["include"] = "included",
    };

    private static readonly HashSet<string> OtherYesWords = new(StringComparer.OrdinalIgnoreCase) { "match", "matches", "ok", "yes", "good" };

    private static readonly HashSet<string> NoWords =
        new(StringComparer.OrdinalIgnoreCase) { "refuse", "reject", "deny", "decline", "drop", "exclude", "no" };

    public VerdictWords(ImmutableArray<string> options)
    {
        Options = options;
        Yes = options.FirstOrDefault(YesWords.ContainsKey) ?? options.FirstOrDefault(OtherYesWords.Contains) ?? options.FirstOrDefault() ?? "";
        ImmutableArray<string> named = [.. options.Where(option => option != Yes && NoWords.Contains(option))];
        Refusals = named.IsEmpty && options.Length > 2 && options[^1] != Yes ? [options[^1]] : named;
    }

    public ImmutableArray<string> Options { get; }

    /// <summary>The ordinary outcome.</summary>
    public string Yes { get; }

    public ImmutableArray<string> Refusals { get; }

    public IEnumerable<string> Questions => Options.Where(option => option != Yes && !Refusals.Contains(option));

    /// <summary>"approved" where the ordinary outcome is a verb that the host knows, else null.</summary>
    public string? YesPast => YesWords.GetValueOrDefault(Yes);
}
