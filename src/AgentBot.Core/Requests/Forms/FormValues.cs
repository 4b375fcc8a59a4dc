using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests.Forms;

/// <summary>Takes the values out of a document that fits its form. Files are taken aside: a value only names their bytes.</summary>
public sealed class FormValues
{
    private readonly Dictionary<Digest, byte[]> _files = [];

    /// <summary>The bytes of the files met so far.</summary>
    public IReadOnlyDictionary<Digest, byte[]> Files => _files;

    public Value Read(JsonElement json, Form form) => form switch
    {
        _ when json.ValueKind == JsonValueKind.Null => Value.Missing.Instance,
        _ when ReferenceEquals(form, Form.Day) => DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? new Value.Date(day) : new Value.Text(json.GetString()!),
        _ when ReferenceEquals(form, Form.File) => File(json),
        Form.OrList either => Read(json, json.ValueKind == JsonValueKind.Array ? either.Many : either.One),
        Form.ListOf { Item: Form.Fields rows } => Table(json, rows),
        Form.ListOf list => new Value.List([.. json.EnumerateArray().Select(item => Read(item, list.Item))]),
        Form.Fields fields when !ReferenceEquals(fields, Form.Money) => new Value.Record([.. json.EnumerateObject().Select(property => new Field(property.Name, Read(property.Value, fields.Find(property.Name)?.Form ?? fields.Rest!)))]),
        _ => Plain(json),
    };

    private static Value Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => new Value.Number(json.GetDecimal()),
        JsonValueKind.True => new Value.Boolean(true),
        JsonValueKind.False => new Value.Boolean(false),
        JsonValueKind.Array => new Value.List([.. json.EnumerateArray().Select(Plain)]),
        JsonValueKind.Object => new Value.Money(json.GetProperty("amount").GetDecimal(), json.GetProperty("currency").GetString()!),
        JsonValueKind.String => new Value.Text(json.GetString()!),
        _ => Value.Missing.Instance,
    };

    // A column is what its cells are, where they are all alike.
    private Value.Table Table(JsonElement json, Form.Fields rows)
    {
        Value.Record[] records = [.. json.EnumerateArray().Select(row => (Value.Record)Read(row, rows))];
        string[] names = [.. records.SelectMany(record => record.Fields.Select(field => field.Name)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return new Value.Table(new TableData(
            [.. names.Select(name => new Column(name, TypeOf(records.Select(record => record[name]))))],
            [.. records.Select(record => ImmutableArray.CreateRange(names.Select(name => record[name])))]));
    }

    private static FieldType TypeOf(IEnumerable<Value> cells)
    {
        Value[] given = [.. cells.Where(cell => cell is not Value.Missing)];
        return given.Length == 0 ? new FieldType.Any()
            : Array.TrueForAll(given, cell => cell is Value.Number) ? new FieldType.Number()
            : Array.TrueForAll(given, cell => cell is Value.Money) ? new FieldType.Money()
            : Array.TrueForAll(given, cell => cell is Value.Text) ? new FieldType.Text()
            : new FieldType.Any();
    }

    private Value.File File(JsonElement json)
    {
        // What is no base64 is an empty file, which is no picture either.
        byte[] bytes = json.GetProperty("base64").TryGetBytesFromBase64(out byte[]? read) ? read : [];
        Digest content = Core.Digest.OfBytes(bytes);
        _files[content] = bytes;
        return new Value.File(json.GetProperty("name").GetString()!, "application/octet-stream", bytes.Length, content);
    }
}
