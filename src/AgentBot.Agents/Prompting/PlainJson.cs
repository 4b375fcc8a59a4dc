using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Prompting;

/// <summary>
/// Values as a model reads and writes them: money as {amount, currency}, a date as yyyy-MM-dd, a month as yyyy-MM, a duration
/// in ISO 8601, an empty cell as null, a table as its rows. Not the canonical form of the store.
/// </summary>
public static class PlainJson
{
    /// <summary>Letters beyond ASCII stay as they are: they are cheaper and clearer for a model, and no markup reads this.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case Value.Text text:
                writer.WriteStringValue(text.Content);
                break;
            case Value.Number number:
                writer.WriteNumberValue(number.Amount);
                break;
            case Value.Boolean boolean:
                writer.WriteBooleanValue(boolean.IsTrue);
                break;
            case Value.Money money:
                writer.WriteStartObject();
                writer.WriteNumber("amount", money.Amount);
                writer.WriteString("currency", money.Currency);
                writer.WriteEndObject();
                break;
            case Value.Date date:
                writer.WriteStringValue(date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Value.Month month:
                writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{month.Year:0000}-{month.MonthOfYear:00}"));
                break;
            case Value.Duration duration:
                writer.WriteStringValue(XmlConvert.ToString(duration.Length));
                break;
            case Value.Choice choice:
                writer.WriteStringValue(choice.Option);
                break;
            case Value.User user:
                writer.WriteStringValue(user.Person.Value);
                break;
            case Value.Channel channel:
                writer.WriteStringValue(channel.Key.Channel);
                break;
            case Value.File file:
                writer.WriteStringValue(file.Name);
                break;
            case Value.Record record:
                WriteRecord(writer, record);
                break;
            case Value.List list:
                writer.WriteStartArray();
                foreach (Value item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case Value.Table table:
                writer.WriteStartArray();
                for (int row = 0; row < table.Data.Rows.Length; row++)
                {
                    WriteRecord(writer, table.Data.RowAsRecord(row));
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteRecord(Utf8JsonWriter writer, Value.Record record)
    {
        writer.WriteStartObject();
        foreach (Field field in record.Fields)
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field.Value);
        }

        writer.WriteEndObject();
    }
}
