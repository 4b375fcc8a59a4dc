using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AgentBot.Agents.Sandbox;

namespace AgentBot.Agents.Harness;

/// <summary>What a program says at its end, and whether it was kept from doing something.</summary>
/// <param name="IsError">The program itself says that it failed.</param>
/// <param name="Denied">Names of tools that it wanted to use and was refused.</param>
public sealed record HarnessResult(string Text, bool IsError, ImmutableArray<string> Denied);

/// <summary>Finds a program's answer in what it printed or wrote, as the description of the program says.</summary>
public static class ResultReader
{
    private const string Json = "json:";
    private const string Lines = "lines:";
    private const string File = "file:";

    private static readonly JsonDocumentOptions Plainly = new() { MaxDepth = 32 };

    public static bool Knows(string form) =>
        form == "text"
        || (form.StartsWith(Json, StringComparison.Ordinal) && form.Length > Json.Length)
        || (form.StartsWith(File, StringComparison.Ordinal) && WorkFolder.CheckPath(form[File.Length..]) is null)
        || (form.StartsWith(Lines, StringComparison.Ordinal) && form.Split(':') is [_, { Length: > 0 }, { Length: > 0 }]);

    /// <summary>The file that must be brought back for <see cref="Read"/>; null where the answer is printed.</summary>
    public static string? FileOf(string form) => form.StartsWith(File, StringComparison.Ordinal) ? form[File.Length..] : null;

    public static HarnessResult Read(string form, SandboxResult ended)
    {
        if (FileOf(form) is { } name)
        {
            SandboxFile? file = ended.Files.FirstOrDefault(file => file.Path == name);
            return new HarnessResult(file is null ? "" : Answer(Encoding.UTF8.GetString(file.Bytes.Span)), false, []);
        }

        return form.StartsWith(Json, StringComparison.Ordinal) ? ReadObject(ended.Output, form[Json.Length..])
            : form.Split(':') is [_, var type, var path] ? ReadLines(ended.Output, type, path)
            : new HarnessResult(Answer(ended.Output), false, []);
    }

    private static HarnessResult ReadObject(string output, string path)
    {
        // The last line: programs greet and warn before.
        string? line = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(line => line.StartsWith('{'));
        using JsonDocument? document = Parse(line ?? output);
        return document is null
            ? new HarnessResult("", false, [])
            : new HarnessResult(Answer(TextAt(document.RootElement, path)), IsTrue(document.RootElement, "is_error"), Denials(document.RootElement));
    }

    private static HarnessResult ReadLines(string output, string type, string path)
    {
        var text = new StringBuilder();
        bool isError = false;
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            using JsonDocument? document = Parse(line);
            string said = document is null ? "" : TextAt(document.RootElement, "type");
            isError |= said == "error";
            if (said == type)
            {
                text.Append(TextAt(document!.RootElement, path)).Append('\n');
            }
        }

        return new HarnessResult(Answer(text.ToString()), isError, []);
    }

    private static ImmutableArray<string> Denials(JsonElement root) =>
        root.TryGetProperty("permission_denials", out JsonElement denials) && denials.ValueKind == JsonValueKind.Array
            ? [.. denials.EnumerateArray().Select(denial => TextAt(denial, "tool_name")).Where(name => name.Length is > 0 and <= 60 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')).Distinct()]
            : [];

    // The answer itself, where the program says something around it.
    private static string Answer(string said)
    {
        int from = said.IndexOf('{', StringComparison.Ordinal);
        int to = said.LastIndexOf('}');
        for (int tries = 0; from >= 0 && to > from && tries < 20; tries++)
        {
            string candidate = said[from..(to + 1)];
            using JsonDocument? document = Parse(candidate);
            if (document is not null)
            {
                return candidate;
            }

            from = said.IndexOf('{', from + 1);
        }

        return said.Trim();
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Plainly);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string TextAt(JsonElement element, string path)
    {
        foreach (string part in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
            {
                return "";
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString()! : element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? element.GetRawText() : "";
    }

    private static bool IsTrue(JsonElement root, string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
