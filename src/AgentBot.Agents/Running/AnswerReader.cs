using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Running;

/// <summary>What could be used of an answer, and what was wrong with the rest.</summary>
/// <param name="Good">By the item's own key.</param>
/// <param name="Mistakes">By the item's own key; every asked item is either here or in <paramref name="Good"/>.</param>
/// <param name="NoteApplied">Null where there was no note.</param>
public sealed record ReadAnswer(
    ImmutableDictionary<string, AgentAnswer> Good,
    ImmutableDictionary<string, ImmutableArray<string>> Mistakes,
    ImmutableArray<string> Remarks,
    bool? NoteApplied)
{
    /// <summary>The mistakes as the model is told them: by the short keys of the prompt.</summary>
    public required ImmutableArray<string> ForModel { get; init; }
}

/// <summary>Checks a model's answer against the declared fields. What is not fully valid never gets further as valid.</summary>
public static class AnswerReader
{
    private const int MaxRemark = 300;
    private const int MaxRemarks = 10;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 24, AllowDuplicateProperties = false };

    /// <param name="files">What a program wrote beside its answer; null where a model answers.</param>
    public static ReadAnswer Read(string text, ImmutableArray<OutputField> fields, Prompt prompt, MadeFiles? files = null)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(WithoutFence(text), Strict);
        }
        catch (JsonException)
        {
            return Nothing(prompt, string.IsNullOrWhiteSpace(text) ? "the answer was empty" : "the answer was not one complete JSON object");
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(AnswerSchema.Results, out JsonElement results) || results.ValueKind != JsonValueKind.Array)
            {
                return Nothing(prompt, "the answer has no list named results");
            }

            return ReadResults(root, results, fields, prompt, files);
        }
    }

    private static ReadAnswer ReadResults(JsonElement root, JsonElement results, ImmutableArray<OutputField> fields, Prompt prompt, MadeFiles? files)
    {
        var good = ImmutableDictionary.CreateBuilder<string, AgentAnswer>(StringComparer.Ordinal);
        var mistakes = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var forModel = ImmutableArray.CreateBuilder<string>();
        Dictionary<string, List<JsonElement>> byKey = ByKey(results, prompt, forModel);
        foreach ((string key, AgentItem item) in prompt.Items.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            List<JsonElement> found = byKey.GetValueOrDefault(key, []);
            ImmutableArray<string> wrong;
            AgentAnswer? answer = null;
            if (found.Count == 1)
            {
                (answer, wrong) = ReadResult(found[0], item.Key, fields, files);
            }
            else
            {
                wrong = [found.Count == 0 ? "there was no result for it" : "there was more than one result for it"];
            }

            if (answer is not null)
            {
                good[item.Key] = answer;
            }
            else
            {
                mistakes[item.Key] = wrong;
                forModel.AddRange(wrong.Select(mistake => $"{key}: {mistake}"));
            }
        }

        return new ReadAnswer(good.ToImmutable(), mistakes.ToImmutable(), Remarks(root), Note(root, prompt)) { ForModel = forModel.ToImmutable() };
    }

    private static Dictionary<string, List<JsonElement>> ByKey(JsonElement results, Prompt prompt, ImmutableArray<string>.Builder forModel)
    {
        var byKey = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        int unknown = 0;
        foreach (JsonElement result in results.EnumerateArray())
        {
            string? key = result.ValueKind == JsonValueKind.Object && result.TryGetProperty(AnswerSchema.Key, out JsonElement named) && named.ValueKind == JsonValueKind.String
                ? named.GetString()
                : null;
            if (key is null || !prompt.Items.ContainsKey(key))
            {
                unknown++;
                continue;
            }

            if (!byKey.TryGetValue(key, out List<JsonElement>? found))
            {
                byKey[key] = found = [];
            }

            found.Add(result);
        }

        if (unknown > 0)
        {
            forModel.Add("some results carried a key that is not in the input");
        }

        return byKey;
    }

    private static (AgentAnswer? Answer, ImmutableArray<string> Mistakes) ReadResult(JsonElement result, string key, ImmutableArray<OutputField> fields, MadeFiles? files)
    {
        if (!result.TryGetProperty(AnswerSchema.Output, out JsonElement output) || output.ValueKind != JsonValueKind.Object)
        {
            return (null, ["it has no object named output"]);
        }

        var reader = new FieldReader(files);
        var values = ImmutableArray.CreateBuilder<Field>(fields.Length);
        foreach (OutputField field in fields)
        {
            bool absent = !output.TryGetProperty(field.Name, out JsonElement element) || FieldReader.IsAbsent(element);
            Value value = !absent ? reader.Read(field.Type, element, field.Name)
                : field.Required ? reader.Mistake(field.Name, "is missing")
                : Value.Missing.Instance;
            if (field.Required && value is Value.Text written && string.IsNullOrWhiteSpace(written.Content))
            {
                reader.Mistake(field.Name, "is empty");
            }

            values.Add(new Field(field.Name, value));
        }

        foreach (JsonProperty property in output.EnumerateObject())
        {
            if (!fields.Any(field => field.Name == property.Name))
            {
                reader.Drop(property.Name);
            }
        }

        if (reader.Mistakes.Count > 0)
        {
            return (null, [.. reader.Mistakes.Take(12)]);
        }

        string remark = result.TryGetProperty(AnswerSchema.Remark, out JsonElement said) && said.ValueKind == JsonValueKind.String ? Line(said.GetString()!) : "";
        if (reader.Dropped.Count > 0)
        {
            string dropped = $"Left out, because nobody asked for it: {string.Join(", ", reader.Dropped.Take(5).Select(name => name.Length > 40 ? name[..40] : name))}.";
            remark = remark.Length == 0 ? dropped : $"{remark} {dropped}";
        }

        return (new AgentAnswer(key, new Value.Record(values.MoveToImmutable()), "", remark), []);
    }

    private static ReadAnswer Nothing(Prompt prompt, string mistake) => new(
        ImmutableDictionary<string, AgentAnswer>.Empty,
        prompt.Items.Values.ToImmutableDictionary(item => item.Key, _ => ImmutableArray.Create(mistake), StringComparer.Ordinal),
        [],
        null)
    {
        ForModel = [mistake],
    };

    private static ImmutableArray<string> Remarks(JsonElement root) =>
        root.TryGetProperty(AnswerSchema.Remarks, out JsonElement remarks) && remarks.ValueKind == JsonValueKind.Array
            ? [.. remarks.EnumerateArray().Where(remark => remark.ValueKind == JsonValueKind.String).Select(remark => Line(remark.GetString()!)).Where(line => line.Length > 0).Take(MaxRemarks)]
            : [];

    // A model that says nothing about the note is taken to have followed it; only a plain "no" keeps the previous output.
    private static bool? Note(JsonElement root, Prompt prompt) =>
        !prompt.HasNote ? null : !root.TryGetProperty(AnswerSchema.NoteApplied, out JsonElement applied) || applied.ValueKind != JsonValueKind.False;

    private static string Line(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= MaxRemark ? line : line[..(MaxRemark - 1)] + "…";
    }

    // Some models wrap JSON in a Markdown fence whatever they are told; nothing else around it is forgiven.
    private static string WithoutFence(string text)
    {
        string trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 7)
        {
            return trimmed;
        }

        int firstLine = trimmed.IndexOf('\n', StringComparison.Ordinal);
        return firstLine < 0 ? trimmed : trimmed[(firstLine + 1)..^3];
    }
}
