using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentBot.Core.Requests.Forms;

/// <summary>Writes a form as JSON Schema, draft 2020-12.</summary>
public static class FormSchema
{
    /// <summary>Numbers stay below it, so that every one of them is kept exactly.</summary>
    public const long LargestNumber = 1_000_000_000_000_000_000;

    public static string Write(string title, Form.Fields form)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", title);
            Write(json, form, form.Help);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, Form form, string help = "")
    {
        if (help.Length > 0)
        {
            json.WriteString("description", help);
        }

        switch (form)
        {
            case Form.Text text:
                json.WriteString("type", "string");
                if (text.Least > 0)
                {
                    json.WriteNumber("minLength", text.Least);
                }

                json.WriteNumber("maxLength", text.Most);
                break;
            case Form.Pattern pattern:
                json.WriteString("type", "string");
                json.WriteString("pattern", Anchored(pattern));
                break;
            case Form.Words { Known: [var only] }:
                json.WriteString("const", only);
                break;
            case Form.Words words:
                WriteList(json, "enum", words.Known);
                break;
            case Form.Truth:
                json.WriteString("type", "boolean");
                break;
            case Form.Number:
                WriteNumber(json);
                break;
            case Form.Whole { Word: "" } whole:
                WriteWhole(json, whole);
                break;
            case Form.Whole whole:
                WriteAny(json, () => WriteWhole(json, whole), () => json.WriteString("const", whole.Word));
                break;
            case Form.Cell:
                WriteCell(json);
                break;
            case Form.Loose:
                WriteAny(json, () => WriteCell(json), () => Write(json, new Form.ListOf(new Form.Cell(), 0, 200)));
                break;
            case Form.OrList either:
                WriteAny(json, () => Write(json, either.One), () => Write(json, either.Many));
                break;
            case Form.ListOf list:
                json.WriteString("type", "array");
                json.WriteNumber("minItems", list.Least);
                json.WriteNumber("maxItems", list.Most);
                json.WriteStartObject("items");
                Write(json, list.Item);
                json.WriteEndObject();
                break;
            case Form.Fields fields:
                WriteFields(json, fields);
                break;
            case Form.Any:
            case Form.By:
                // What a form depends on is said beside all fields.
                break;
        }
    }

    private static string Anchored(Form.Pattern pattern) => $"^(?:{pattern.Rule})$";

    private static void WriteFields(Utf8JsonWriter json, Form.Fields fields)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (FormField field in fields.Named)
        {
            json.WriteStartObject(field.Name);
            Write(json, field.Form, field.Help);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (fields.Named.Any(field => field.Required))
        {
            WriteList(json, "required", fields.Named.Where(field => field.Required).Select(field => field.Name));
        }

        if (fields.Least > 0)
        {
            json.WriteNumber("minProperties", fields.Least);
        }

        if (fields.Rest is null)
        {
            json.WriteBoolean("additionalProperties", false);
        }
        else
        {
            json.WriteStartObject("propertyNames");
            json.WriteString("pattern", Anchored(Form.Name));
            json.WriteEndObject();
            json.WriteStartObject("additionalProperties");
            Write(json, fields.Rest);
            json.WriteEndObject();
        }

        (string Name, Form.By By)[] dependent = [.. fields.Named.Where(field => field.Form is Form.By).Select(field => (field.Name, (Form.By)field.Form))];
        if (dependent.Length == 0)
        {
            return;
        }

        json.WriteStartArray("allOf");
        foreach ((string name, Form.By by) in dependent)
        {
            foreach ((string word, Form form) in by.Cases)
            {
                json.WriteStartObject();
                json.WriteStartObject("if");
                WriteProperty(json, by.Field, () => json.WriteString("const", word));
                WriteList(json, "required", [by.Field]);
                json.WriteEndObject();
                json.WriteStartObject("then");
                WriteProperty(json, name, () => Write(json, form, form is Form.Fields { Help: var help } ? help : ""));
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, Action write)
    {
        json.WriteStartObject("properties");
        json.WriteStartObject(name);
        write();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter json) => WriteAny(
        json,
        () => Write(json, new Form.Text()),
        () => WriteNumber(json),
        () => json.WriteString("type", "boolean"),
        () => json.WriteString("type", "null"),
        () => Write(json, Form.Money));

    private static void WriteNumber(Utf8JsonWriter json)
    {
        json.WriteString("type", "number");
        json.WriteNumber("exclusiveMinimum", -LargestNumber);
        json.WriteNumber("exclusiveMaximum", LargestNumber);
    }

    private static void WriteWhole(Utf8JsonWriter json, Form.Whole whole)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", whole.Least);
        json.WriteNumber("maximum", whole.Most);
    }

    private static void WriteAny(Utf8JsonWriter json, params ReadOnlySpan<Action> forms)
    {
        json.WriteStartArray("anyOf");
        foreach (Action form in forms)
        {
            json.WriteStartObject();
            form();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (string word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}
