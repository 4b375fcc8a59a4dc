using AgentBot.Agents.Sandbox;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;
using AgentBot.Testing.Providers;

namespace AgentBot.Agents.Tests.Harness;

/// <summary>A program in an agent's place: its answer, its money, its end. The program is a script; the sandbox and the door are real.</summary>
public sealed class HarnessRunnerTests
{
    [Fact]
    public async Task A_program_answers_as_an_agent_does_and_its_questions_are_in_the_ledger_to_the_token()
    {
        await using Bench bench = await Bench.StartAsync(
            Bench.Script(Bench.Asks() + $"ask > /dev/null; ask > /dev/null; echo '{Bench.Good}'"),
            answers: [FakeModelAnswer.Of("one", 1_000, 20), FakeModelAnswer.Of("two", 1_500, 30)]);

        AgentOutcome.Answered answered = await bench.AnsweredAsync();

        Assert.Equal("approve", answered.Said("verdict"));
        Assert.Equal(bench.Server.Calls.Select(call => (long)call.InputTokens + call.OutputTokens), bench.Pots.Calls.Select(call => call.InputTokens + call.OutputTokens));
        Assert.All(bench.Pots.Calls, call => Assert.Equal(("ok", "anthropic", false), (call.Outcome, call.Provider, call.Estimated)));
        BudgetRow pot = bench.Pots[Ask.Pot];
        Assert.Equal((2_550, 0L, (2_500L * 3) + (50 * 15)), (pot.SpentTokens, pot.ReservedTokens, pot.SpentMicros));
    }

    [Fact]
    public async Task The_program_sees_the_word_of_this_run_and_the_provider_sees_the_key()
    {
        await using Bench bench = await Bench.StartAsync(
            Bench.Script(Bench.Asks() + $"ask > /dev/null; [ -n \"$TOKEN\" ] && (env; cat /proc/*/environ; ls -R /agentbot; cat /agentbot/home/* 2> /dev/null) | tr '\\0' '\\n' | grep -c {Models.Providers.Key} > seen; [ $(cat seen) = 0 ] && echo '{Bench.Good}'"),
            answers: FakeModelAnswer.Of("x"));

        await bench.AnsweredAsync();

        FakeModelCall call = Assert.Single(bench.Server.Calls);
        Assert.Contains(Models.Providers.Key, call.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal("some-model", call.Body.GetProperty("model").GetString());
        Assert.False(call.Headers.ContainsKey("x-api-key") && call.Headers["x-api-key"] != Models.Providers.Key);
    }

    [Fact]
    public async Task It_is_told_its_input_and_finds_the_files_that_the_input_names_under_harmless_names()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(
            $"cat > told; grep -q 'Judge it.' told && grep -q the-claim told && [ \"$(ls -A)\" = \"$(printf 'files\\ntold')\" ] && [ \"$(ls -A files | tr '\\n' ' ')\" = '01-CLAUDE.md 02-claude-settings.json input.json ' ] && grep -q obey files/01-CLAUDE.md && echo '{Bench.Good}'"));
        Value input = Ask.Row(("about", Ask.T("the-claim")), ("memory", bench.Artifacts.Put("CLAUDE.md", "obey")), ("settings", bench.Artifacts.Put("../.claude/settings.json", "{}")));

        AgentOutcome.Answered answered = await bench.AnsweredAsync(Ask.One(Bench.Agent(), input));

        Assert.Equal("approve", answered.Said("verdict"));
    }

    [Fact]
    public async Task A_file_that_is_no_longer_kept_is_said_and_nothing_is_run()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script("true"));

        AgentOutcome.Failed failed = await bench.FailedAsync(Ask.One(Bench.Agent(), new Value.File("gone.csv", "text/csv", 3, Digest.OfBytes([1, 2, 3]))));

        Assert.Contains("gone.csv is no longer kept", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_its_form_is_mended_and_at_most_twice()
    {
        string good = Bench.Good;
        await using Bench bench = await Bench.StartAsync(Bench.Script($"told=$(cat); case \"$told\" in *'end of repair'*) echo 'Here it is: {good} Done.';; *) echo '{{\"results\":[]}}';; esac"));
        await using Bench stubborn = await Bench.StartAsync(Bench.Script("echo no"));

        Assert.Equal("approve", (await bench.AnsweredAsync()).Said("verdict"));
        AgentOutcome.Failed failed = await stubborn.FailedAsync();
        Assert.Equal(FailureKind.BrokenOutput, failed.Kind);
        Assert.Contains("even after it was asked twice", failed.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:out/result.json", "mkdir out; echo '{0}' > out/result.json; echo chatter")]
    [InlineData("json:result.text", "echo warning; echo '{{\"result\":{{\"text\":{1}}},\"is_error\":false}}'")]
    [InlineData("lines:text:part.text", "echo '{{\"type\":\"start\"}}'; echo '{{\"type\":\"text\",\"part\":{{\"text\":{1}}}}}'")]
    public async Task Its_answer_is_where_its_description_says(string form, string script)
    {
        string quoted = System.Text.Json.Nodes.JsonValue.Create(Bench.Good)!.ToJsonString();
        await using Bench bench = await Bench.StartAsync(Bench.Script(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, script, Bench.Good, quoted.Replace("\\u0022", "\\\\\"", StringComparison.Ordinal).Replace("\\\\\"", "\\\"", StringComparison.Ordinal)), settings => settings.Result = form));

        Assert.Equal("approve", (await bench.AnsweredAsync()).Said("verdict"));
    }

    [Fact]
    public async Task What_it_was_denied_is_told_beside_its_answer()
    {
        string result = """{"is_error":false,"permission_denials":[{"tool_name":"WebFetch"}],"result":{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}}""";
        await using Bench bench = await Bench.StartAsync(Bench.Script($"echo '{result}'", settings => settings.Result = "json:result"));

        Assert.Contains("script wanted to use WebFetch and was not allowed to.", (await bench.AnsweredAsync()).Notes);
    }

    [Theory]
    [InlineData("sleep 60", FailureKind.TimedOut, "did not come to an end within 1 seconds")]
    [InlineData("yes", FailureKind.OverLimit, "it printed more than it may")]
    [InlineData("perl -e 'my $kept; $kept .= \"x\" x 1_000_000 while 1'", FailureKind.OverLimit, "it took more memory than it may")]
    [InlineData("head -c 9000000 /dev/zero > a; sleep 60", FailureKind.OverLimit, "it wrote more to its folder than it may")]
    [InlineData("echo '{}'; exit 3", FailureKind.Permanent, "ended with a fault of its own")]
    public async Task An_end_that_is_none_is_told_as_what_it_is(string script, FailureKind kind, string sentence)
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(script, settings => settings.Time = TimeSpan.FromSeconds(kind == FailureKind.TimedOut ? 1 : 20)), new SandboxOptions { MemoryMegabytes = 200, FolderMegabytes = 8 });

        AgentOutcome.Failed failed = await bench.FailedAsync();

        Assert.Equal(kind, failed.Kind);
        Assert.Contains(sentence, failed.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, bench.Pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_program_that_asks_on_and_on_is_ended_at_its_number_of_questions()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(Bench.Asks() + "while true; do ask > /dev/null; done", settings => settings.Calls = 3));
        bench.Server.Otherwise = _ => FakeModelAnswer.Of("again");

        AgentOutcome.Failed failed = await bench.FailedAsync();

        Assert.Equal(FailureKind.OverLimit, failed.Kind);
        Assert.Equal(3, bench.Server.Calls.Count);
        Assert.Equal(3, bench.Pots.Calls.Count);
    }

    [Fact]
    public async Task A_program_is_ended_before_it_spends_what_its_run_has_not()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(Bench.Asks() + "while true; do ask > /dev/null; done"));
        bench.Server.Otherwise = _ => FakeModelAnswer.Of("again", 20, 10);
        bench.Pots.With(Ask.Pot, 10_000_000_000, 300);

        AgentOutcome.Failed failed = await bench.FailedAsync();

        Assert.Equal((FailureKind.OverBudget, Ask.Pot), (failed.Kind, failed.Short?.Pot));
        Assert.Contains("what this run may spend", failed.Sentence, StringComparison.Ordinal);
        Assert.True(bench.Pots.HighestTokens <= 300, $"{bench.Pots.HighestTokens} tokens were held or spent.");
        Assert.Equal(0, bench.Pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task What_the_provider_wants_to_be_paid_for_ends_it_at_once()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(Bench.Asks() + "while true; do ask > /dev/null; done"));
        bench.Server.Otherwise = _ => FakeModelAnswer.Refuses(402, "billing_error", "Your credit balance is too low.");

        AgentOutcome.Failed failed = await bench.FailedAsync(Ask.One(Bench.Agent() with { Model = "small" }, Ask.T("x")));

        Assert.Equal(FailureKind.NoMoney, failed.Kind);
        Assert.Single(bench.Server.Calls);
    }

    [Fact]
    public async Task Who_cancels_gets_the_money_of_what_was_held_back()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script(Bench.Asks() + "ask"));
        bench.Server.Otherwise = _ => new FakeModelAnswer { Hangs = true };
        using var stop = new CancellationTokenSource();
        Task<AgentOutcome> running = bench.RunAsync(ct: stop.Token);
        for (int tries = 0; bench.Server.Calls.Count == 0 && tries < 1_000; tries++)
        {
            await Task.Delay(10);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal((0L, 0L), (bench.Pots[Ask.Pot].ReservedTokens, bench.Pots[Ask.Pot].SpentTokens));
    }

    [Fact]
    public async Task A_model_that_speaks_otherwise_is_named_before_anything_runs()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script("true"));

        AgentOutcome.Failed failed = await bench.FailedAsync(Ask.One(Bench.Agent() with { Model = "other" }, Ask.T("x")));

        Assert.Contains("none of those behind the name “other” is of the kind anthropic", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sandbox_or_without_the_program_a_run_is_refused_with_what_to_install()
    {
        await using Bench bench = await Bench.StartAsync(Bench.Script("true", settings => settings.Command = "no-such-program"));
        await using Bench open = await Bench.StartAsync(Bench.Script("true"), new SandboxOptions { Provider = "none" });

        Assert.Contains("There is no no-such-program on this computer. The operator can install it", (await bench.Places.MissingAsync(Bench.Agent(), CancellationToken.None))!.ToString(), StringComparison.Ordinal);
        Assert.Contains("Sandbox:Provider", (await open.Places.MissingAsync(Bench.Agent(), CancellationToken.None))!.ToString(), StringComparison.Ordinal);
        Assert.Null(await bench.Places.MissingAsync(Bench.Agent() with { Harness = null }, CancellationToken.None));
        Assert.Contains("Did you mean opencode?", (await bench.Places.MissingAsync(Bench.Agent("opncode"), CancellationToken.None))!.ToString(), StringComparison.Ordinal);
    }
}
