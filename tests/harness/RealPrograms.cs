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
    public static FakeModelAnswer Answer(JsonElement question) =>
        Heard(question, "call_1") || !question.TryGetProperty("tools", out JsonElement tools) ? FakeModelAnswer.Of(Bench.Good, 1_200, 40)
        : Has(tools, "Read") ? Calls("call_1", "Read", """{"file_path":"/agentbot/work/files/input.json"}""")
        : Calls("call_1", "read", """{"filePath":"/agentbot/work/files/input.json"}""");

    /// <summary>Unpacks an archive where it stands first, as an agent does that is given one, and goes on as <see cref="Answer"/>.</summary>
    public static FakeModelAnswer UnpackAndAnswer(JsonElement question) =>
        Heard(question, "call_0") || !question.TryGetProperty("tools", out JsonElement tools)
            ? Answer(question)
            : Calls("call_0", Has(tools, "Bash") ? "Bash" : "bash", """{"command":"tar -xf files/01-claim.tar","description":"Unpacks the claim"}""");

    private static FakeModelAnswer Calls(string id, string tool, string arguments) => new() { Calls = [(id, tool, arguments)], InputTokens = 1_000, OutputTokens = 30 };

    private static bool Heard(JsonElement question, string call) => question.GetProperty("messages").GetRawText().Contains($"\"{call}\"", StringComparison.Ordinal);

    private static bool Has(JsonElement tools, string name) => tools.EnumerateArray().Any(tool => tool.TryGetProperty("name", out JsonElement own) && own.GetString() == name);
}
