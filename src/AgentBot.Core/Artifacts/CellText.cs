using AgentBot.Core.Values;

namespace AgentBot.Core.Artifacts;

/// <summary>Values as they stand in a form or a returned file, and back in the canonical writing of <see cref="ValueText"/>.</summary>
public static class CellText
{
    /// <summary>A list stands one entry a line; everything else in its canonical form.</summary>
    public static string Write(Value value) => value is Value.List list ? string.Join('\n', list.Items.Select(ValueText.Canonical)) : ValueText.Canonical(value);

    /// <summary>True where text can stand for the value.</summary>
    public static bool IsEditable(Value value) => value is Value.Missing or Value.Text or Value.Number or Value.Money or Value.Date or Value.Month
        or Value.Duration or Value.Choice or Value.Boolean || (value is Value.List list && list.Items.All(item => item is Value.Text text && !text.Content.Contains('\n', StringComparison.Ordinal)));

    /// <param name="before">What stood there; gives the currency where the text names none.</param>
    /// <param name="place">"Row 14, amount": begins the sentence of a refusal.</param>
    public static Result<Value> Read(FieldType type, string text, Value before, string place)
    {
        string written = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        // Unchanged text keeps the value as it was, whatever its type.
        if (string.Equals(written, Write(before).Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal))
        {
            return before;
        }

        if (!IsEditable(before))
        {
            return new Refusal(RefusalKind.BadInput, $"{place} cannot be edited here.", "", "Put back what stood there.");
        }

        FieldType asType = type is FieldType.Any ? EditReader.TypeOf(before) ?? new FieldType.Text() : type;
        if (asType is FieldType.List)
        {
            return new Value.List([.. written.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => new Value.Text(line))]);
        }

        return ValueReader.Read(written, asType, LocaleFormats.Unstated).Match<Result<Value>>(
            value => value is Value.Money { Currency: "" } bare && before is Value.Money was ? bare with { Currency = was.Currency } : value,
            refusal => refusal with { What = $"{place}: {refusal.What}" });
    }
}
