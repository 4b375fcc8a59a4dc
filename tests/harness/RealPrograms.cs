using System.Runtime.InteropServices;
using System.Text.Json;
using AgentBot.Agents.Harness;
using AgentBot.Agents.Tests.Harness;
using AgentBot.Testing;
using AgentBot.Testing.Providers;

namespace AgentBot.RealHarnesses;

/// <summary>The programs that `bash tests/run harness` installs from npm, and a model that answers them.</summary>
internal static class RealPrograms
{
    public const string ClaudeCode = "claude-code";
    public const string OpenCode = "opencode";

    private static string Packages => Path.Combine(RepositoryRoot.Path, "tests", "harness", "node_modules");

    private static string Kind => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>The program itself, not the small script in front of it, which would need Node.</summary>
    public static string PathOf(string harness)
    {
        string path = harness == ClaudeCode
            ? Path.Combine(Packages, "@anthropic-ai", "claude-code-" + Kind, "claude")
            : Path.Combine(Packages, "opencode-" + Kind, "bin", "opencode");
        Assert.True(File.Exists(path), $"There is no {path}. `bash tests/run harness` installs it.");
        return path;
    }

    public static async Task<Bench> StartAsync(string harness)
    {
        Bench bench = await Bench.StartAsync(new HarnessOptions { ByName = { [harness] = new HarnessSettings { Command = PathOf(harness), Time = TimeSpan.FromMinutes(2) } } });
        bench.Server.Otherwise = Answer;
        return bench;
    }

    /// <summary>The alias behind which a model speaks as the program does.</summary>
    public static string AliasOf(string harness) => harness == ClaudeCode ? "small" : "other";

    /// <summary>
    /// Reads its input by a tool of the program's own first, and answers then: both programs must have worked with the model and
    /// with their folder.
    /// </summary>
    public static FakeModelAnswer Answer(JsonElement question)
    {
        string text = question.GetRawText();
        bool hasRead = text.Contains("\"tool_result\"", StringComparison.Ordinal) || text.Contains("\"role\":\"tool\"", StringComparison.Ordinal);
        return hasRead || !question.TryGetProperty("tools", out JsonElement tools) ? FakeModelAnswer.Of(Bench.Good, 1_200, 40) : new FakeModelAnswer
        {
            Calls =
            [
                IsTool(tools, "Read")
                    ? ("call_1", "Read", """{"file_path":"/agentbot/work/files/input.json"}""")
                    : ("call_1", "read", """{"filePath":"/agentbot/work/files/input.json"}"""),
            ],
            InputTokens = 1_000,
            OutputTokens = 30,
        };
    }

    private static bool IsTool(JsonElement tools, string name) => tools.EnumerateArray().Any(tool => tool.TryGetProperty("name", out JsonElement own) && own.GetString() == name);
}
