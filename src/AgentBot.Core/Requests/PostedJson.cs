using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>Writes a value back in the form in which other programs hand it in.</summary>
internal static class PostedJson
{
    public static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case Value.Missing:
                json.WriteNullValue();
                break;
            case Value.Number number:
                json.WriteNumberValue(number.Amount);
                break;
            case Value.Boolean truth:
                json.WriteBooleanValue(truth.IsTrue);
                break;
            case Value.Money money:
                json.WriteStartObject();
                json.WriteNumber("amount", money.Amount);
                json.WriteString("currency", money.Currency);
                json.WriteEndObject();
                break;
            case Value.Date date:
                json.WriteStringValue(date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Value.List list:
                json.WriteStartArray();
                foreach (Value item in list.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case Value.Record record:
                json.WriteStartObject();
                foreach (Field field in record.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case Value.Table table:
                WriteRows(json, table.Data);
                break;
            case Value.File file:
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteString("media_type", file.MediaType);
                json.WriteString("sha256", file.Content.Value);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(ValueText.ForPeople(value));
                break;
        }
    }

    /// <summary>A table that is the whole artifact says its columns and the names of its rows too.</summary>
    public static void WriteWhole(Utf8JsonWriter json, Value value, bool isTable)
    {
        if (value is not Value.Table { Data: var table } || !isTable)
        {
            Write(json, value);
            return;
        }

        json.WriteStartObject();
        json.WriteString("title", table.Title);
        json.WriteStartArray("columns");
        foreach (Column column in table.Columns)
        {
            json.WriteStringValue(column.Name);
        }

        json.WriteEndArray();
        json.WriteStartArray("keys");
        for (int row = 0; row < table.Rows.Length; row++)
        {
            json.WriteStringValue(table.KeyOf(row));
        }

        json.WriteEndArray();
        json.WritePropertyName("rows");
        WriteRows(json, table);
        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, TableData table)
    {
        json.WriteStartArray();
        for (int row = 0; row < table.Rows.Length; row++)
        {
            Write(json, table.RowAsRecord(row));
        }

        json.WriteEndArray();
    }
}
