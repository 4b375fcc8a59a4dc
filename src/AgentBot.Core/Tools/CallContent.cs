using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools;

/// <summary>A call of a tool as it is kept, shown and approved: the very text that goes to the tool, and what it must fit.</summary>
/// <param name="Tool">As the box names it.</param>
/// <param name="Title">As a card calls it.</param>
/// <param name="Arguments">Canonical JSON.</param>
/// <param name="Schema">Of the tool when the call was made; a changed tool voids the approval.</param>
public sealed record CallContent(string Tool, string Title, string Arguments, string Schema)
{
    private const int LongestName = 200;

    public static CallContent Of(AskedCall call) => new(call.Tool.Name, call.Tool.Title, call.Arguments, call.Tool.Arguments);

    /// <summary>As it was kept; null where it is gone or can no longer be read.</summary>
    public static async ValueTask<CallContent?> FindAsync(IArtifactReader artifacts, ChannelKey channel, Digest content, CancellationToken ct) =>
        await artifacts.FindAsync(channel, content, ct) is { } kept && Read(ValueJson.Read(kept.Bytes.Span)) is { IsRefused: false, Value: var call } ? call : null;

    public static Result<CallContent> Read(Value value)
    {
        if (value is Value.Record whole && ArtifactShape.Unknown(whole, "call", "tool", "title", "arguments", "schema") is { } unknown)
        {
            return unknown;
        }

        if (value is not Value.Record record
            || record["tool"] is not Value.Text { Content: { Length: > 0 and <= LongestName } tool }
            || record["title"] is not Value.Text { Content: { Length: > 0 and <= LongestName } title }
            || record["arguments"] is not Value.Text { Content: var arguments }
            || record["schema"] is not Value.Text { Content: var schema }
            || ArgumentText.Canonical(arguments) != arguments)
        {
            return ArtifactShape.Misfit("This is no call of a tool", "It has the fields tool, title, arguments and schema.");
        }

        return new CallContent(tool, title, arguments, schema);
    }

    public Value.Record ToValue() => new(
    [
        new Field("tool", new Value.Text(Tool)),
        new Field("title", new Value.Text(Title)),
        new Field("arguments", new Value.Text(Arguments)),
        new Field("schema", new Value.Text(Schema)),
    ]);

    /// <summary>The arguments as people change them.</summary>
    public Value.Record Fields() => (Value.Record)ValueOf(ArgumentText.Read(Arguments), asWritten: false);

    /// <summary>The arguments as people read them: numbers as they go to the tool, since many are names rather than amounts.</summary>
    public Value.Record Shown() => (Value.Record)ValueOf(ArgumentText.Read(Arguments), asWritten: true);

    /// <summary>"deal: 4711, amount: 1250"; empty without arguments.</summary>
    public string InWords() => string.Join(", ", Shown().Fields.Select(field => $"{field.Name}: {(field.Value is Value.Missing ? "empty" : ValueText.ForPeople(field.Value))}"));

    /// <summary>The same call with other values in its outermost fields; every field that is the same keeps its very text.</summary>
    public Result<CallContent> With(Value.Record fields)
    {
        Value.Record before = Fields();
        JsonElement old = ArgumentText.Read(Arguments);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in old.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                Value now = fields.Fields.First(field => field.Name == property.Name).Value;
                if (now.Equals(before.Fields.First(field => field.Name == property.Name).Value))
                {
                    property.Value.WriteTo(writer);
                }
                else
                {
                    Write(writer, now);
                }
            }

            writer.WriteEndObject();
        }

        string arguments = ArgumentText.Canonical(System.Text.Encoding.UTF8.GetString(buffer.ToArray()))!;
        IReadOnlyList<string> mistakes = ArgumentSchema.Mistakes(Schema, ArgumentText.Read(arguments));
        return mistakes.Count == 0
            ? this with { Arguments = arguments }
            : new Refusal(RefusalKind.BadInput, "The call was not changed.", $"“{Title}” does not take it: {string.Join("; ", mistakes.Take(3))}.", "Correct the values.");
    }

    private static Value ValueOf(JsonElement element, bool asWritten) => element.ValueKind switch
    {
        JsonValueKind.String => new Value.Text(element.GetString()!),
        JsonValueKind.Number => !asWritten && element.TryGetDecimal(out decimal number) ? new Value.Number(number) : new Value.Text(element.GetRawText()),
        JsonValueKind.True or JsonValueKind.False => new Value.Boolean(element.GetBoolean()),
        JsonValueKind.Array => new Value.List([.. element.EnumerateArray().Select(item => ValueOf(item, asWritten))]),
        JsonValueKind.Object => new Value.Record([.. element.EnumerateObject().Select(property => new Field(property.Name, ValueOf(property.Value, asWritten)))]),
        _ => Value.Missing.Instance,
    };

    private static void Write(Utf8JsonWriter writer, Value value)
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
            case Value.List list:
                writer.WriteStartArray();
                foreach (Value item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
