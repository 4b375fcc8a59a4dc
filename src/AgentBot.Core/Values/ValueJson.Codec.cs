using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace AgentBot.Core.Values;

// A value without a JSON counterpart is an object whose first property is "$"; field names of records may not begin with it.
public static partial class ValueJson
{
    private const string Tag = "$";

    /// <exception cref="JsonException">The bytes are no canonical value.</exception>
    public static Value Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        JsonElement element = JsonElement.ParseValue(ref reader);
        return Read(element);
    }

    /// <exception cref="JsonException">The text is no canonical value.</exception>
    public static Value Read(string json) => json.Length == 0 ? Value.Missing.Instance : Read(System.Text.Encoding.UTF8.GetBytes(json));

    private static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case Value.Missing:
                writer.WriteNullValue();
                break;
            case Value.Text text:
                writer.WriteStringValue(text.Content);
                break;
            case Value.Number number:
                writer.WriteNumberValue(Normalise(number.Amount));
                break;
            case Value.Boolean boolean:
                writer.WriteBooleanValue(boolean.IsTrue);
                break;
            case Value.List list:
                writer.WriteStartArray();
                foreach (Value item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case Value.Record record:
                writer.WriteStartObject();
                foreach (Field field in record.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case Value.Table table:
                WriteTable(writer, table.Data);
                break;
            default:
                WriteTagged(writer, value);
                break;
        }
    }

    private static void WriteTagged(Utf8JsonWriter writer, Value value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case Value.Money money:
                writer.WriteString(Tag, "money");
                writer.WriteNumber("amount", Normalise(money.Amount));
                writer.WriteString("currency", money.Currency);
                break;
            case Value.Date date:
                writer.WriteString(Tag, "date");
                writer.WriteString("day", date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Value.Month month:
                writer.WriteString(Tag, "month");
                writer.WriteNumber("year", month.Year);
                writer.WriteNumber("month", month.MonthOfYear);
                break;
            case Value.Duration duration:
                writer.WriteString(Tag, "duration");
                writer.WriteNumber("seconds", Normalise((decimal)duration.Length.TotalSeconds));
                break;
            case Value.Choice choice:
                writer.WriteString(Tag, "choice");
                writer.WriteString("option", choice.Option);
                break;
            case Value.User user:
                writer.WriteString(Tag, "user");
                writer.WriteString("person", user.Person.Value);
                break;
            case Value.Channel channel:
                writer.WriteString(Tag, "channel");
                writer.WriteString("key", channel.Key.Value);
                break;
            case Value.File file:
                writer.WriteString(Tag, "file");
                writer.WriteString("name", file.Name);
                writer.WriteString("media", file.MediaType);
                writer.WriteNumber("length", file.Length);
                writer.WriteString("content", file.Content.Value);
                break;
            default:
                throw new InvalidOperationException($"No JSON form for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter writer, TableData table)
    {
        writer.WriteStartObject();
        writer.WriteString(Tag, "table");
        if (table.Title.Length > 0)
        {
            writer.WriteString("title", table.Title);
        }

        writer.WriteStartArray("columns");
        foreach (Column column in table.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WritePropertyName("type");
            JsonSerializer.Serialize(writer, column.Type, FieldTypeJson.Default.FieldType);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTexts(writer, "totals", table.Totals);
        WriteTexts(writer, "keys", table.Keys);
        writer.WriteStartArray("rows");
        foreach (ImmutableArray<Value> row in table.Rows)
        {
            writer.WriteStartArray();
            foreach (Value cell in row)
            {
                Write(writer, cell);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static Value Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => Value.Missing.Instance,
        JsonValueKind.String => new Value.Text(element.GetString()!),
        JsonValueKind.Number => new Value.Number(element.GetDecimal()),
        JsonValueKind.True => new Value.Boolean(true),
        JsonValueKind.False => new Value.Boolean(false),
        JsonValueKind.Array => new Value.List([.. element.EnumerateArray().Select(Read)]),
        _ => element.TryGetProperty(Tag, out JsonElement tag) ? ReadTagged(element, tag.GetString()!) : ReadRecord(element),
    };

    private static Value.Record ReadRecord(JsonElement element) =>
        new([.. element.EnumerateObject().Select(property => new Field(property.Name, Read(property.Value)))]);

    private static Value ReadTagged(JsonElement element, string tag) => tag switch
    {
        "money" => new Value.Money(element.GetProperty("amount").GetDecimal(), element.GetProperty("currency").GetString()!),
        "date" => new Value.Date(DateOnly.ParseExact(element.GetProperty("day").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "month" => new Value.Month(element.GetProperty("year").GetInt32(), element.GetProperty("month").GetInt32()),
        "duration" => new Value.Duration(TimeSpan.FromSeconds((double)element.GetProperty("seconds").GetDecimal())),
        "choice" => new Value.Choice(element.GetProperty("option").GetString()!),
        "user" => new Value.User(new PersonKey(element.GetProperty("person").GetString()!)),
        "channel" => new Value.Channel(new ChannelKey(element.GetProperty("key").GetString()!)),
        "file" => new Value.File(
            element.GetProperty("name").GetString()!,
            element.GetProperty("media").GetString()!,
            element.GetProperty("length").GetInt64(),
            new Digest(element.GetProperty("content").GetString()!)),
        "table" => new Value.Table(ReadTable(element)),
        _ => throw new JsonException($"Unknown kind of value: {tag}."),
    };

    private static TableData ReadTable(JsonElement element)
    {
        ImmutableArray<Column> columns =
        [
            .. element.GetProperty("columns").EnumerateArray().Select(column => new Column(
                column.GetProperty("name").GetString()!,
                column.GetProperty("type").Deserialize(FieldTypeJson.Default.FieldType)!)),
        ];
        return new TableData(columns, [.. element.GetProperty("rows").EnumerateArray().Select(ReadRow)])
        {
            Title = element.TryGetProperty("title", out JsonElement title) ? title.GetString()! : "",
            Totals = ReadTexts(element, "totals"),
            Keys = ReadTexts(element, "keys"),
        };
    }

    private static ImmutableArray<Value> ReadRow(JsonElement row) => [.. row.EnumerateArray().Select(Read)];

    private static ImmutableArray<string> ReadTexts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    // 12.50 and 12.5 are the same amount and must give the same bytes.
    private static decimal Normalise(decimal amount) => amount / 1.000000000000000000000000000000000m;
}
