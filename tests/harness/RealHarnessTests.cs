using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Agents.Harness;
using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Tests;
using AgentBot.Agents.Tests.Harness;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Testing.Providers;

namespace AgentBot.RealHarnesses;

/// <summary>The real programs in an agent's place, against a model on this computer.</summary>
public sealed class RealHarnessTests
{
    [Theory]
    [InlineData(RealPrograms.ClaudeCode)]
    [InlineData(RealPrograms.OpenCode)]
    public async Task It_completes_an_agents_work_by_its_own_tools_and_every_token_is_booked(string harness)
    {
        await using Bench bench = await RealPrograms.StartAsync(harness);
        var open = new ConcurrentBag<int>();
        bench.Server.Otherwise = question =>
        {
            foreach (int port in Listening.PortsOf(RealPrograms.PathOf(harness)))
            {
                open.Add(port);
            }

            return RealPrograms.Answer(question);
        };

        AgentOutcome.Answered answered = await bench.AnsweredAsync(Task(harness));

        Assert.Equal("approve", answered.Said("verdict"));
        Assert.Contains(bench.Server.Calls, call => call.Body.GetRawText().Contains("the planted input", StringComparison.Ordinal) && call.Body.GetRawText().Contains("call_1", StringComparison.Ordinal));
        Assert.Equal(bench.Server.Calls.Sum(call => (long)call.InputTokens + call.OutputTokens), bench.Pots[Ask.Pot].SpentTokens);
        Assert.Equal(bench.Server.Calls.Count, bench.Pots.Calls.Count);
        Assert.All(bench.Pots.Calls, call => Assert.False(call.Estimated));
        Assert.Equal(0, bench.Pots[Ask.Pot].ReservedTokens);

        // The relay's own, which leads to the gateway and wants its word.
        Assert.All(open, port => Assert.Equal(8080, port));
        Assert.NotEmpty(open);
    }

    [Theory]
    [InlineData(RealPrograms.ClaudeCode)]
    [InlineData(RealPrograms.OpenCode)]
    public async Task A_hostile_folder_runs_nothing_says_nothing_and_leads_nowhere(string harness)
    {
        await using var second = new SecondListener();
        await using Bench bench = await RealPrograms.StartAsync(harness);

        SandboxResult ended = await RunInAsync(bench, harness, HostileFolder.Of(second.Port, leadsAway: true));

        HoldsStill(ended, bench, second);
    }

    [Fact]
    public async Task What_claude_code_is_told_suffices_even_where_it_finds_the_hostile_folder()
    {
        await using var second = new SecondListener();
        await using Bench bench = await RealPrograms.StartAsync(RealPrograms.ClaudeCode);
        ImmutableArray<SandboxFile> folder = HostileFolder.Of(second.Port, leadsAway: true);

        SandboxResult ended = await RunInAsync(bench, RealPrograms.ClaudeCode, folder, change: job => job with { Files = folder });

        HoldsStill(ended, bench, second);
    }

    [Theory]
    [InlineData(RealPrograms.ClaudeCode)]
    [InlineData(RealPrograms.OpenCode)]
    public async Task A_hostile_archive_that_its_own_tools_unpack_runs_nothing_either(string harness)
    {
        await using var second = new SecondListener();
        await using Bench bench = await RealPrograms.StartAsync(harness);
        bench.Server.Otherwise = RealPrograms.UnpackAndAnswer;
        SandboxFile input = new("files/input.json", "[\"the claim\"]"u8.ToArray());

        SandboxResult ended = await RunInAsync(bench, harness, [input, HostileFolder.Packed("files/01-claim.tar", second.Port)], ["opencode.json"]);

        Assert.Equal(["opencode.json"], ended.Files.Select(file => file.Path));
        HoldsStill(ended with { Files = [] }, bench, second);
    }

    [Fact]
    public async Task The_folder_is_hostile_indeed_and_even_then_the_sandbox_lets_nothing_out()
    {
        await using var second = new SecondListener();
        await using Bench bench = await RealPrograms.StartAsync(RealPrograms.ClaudeCode);
        ImmutableArray<SandboxFile> folder = HostileFolder.Of(second.Port, leadsAway: false);

        // As somebody would start it who has read its first page only.
        SandboxResult ended = await RunInAsync(bench, RealPrograms.ClaudeCode, folder, change: job => job with
        {
            Arguments = ["-p", "--output-format", "json", "--model", HarnessDoor.Model],
            Files = folder,
        });

        Assert.NotEmpty(ended.Files);
        Assert.Empty(second.Heard);
    }

    [Fact]
    public async Task What_a_program_was_denied_is_told_although_it_says_that_all_is_well()
    {
        await using Bench bench = await RealPrograms.StartAsync(RealPrograms.ClaudeCode);
        bench.Server.Otherwise = question => question.GetRawText().Contains("\"tool_result\"", StringComparison.Ordinal)
            ? FakeModelAnswer.Of(Bench.Good)
            : new FakeModelAnswer { Calls = [("call_1", "Write", """{"file_path":"/etc/evil","content":"x"}""")] };

        AgentOutcome.Answered answered = await bench.AnsweredAsync(Task(RealPrograms.ClaudeCode));

        Assert.Equal("approve", answered.Said("verdict"));
        Assert.All(answered.Notes, note => Assert.Contains("was not allowed to", note, StringComparison.Ordinal));
    }

    private static AgentTask Task(string harness) =>
        Ask.One(Bench.Agent(harness) with { Model = RealPrograms.AliasOf(harness) }, Ask.T("the planted input"));

    private static async Task<SandboxResult> RunInAsync(Bench bench, string harness, ImmutableArray<SandboxFile> folder, ImmutableArray<string> keep = default, Func<SandboxJob, SandboxJob>? change = null)
    {
        Result<ReadyHarness> found = await bench.Places.FindAsync(harness, CancellationToken.None);
        Result<HarnessDoor> opened = await bench.Doors.OpenAsync(found.Value.Spec, Task(harness), CancellationToken.None);
        await using HarnessDoor door = opened.Value;
        door.Begin(0);
        SandboxJob job = HarnessJob.Of(found.Value, door, "Say what you think of the claim in files/input.json.", folder) with { Keep = [HostileFolder.Canaries, .. keep.IsDefault ? [] : keep] };
        return await found.Value.Sandbox.RunAsync(change is null ? job : change(job), door.Stop);
    }

    private static void HoldsStill(SandboxResult ended, Bench bench, SecondListener second)
    {
        Assert.True(ended is { End: SandboxEnd.Exited, ExitCode: 0 }, $"{ended.End}, {ended.ExitCode}: {ended.Output} {ended.Errors}");
        Assert.Contains("approve", ended.Output, StringComparison.Ordinal);
        Assert.Empty(ended.Files.Select(file => file.Path));
        Assert.Empty(second.Heard);
        Assert.NotEmpty(bench.Server.Calls);
        Assert.All(bench.Server.Calls, call => Assert.DoesNotContain(HostileFolder.Injected, call.Body.GetRawText(), StringComparison.Ordinal));
    }
}
