using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Reading;

/// <summary>From the plain JSON of a prompt back to values; the types are seen by their form.</summary>
public static class PlainValue
{
    public static Value Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => ReadText(element.GetString()!),
        JsonValueKind.Number => element.TryGetDecimal(out decimal number) ? new Value.Number(number) : new Value.Text(element.GetRawText()),
        JsonValueKind.True => new Value.Boolean(true),
        JsonValueKind.False => new Value.Boolean(false),
        JsonValueKind.Array => new Value.List([.. element.EnumerateArray().Select(Read)]),
        JsonValueKind.Object => ReadObject(element),
        _ => Value.Missing.Instance,
    };

    /// <summary>As people would write it in a sentence; "" for nothing.</summary>
    public static string Text(Value value) => value switch
    {
        Value.Text text => text.Content,
        Value.Number number => number.Amount.ToString(CultureInfo.InvariantCulture),
        Value.Money money => string.Create(CultureInfo.InvariantCulture, $"{money.Amount:0.00##} {money.Currency}").TrimEnd(),
        Value.Date date => date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Value.Boolean boolean => boolean.IsTrue ? "yes" : "no",
        Value.List list => string.Join(", ", list.Items.Select(Text)),
        Value.Record record => string.Join(", ", record.Fields.Select(field => Text(field.Value)).Where(text => text.Length > 0)),
        _ => "",
    };

    public static bool IsEmpty(Value value) => value is Value.Missing
        || (value is Value.Text text && string.IsNullOrWhiteSpace(text.Content))
        || (value is Value.List list && list.Items.IsEmpty);

    private static Value ReadText(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? new Value.Date(day) : new Value.Text(text);

    private static Value ReadObject(JsonElement element)
    {
        if (element.GetPropertyCount() == 2
            && element.TryGetProperty("amount", out JsonElement amount) && amount.ValueKind == JsonValueKind.Number
            && element.TryGetProperty("currency", out JsonElement currency) && currency.ValueKind == JsonValueKind.String)
        {
            return new Value.Money(amount.GetDecimal(), currency.GetString()!);
        }

        return new Value.Record([.. element.EnumerateObject().Select(property => new Field(property.Name, Read(property.Value)))]);
    }
}
