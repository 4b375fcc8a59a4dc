using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Agents.Running;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Prompting;

/// <summary>
/// The JSON schema of an answer to a batch: {results: [{key, output: {…declared fields}, remark}], remarks, note_applied}.
/// Every property is required, as strict modes of providers demand; what may be absent is allowed to be null.
/// </summary>
public static class AnswerSchema
{
    public const string Results = "results";
    public const string Key = "key";
    public const string Output = "output";

    /// <summary>Of one result: one sentence for people, or "".</summary>
    public const string Remark = "remark";

    /// <summary>Of the whole answer: sentences for people.</summary>
    public const string Remarks = "remarks";

    /// <summary>False where the reviewer's remark could not be followed; only asked for where there is one.</summary>
    public const string NoteApplied = "note_applied";

    public static JsonElement Of(ImmutableArray<OutputField> fields, IEnumerable<string> keys, bool hasNote)
    {
        string json = PlainJson.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            writer.WriteStartObject(Results);
            writer.WriteString("type", "array");
            writer.WritePropertyName("items");
            WriteResult(writer, fields, keys);
            writer.WriteEndObject();
            writer.WriteStartObject(Remarks);
            writer.WriteString("type", "array");
            writer.WriteStartObject("items");
            writer.WriteString("type", "string");
            writer.WriteEndObject();
            writer.WriteEndObject();
            if (hasNote)
            {
                writer.WriteStartObject(NoteApplied);
                writer.WriteString("type", "boolean");
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            WriteClosed(writer, hasNote ? [Results, Remarks, NoteApplied] : [Results, Remarks]);
            writer.WriteEndObject();
        });
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static void WriteResult(Utf8JsonWriter writer, ImmutableArray<OutputField> fields, IEnumerable<string> keys)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        writer.WriteStartObject(Key);
        writer.WriteString("type", "string");
        WriteTexts(writer, "enum", keys);
        writer.WriteEndObject();
        writer.WriteStartObject(Output);
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (OutputField field in fields)
        {
            writer.WritePropertyName(field.Name);
            WriteType(writer, field.Type, optional: !field.Required, field.Help);
        }

        writer.WriteEndObject();
        WriteClosed(writer, fields.Select(field => field.Name));
        writer.WriteEndObject();
        writer.WriteStartObject(Remark);
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteClosed(writer, [Key, Output, Remark]);
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, FieldType type, bool optional, string? help)
    {
        writer.WriteStartObject();
        if (!string.IsNullOrEmpty(help))
        {
            writer.WriteString("description", help);
        }

        if (optional)
        {
            writer.WriteStartArray("anyOf");
            WriteType(writer, type, optional: false, help: null);
            writer.WriteStartObject();
            writer.WriteString("type", "null");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            WriteKeywords(writer, type, describe: string.IsNullOrEmpty(help));
        }

        writer.WriteEndObject();
    }

    private static void WriteKeywords(Utf8JsonWriter writer, FieldType type, bool describe)
    {
        switch (type)
        {
            case FieldType.Text text:
                writer.WriteString("type", "string");
                writer.WriteNumber("maxLength", text.Max ?? FieldLimits.Text);
                break;
            case FieldType.Number number:
                writer.WriteString("type", "number");
                WriteRange(writer, number.Min, number.Max);
                break;
            case FieldType.Money money:
                writer.WriteString("type", "object");
                writer.WriteStartObject("properties");
                writer.WriteStartObject("amount");
                writer.WriteString("type", "number");
                WriteRange(writer, money.Min, money.Max);
                writer.WriteEndObject();
                writer.WriteStartObject("currency");
                writer.WriteString("type", "string");
                writer.WriteString("pattern", "^([A-Z]{3})?$");
                writer.WriteEndObject();
                writer.WriteEndObject();
                WriteClosed(writer, ["amount", "currency"]);
                break;
            case FieldType.Date:
                writer.WriteString("type", "string");
                writer.WriteString("format", "date");
                break;
            case FieldType.Month:
                writer.WriteString("type", "string");
                writer.WriteString("pattern", "^[0-9]{4}-[0-9]{2}$");
                break;
            case FieldType.Duration:
                writer.WriteString("type", "string");
                writer.WriteString("format", "duration");
                break;
            case FieldType.Choice choice:
                writer.WriteString("type", "string");
                WriteTexts(writer, "enum", choice.Of);
                break;
            case FieldType.Boolean:
                writer.WriteString("type", "boolean");
                break;
            case FieldType.User or FieldType.Channel:
                writer.WriteString("type", "string");
                if (describe)
                {
                    writer.WriteString("description", type is FieldType.User ? "A person's name as it is written in the data." : "A channel's name as it is written in the data.");
                }

                break;
            case FieldType.File:
                writer.WriteString("type", "string");
                writer.WriteNumber("maxLength", MadeFiles.LongestPath);
                if (describe)
                {
                    writer.WriteString("description", $"The path of a file that you wrote below {MadeFiles.Folder}.");
                }

                break;
            case FieldType.List list:
                writer.WriteString("type", "array");
                writer.WritePropertyName("items");
                WriteType(writer, list.Of, optional: false, help: null);
                break;
            case FieldType.Table table:
                writer.WriteString("type", "array");
                writer.WriteStartObject("items");
                WriteColumns(writer, table.Columns, cellsMayBeNull: true);
                writer.WriteEndObject();
                break;
            case FieldType.Record record:
                WriteColumns(writer, record.Fields, cellsMayBeNull: true);
                break;
            default:
                // Anything: no keyword narrows it; the reader takes texts, numbers and yes or no.
                break;
        }
    }

    private static void WriteColumns(Utf8JsonWriter writer, ImmutableArray<Column> columns, bool cellsMayBeNull)
    {
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (Column column in columns)
        {
            writer.WritePropertyName(column.Name);
            WriteType(writer, column.Type, cellsMayBeNull, help: null);
        }

        writer.WriteEndObject();
        WriteClosed(writer, columns.Select(column => column.Name));
    }

    private static void WriteClosed(Utf8JsonWriter writer, IEnumerable<string> required)
    {
        WriteTexts(writer, "required", required);
        writer.WriteBoolean("additionalProperties", false);
    }

    private static void WriteRange(Utf8JsonWriter writer, decimal? min, decimal? max)
    {
        if (min is { } least)
        {
            writer.WriteNumber("minimum", least);
        }

        if (max is { } most)
        {
            writer.WriteNumber("maximum", most);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
