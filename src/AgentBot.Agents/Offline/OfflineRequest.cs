using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Offline;

/// <summary>A question as the offline model reads it: by its named parts.</summary>
public sealed record OfflineRequest
{
    public required string Instructions { get; init; }

    public required ImmutableArray<OutputField> Output { get; init; }

    public required DateOnly Today { get; init; }

    public required ImmutableArray<OfflineItem> Items { get; init; }

    public string Facts { get; init; } = "";

    public string Lessons { get; init; } = "";

    public string Note { get; init; } = "";

    /// <summary>The remark is about some rows only.</summary>
    public bool HasMarks { get; init; }

    /// <summary>Null where the messages do not carry the parts: somebody else's question.</summary>
    public static OfflineRequest? Read(IEnumerable<ChatMessage> messages)
    {
        var parts = new Dictionary<string, TextContent>(StringComparer.Ordinal);
        foreach (TextContent content in messages.SelectMany(message => message.Contents).OfType<TextContent>())
        {
            if (content.AdditionalProperties?.TryGetValue(PartNames.Property, out object? name) == true && name is string key)
            {
                parts[key] = content;
            }
        }

        if (!parts.TryGetValue(PartNames.Output, out TextContent? output)
            || output.AdditionalProperties?[PartNames.Fields] is not ImmutableArray<OutputField> fields
            || !parts.ContainsKey(PartNames.Input))
        {
            return null;
        }

        ImmutableArray<int> marked = parts.TryGetValue(PartNames.Note, out TextContent? note)
            && note.AdditionalProperties?.TryGetValue(PartNames.Marked, out object? rows) == true
            && rows is ImmutableArray<int> numbers
                ? numbers
                : [];
        return new OfflineRequest
        {
            Instructions = Body(parts, PartNames.Instructions),
            Output = fields,
            Today = DateOnly.TryParseExact(Body(parts, PartNames.Today), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly today) ? today : default,
            Items = ReadItems(Body(parts, PartNames.Input), Body(parts, PartNames.Previous), marked),
            Facts = Body(parts, PartNames.Facts),
            Lessons = Body(parts, PartNames.Lessons),
            Note = Body(parts, PartNames.Note),
            HasMarks = marked.Length > 0,
        };
    }

    private static string Body(Dictionary<string, TextContent> parts, string name) =>
        !parts.TryGetValue(name, out TextContent? content) ? ""
        : content.AdditionalProperties?.TryGetValue(PartNames.Body, out object? body) == true && body is string text ? text
        : content.Text;

    private static ImmutableArray<OfflineItem> ReadItems(string input, string previous, ImmutableArray<int> marked)
    {
        var before = new Dictionary<string, Value.Record>(StringComparer.Ordinal);
        if (previous.Length > 0)
        {
            using JsonDocument document = JsonDocument.Parse(previous);
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                if (PlainValue.Read(element.GetProperty("output")) is Value.Record record)
                {
                    before[element.GetProperty("key").GetString()!] = record;
                }
            }
        }

        var items = ImmutableArray.CreateBuilder<OfflineItem>();
        using JsonDocument inputs = JsonDocument.Parse(input);
        foreach (JsonElement element in inputs.RootElement.EnumerateArray())
        {
            string key = element.GetProperty("key").GetString()!;
            int row = element.TryGetProperty("row", out JsonElement number) ? number.GetInt32() : 0;
            items.Add(new OfflineItem(key, row, PlainValue.Read(element.GetProperty("input")), before.GetValueOrDefault(key), marked.IsEmpty || marked.Contains(row)));
        }

        return items.ToImmutable();
    }
}
