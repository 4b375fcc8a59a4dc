using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Agents;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Prompting;

/// <summary>Writes the same named parts for every provider. Whatever did not come from the template's author stands between sealed marks.</summary>
public static class PromptWriter
{
    /// <summary>Bounds of the parts, in characters.</summary>
    public const int MaxFacts = 24_000;
    public const int MaxLessons = 12_000;
    public const int MaxNote = 4_000;
    public const int MaxInput = 400_000;

    /// <param name="items">Those of the task that still need an answer.</param>
    /// <param name="hasTools">Whether tools are offered beside the question.</param>
    /// <param name="errors">What was wrong with the answer before, by the item's key; empty for the first question.</param>
    public static Result<Prompt> Write(AgentTask task, IReadOnlyList<AgentItem> items, IReadOnlyList<string> errors, int maxOutputTokens, bool hasTools = false)
    {
        ImmutableDictionary<string, AgentItem> byKey = items
            .Select((item, index) => KeyValuePair.Create(KeyOf(index), item))
            .ToImmutableDictionary(StringComparer.Ordinal);
        string input = PlainJson.Of(writer => WriteItems(writer, items, previous: false));
        if (input.Length > MaxInput)
        {
            return new Refusal(
                RefusalKind.BadInput,
                "The agent was not asked.",
                string.Create(CultureInfo.InvariantCulture, $"What it is to read has {input.Length} characters; it takes at most {MaxInput}."),
                "Give it a shorter file, or let the template read it in rows with for_each.");
        }

        var leftOut = ImmutableArray.CreateBuilder<string>();
        string facts = Lines(task.Facts, MaxFacts, "facts", leftOut);
        string lessons = Lines(task.Lessons, MaxLessons, "lessons", leftOut);
        string note = task.Remark is null ? "" : Cut(task.Remark.Note, MaxNote);
        string previous = items.Any(item => item.Previous is not null) ? PlainJson.Of(writer => WriteItems(writer, items, previous: true)) : "";
        string repair = string.Join('\n', errors.Take(60).Select(error => "- " + error));
        JsonElement schema = AnswerSchema.Of(task.Agent.Output, byKey.Keys.Order(StringComparer.Ordinal), note.Length > 0);
        string schemaText = schema.GetRawText();

        string seal = Seal.Of([facts, lessons, note, previous, input, repair]);
        string today = task.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        ChatMessage host = new(ChatRole.System,
        [
            Part(PartNames.Rules, HostRules.Text(task.Agent.Purpose, seal, today, hasTools)),
            Part(PartNames.Instructions, "Instructions of the template's author:\n" + task.Agent.Instructions, task.Agent.Instructions),
            Part(PartNames.Output, "The answer is one JSON object of exactly this schema, and nothing else:\n" + schemaText, schemaText, (PartNames.Fields, task.Agent.Output)),
            Part(PartNames.Today, "Today is " + today + ".", today),
        ]);
        var data = new List<AIContent>();
        AddData(data, PartNames.Facts, facts, seal);
        AddData(data, PartNames.Lessons, lessons, seal);
        AddData(data, PartNames.Previous, previous, seal);
        AddData(data, PartNames.Note, note, seal, (PartNames.Marked, MarkedRows(task)));
        AddData(data, PartNames.Input, input, seal);
        AddData(data, PartNames.Repair, repair, seal);
        data.Add(new TextContent(hasTools ? "Call the tools that you need. Then answer with the JSON object." : "Answer now with the JSON object."));

        ImmutableArray<ChatMessage> messages = [host, new ChatMessage(ChatRole.User, data)];
        var options = new ChatOptions
        {
            MaxOutputTokens = maxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "answer", "One result for each key."),
        };
        long characters = schemaText.Length;
        long atMost = TokenCount.AtMost(schemaText) + 64;
        foreach (TextContent text in messages.SelectMany(message => message.Contents).OfType<TextContent>())
        {
            characters += text.Text.Length;
            atMost += TokenCount.AtMost(text.Text) + 4;
        }

        return new Prompt(messages, options, characters, atMost, byKey, note.Length > 0, leftOut.ToImmutable());
    }

    private static string KeyOf(int index) => string.Create(CultureInfo.InvariantCulture, $"i{index + 1:000}");

    private static ImmutableArray<int> MarkedRows(AgentTask task) => task.Remark is null || task.Remark.Marked.IsDefaultOrEmpty
        ? []
        : [.. task.Items.Where(item => task.Remark.Marked.Contains(item.Key)).Select(item => item.Number)];

    private static void WriteItems(Utf8JsonWriter writer, IReadOnlyList<AgentItem> items, bool previous)
    {
        writer.WriteStartArray();
        for (int i = 0; i < items.Count; i++)
        {
            if (previous && items[i].Previous is null)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("key", KeyOf(i));
            if (items[i].Number > 0)
            {
                writer.WriteNumber("row", items[i].Number);
            }

            writer.WritePropertyName(previous ? "output" : "input");
            PlainJson.Write(writer, previous ? items[i].Previous! : items[i].Input);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void AddData(List<AIContent> contents, string name, string body, string seal, (string Name, object Value)? property = null)
    {
        if (body.Length == 0)
        {
            return;
        }

        contents.Add(new TextContent($"<<{name} {seal}>>\n"));
        contents.Add(Part(name, SecretMask.Hide(body), null, property));
        contents.Add(new TextContent($"\n<<end of {name} {seal}>>\n"));
    }

    private static TextContent Part(string name, string text, string? body = null, (string Name, object Value)? property = null)
    {
        var content = new TextContent(text) { AdditionalProperties = new AdditionalPropertiesDictionary { [PartNames.Property] = name } };
        if (body is not null)
        {
            content.AdditionalProperties[PartNames.Body] = body;
        }

        if (property is { } extra)
        {
            content.AdditionalProperties[extra.Name] = extra.Value;
        }

        return content;
    }

    // One statement a line: a line break inside a fact must not make two facts of it.
    private static string Lines(ImmutableArray<string> texts, int max, string what, ImmutableArray<string>.Builder leftOut)
    {
        if (texts.IsDefaultOrEmpty)
        {
            return "";
        }

        var lines = new StringBuilder();
        int taken = 0;
        foreach (string text in texts)
        {
            string line = text.ReplaceLineEndings(" ").Trim();
            if (lines.Length + line.Length + 1 > max)
            {
                break;
            }

            lines.Append(line).Append('\n');
            taken++;
        }

        if (taken < texts.Length)
        {
            leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"{texts.Length - taken} of {texts.Length} {what} did not fit and were not read."));
        }

        return lines.ToString();
    }

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max];
}
