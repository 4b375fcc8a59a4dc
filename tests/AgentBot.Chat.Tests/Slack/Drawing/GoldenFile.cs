using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Tests.Slack.Drawing;

/// <summary>Compares a payload with the file of that name beside the tests. AGENTBOT_GOLDEN=write writes it instead.</summary>
internal static class GoldenFile
{
    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("AGENTBOT_GOLDEN") == "write";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    public static string Json(JsonNode node)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            node.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static void Matches(string name, JsonNode actual) => Matches(Folder(), name, actual);

    public static void Matches(string folder, string name, JsonNode actual)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        string json = Json(actual);
        if (Rewrite)
        {
            File.WriteAllText(path, json + "\n");
        }

        Assert.True(File.Exists(path), $"{path} is missing. AGENTBOT_GOLDEN=write makes it; read what it made.");
        string[] wanted = File.ReadAllText(path).TrimEnd('\n').Split('\n');
        string[] got = json.Split('\n');
        int first = Enumerable.Range(0, Math.Max(wanted.Length, got.Length)).FirstOrDefault(i => At(wanted, i) != At(got, i), -1);
        Assert.True(first < 0, $"{name} differs from line {first + 1} on:\n- {At(wanted, first)}\n+ {At(got, first)}");
    }

    private static string? At(string[] lines, int i) => i >= 0 && i < lines.Length ? lines[i] : null;
}
