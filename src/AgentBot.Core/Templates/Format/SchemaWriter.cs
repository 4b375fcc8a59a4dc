using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentBot.Core.Templates.Format;

/// <summary>The JSON Schema (draft 2020-12) that editors use to complete and check template files; kept as templates/schema.json.</summary>
public static class SchemaWriter
{
    private const string LengthPattern = "^([0-9]{1,7} ?(s|m|h|d|w)[a-z]* ?)+$";
    private const string WaitingPattern = "^(([0-9]{1,7} ?(s|m|h|d|w)[a-z]* ?)+|[0-9]{1,4} working (hours?|days?))$";

    public static string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "AgentBot template");
            WriteIf(json, "Agent", TemplateFormat.Agent);
            json.WriteStartObject("else");
            WriteIf(json, "Tool", ToolFormat.Tool);
            json.WriteStartObject("else");
            WriteKeys(json, TemplateFormat.Workflow);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteIf(Utf8JsonWriter json, string kind, MapSpec keys)
    {
        json.WriteStartObject("if");
        json.WriteStartObject("properties");
        json.WriteStartObject("kind");
        json.WriteString("const", kind);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("required");
        json.WriteStringValue("kind");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("then");
        WriteKeys(json, keys);
        json.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter json, MapSpec spec)
    {
        json.WriteString("type", "object");
        json.WriteString("description", spec.Help);
        json.WriteStartObject("properties");
        foreach (KeySpec key in spec.Keys)
        {
            json.WriteStartObject(key.Name);
            WriteShape(json, key.Shape, key.Default.Length > 0 ? $"{key.Help} Left out: {key.Default}." : key.Help);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (spec.Keys.Any(key => key.Required))
        {
            json.WriteStartArray("required");
            foreach (KeySpec key in spec.Keys.Where(key => key.Required))
            {
                json.WriteStringValue(key.Name);
            }

            json.WriteEndArray();
        }

        json.WriteBoolean("additionalProperties", false);
    }

    private static void WriteShape(Utf8JsonWriter json, Shape shape, string help = "")
    {
        if (help.Length > 0 && shape is not Shape.Map)
        {
            json.WriteString("description", help);
        }

        switch (shape)
        {
            case Shape.Map map:
                WriteKeys(json, map.Keys with { Help = help.Length > 0 ? help : map.Keys.Help });
                break;
            case Shape.MapOf map:
                WriteMapOf(json, map);
                break;
            case Shape.ListOf list:
                json.WriteString("type", "array");
                json.WriteNumber("minItems", 1);
                json.WriteNumber("maxItems", list.Most);
                json.WriteStartObject("items");
                WriteShape(json, list.Item);
                json.WriteEndObject();
                break;
            case Shape.Either either:
                json.WriteStartArray("anyOf");
                foreach (Shape form in either.Forms)
                {
                    json.WriteStartObject();
                    WriteShape(json, form);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            default:
                WriteScalar(json, shape);
                break;
        }
    }

    private static void WriteMapOf(Utf8JsonWriter json, Shape.MapOf map)
    {
        json.WriteString("type", "object");
        json.WriteNumber("minProperties", 1);
        json.WriteNumber("maxProperties", map.Most);
        if (map.Rule.Pattern() is { } pattern)
        {
            json.WriteStartObject("propertyNames");
            json.WriteString("pattern", pattern);
            json.WriteEndObject();
        }

        json.WriteStartObject("additionalProperties");
        WriteShape(json, map.Value);
        json.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter json, Shape shape)
    {
        switch (shape)
        {
            case Shape.Words words:
                json.WriteStartArray("enum");
                foreach (Word word in words.Known)
                {
                    json.WriteStringValue(word.Text);
                }

                json.WriteEndArray();
                break;
            case Shape.WordsOrStep words:
                json.WriteString("type", "string");
                json.WriteStartArray("examples");
                foreach (string word in words.Known)
                {
                    json.WriteStringValue(word);
                }

                json.WriteEndArray();
                break;
            case Shape.Whole range:
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", range.Min);
                json.WriteNumber("maximum", range.Max);
                break;
            case Shape.WholeOr range:
                json.WriteStartArray("anyOf");
                json.WriteStartObject();
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", range.Min);
                json.WriteNumber("maximum", range.Max);
                json.WriteEndObject();
                json.WriteStartObject();
                json.WriteString("const", range.Word);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            case Shape.Decimal:
                json.WriteString("type", "number");
                break;
            case Shape.Boolean:
                json.WriteString("type", "boolean");
                break;
            case Shape.Length:
                json.WriteString("type", "string");
                json.WriteString("pattern", LengthPattern);
                break;
            case Shape.Waiting:
                json.WriteString("type", "string");
                json.WriteString("pattern", WaitingPattern);
                break;
            case Shape.Cost:
                json.WriteString("type", "string");
                json.WriteString("pattern", "^[0-9]+(\\.[0-9]+)? +[A-Z]{3}$");
                break;
            case Shape.Name name when name.Rule.Pattern() is { } pattern:
                json.WriteString("type", "string");
                json.WriteString("pattern", pattern);
                break;
            case Shape.Principal:
                json.WriteString("type", "string");
                json.WriteString("pattern", "^@?[A-Za-z0-9][A-Za-z0-9._-]{0,63}$");
                break;
            case Shape.Writing:
                break;
            default:
                // An editor types 010 or no by its looks before the schema sees it; AgentBot reads the text as written.
                json.WriteStartArray("type");
                json.WriteStringValue("string");
                json.WriteStringValue("number");
                json.WriteStringValue("boolean");
                json.WriteEndArray();
                break;
        }
    }
}
