using System.Collections.Immutable;

namespace AgentBot.Agents.Harness;

/// <summary>
/// The programs that AgentBot knows. Each argument and variable here was found necessary by letting the real program run in a folder
/// full of settings, hooks and servers that it should have ignored; `bash tests/run harness` does so again.
/// </summary>
public static class BuiltInHarnesses
{
    private const string Tools = "Read,Glob,Grep,Edit,Write,Bash";

    public static readonly ImmutableDictionary<string, HarnessSpec> All = new[] { ClaudeCode(), OpenCode() }.ToImmutableDictionary(harness => harness.Name, StringComparer.OrdinalIgnoreCase);

    private static HarnessSpec ClaudeCode() => new()
    {
        Name = "claude-code",
        Command = "claude",
        Wire = "anthropic",
        Arguments =
        [
            "-p", "--output-format", "json", "--model", "{model}",

            // Neither the folder's settings nor its servers, skills and memory.
            "--setting-sources", "", "--strict-mcp-config", "--disable-slash-commands", "--no-session-persistence",
            "--tools", Tools, "--allowedTools", Tools,
        ],
        Result = "json:result",
        Environment = new Dictionary<string, string>
        {
            ["ANTHROPIC_BASE_URL"] = "{door}",
            ["ANTHROPIC_API_KEY"] = "{token}",
            ["ANTHROPIC_SMALL_FAST_MODEL"] = "{model}",
            ["CLAUDE_CODE_MAX_OUTPUT_TOKENS"] = "{answer}",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["CLAUDE_CODE_MAX_RETRIES"] = "2",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
            ["DISABLE_ERROR_REPORTING"] = "1",
        }.ToImmutableDictionary(),
    };

    private static HarnessSpec OpenCode() => new()
    {
        Name = "opencode",
        Command = "opencode",
        Wire = "openai",

        // Without a title it would ask the model for one.
        Arguments = ["run", "--pure", "--format", "json", "--title", "run", "-m", "agentbot/{model}"],
        Result = "lines:text:part.text",
        Environment = new Dictionary<string, string>
        {
            ["OPENCODE_CONFIG"] = "/agentbot/home/agentbot.json",
            ["OPENCODE_DISABLE_PROJECT_CONFIG"] = "1",
            ["OPENCODE_DISABLE_CLAUDE_CODE"] = "1",
            ["OPENCODE_DISABLE_EXTERNAL_SKILLS"] = "1",
            ["OPENCODE_DISABLE_AUTOUPDATE"] = "1",
            ["OPENCODE_DISABLE_MODELS_FETCH"] = "1",
            ["OPENCODE_DISABLE_LSP_DOWNLOAD"] = "1",
            ["OPENCODE_DISABLE_DEFAULT_PLUGINS"] = "1",
            ["OPENCODE_DISABLE_SHARE"] = "1",

            // If it opens a door of its own, nobody comes in without this.
            ["OPENCODE_SERVER_PASSWORD"] = "{token}",
        }.ToImmutableDictionary(),
        Files = new Dictionary<string, string>
        {
            ["agentbot.json"] =
                """
                {
                  "autoupdate": false, "share": "disabled", "snapshot": false,
                  "model": "agentbot/{model}", "small_model": "agentbot/{model}", "enabled_providers": ["agentbot"],
                  "permission": { "edit": "allow", "bash": "allow", "webfetch": "deny", "websearch": "deny", "external_directory": "deny" },
                  "provider": {
                    "agentbot": {
                      "npm": "@ai-sdk/openai-compatible", "name": "AgentBot",
                      "options": { "baseURL": "{door}/v1", "apiKey": "{token}" },
                      "models": { "{model}": { "name": "{model}", "tool_call": true, "limit": { "context": 200000, "output": {answer} } } }
                    }
                  }
                }
                """,
        }.ToImmutableDictionary(),
    };
}
