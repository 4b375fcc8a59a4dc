using AgentBot.Core;
using AgentBot.Host.People;
using AgentBot.Host.Tests;
using AgentBot.Storage;
using AgentBot.Testing;
using AgentBot.Testing.Providers;

namespace AgentBot.RealHarnesses;

/// <summary>A template whose agent is a program, in the real host from the command to the approved result.</summary>
public sealed class StoryTests
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: judge-claim
        title: Judge a claim
        summary: Lets a program judge one claim and asks Ben.
        owner: finance-lead
        inputs:
          claim: { type: text, required: true }
        limits: { cost: 20.00 USD, time: 10m, tokens: 900000, rounds: 2 }
        steps:
          - id: judge
            agent:
              purpose: Judge one claim.
              harness: claude-code
              model: default
              instructions: Judge the claim.
              input: "{{ inputs.claim }}"
              output:
                verdict: { type: choice, of: [approve, refuse] }
          - id: decide
            review: { of: judge, reviewers: "@ben" }
        """;

    [Fact]
    public async Task One_line_of_settings_swaps_the_program_and_its_model_and_the_template_stays_the_same()
    {
        await using FakeModelServer model = await FakeModelServer.StartAsync(TimeProvider.System);
        model.Otherwise = RealPrograms.Answer;
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("templates"));
        await File.WriteAllTextAsync(folder.File("templates/judge-claim.yaml"), Template);
        Dictionary<string, string> settings = Settings(model);

        string first = await RunAsync(folder, settings);
        int asked = model.Calls.Count;
        settings["Harnesses__claude-code__Use"] = "opencode";
        settings["Models__Aliases__default__0"] = "open";
        string second = await RunAsync(folder, settings);

        Assert.All(model.Calls.Take(asked), call => Assert.Equal("anthropic", call.Format));
        Assert.All(model.Calls.Skip(asked), call => Assert.Equal("openai", call.Format));
        Assert.True(asked > 0 && model.Calls.Count > asked);
        Assert.All([first, second], said => Assert.Contains("is done.", said, StringComparison.Ordinal));
        Assert.Single((await VersionsAsync(folder)).Distinct());
        Assert.All(model.Calls, call => Assert.Contains("sk-planted", call.Headers["authorization"], StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(TempFolder folder, Dictionary<string, string> settings)
    {
        using HostProcess run = HostProcess.Start(folder.Path, ["run", "judge-claim", "--as", "ana", "--input", "claim=a taxi for 12 euros", "--approve", "ben"], settings);
        Assert.True(await run.EndAsync(TimeSpan.FromMinutes(5)) == 0, run.Output + run.Error);
        return run.Output;
    }

    // The content hash of the template, as each run keeps it.
    private static async Task<List<Digest>> VersionsAsync(TempFolder folder)
    {
        await using SqliteStore store = SqliteStore.Open(new SqliteStoreOptions { DataDirectory = folder.File("data") }, TimeProvider.System, new IdSource(TimeProvider.System));
        var versions = new List<Digest>();
        foreach (long number in new[] { 1, 2 })
        {
            versions.Add((await store.Runs.FindByNumberAsync(ConfiguredDirectory.Workspace, number, CancellationToken.None))!.TemplateVersion);
        }

        return versions;
    }

    private static Dictionary<string, string> Settings(FakeModelServer model) => new()
    {
        ["DOTNET_TieredPGO"] = "0",
        ["PLANTED_KEY"] = "sk-planted",
        ["Models__Providers__claude__Kind"] = "anthropic",
        ["Models__Providers__claude__Model"] = "some-model",
        ["Models__Providers__claude__ApiKey"] = "env:PLANTED_KEY",
        ["Models__Providers__claude__BaseUrl"] = model.Url.TrimEnd('/'),
        ["Models__Providers__open__Kind"] = "openai",
        ["Models__Providers__open__Model"] = "some-model",
        ["Models__Providers__open__ApiKey"] = "env:PLANTED_KEY",
        ["Models__Providers__open__BaseUrl"] = model.Url + "v1",
        ["Models__Aliases__default__0"] = "claude",
        ["Models__Aliases__small__0"] = "open",
        ["Harnesses__claude-code__Command"] = RealPrograms.PathOf(RealPrograms.ClaudeCode),
        ["Harnesses__opencode__Command"] = RealPrograms.PathOf(RealPrograms.OpenCode),
    };
}
