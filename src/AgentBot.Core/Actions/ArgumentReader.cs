using System.Collections.Immutable;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>
/// Reads the arguments of one call and keeps the first mistake: an action asks for all it needs and then looks at
/// <see cref="Mistake"/> once. What is returned after a mistake is empty and harmless.
/// </summary>
internal sealed class ArgumentReader(ActionCall call)
{
    public ActionOutcome.Failed? Mistake { get; private set; }

    public bool Has(string name) => call[name] is not Value.Missing and not Value.Text { Content: "" };

    public TableData Table(string name)
    {
        TableData? table = TableShape.From(call[name], call.Expected);
        if (table is not null && table.Keys.IsDefaultOrEmpty
            && call.ItemKeys.TryGetValue(name, out ImmutableArray<string> keys) && keys.Length == table.Rows.Length)
        {
            table = table with { Keys = keys };
        }

        return table ?? Fail(TableData.Empty, call[name] is Value.Missing
            ? $"No table was given as “{name}”."
            : $"“{name}” is no table: it must be a table or a list of records.");
    }

    /// <summary>The text of an argument, or the given one where it is missing.</summary>
    public string Text(string name, string otherwise = "") =>
        Has(name) ? ValueText.ForPeople(call[name], call.Resources.NameOf) : otherwise;

    /// <summary>One of the named options; the first where the argument is missing.</summary>
    public string Option(string name, params ReadOnlySpan<string> options)
    {
        string given = Text(name, options[0]).Trim();
        foreach (string option in options)
        {
            if (string.Equals(option, given, StringComparison.OrdinalIgnoreCase))
            {
                return option;
            }
        }

        return Fail(options[0], $"“{name}” cannot be {Sentences.Quote(given)}. It can be {string.Join(", ", options)}.");
    }

    public int Count(string name, int otherwise, int least, int most)
    {
        if (!Has(name))
        {
            return otherwise;
        }

        decimal? number = call[name] switch
        {
            Value.Number given => given.Amount,
            Value.Text text when decimal.TryParse(text.Content, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out decimal read) => read,
            _ => null,
        };
        return number is { } count && count == decimal.Truncate(count) && count >= least && count <= most
            ? (int)count
            : Fail(otherwise, $"“{name}” must be a whole number from {least} to {most}.");
    }

    /// <summary>Names of columns: a list, or one text with commas.</summary>
    public ImmutableArray<string> Names(string name)
    {
        IEnumerable<string> names = call[name] switch
        {
            Value.Missing => [],
            Value.List list => list.Items.Select(ValueText.Canonical),
            var text => ValueText.Canonical(text).Split(','),
        };
        return [.. names.Select(part => part.Trim()).Where(part => part.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Places of the named columns; a name the table does not have is a mistake.</summary>
    public ImmutableArray<int> Columns(TableData table, string name) => Places(table, Names(name));

    public ImmutableArray<int> Places(TableData table, ImmutableArray<string> names)
    {
        var places = ImmutableArray.CreateBuilder<int>(names.Length);
        foreach (string column in names)
        {
            places.Add(Place(table, column));
        }

        return Mistake is null ? places.MoveToImmutable() : [];
    }

    public int Place(TableData table, string column)
    {
        int place = table.IndexOf(column);
        return place >= 0 || Mistake is not null
            ? place
            : Fail(0, $"The table has no column {Sentences.Quote(column)}. {Sentences.ColumnsOf(table.Columns)}");
    }

    public void Require(string name, bool given)
    {
        if (!given)
        {
            Fail(0, $"“{name}” is missing: name at least one column.");
        }
    }

    public T Fail<T>(T harmless, string sentence)
    {
        Mistake ??= new ActionOutcome.Failed(FailureKind.Permanent, sentence);
        return harmless;
    }
}
