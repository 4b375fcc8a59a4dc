using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Tools;
using AgentBot.Testing;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>Programs of tools: real processes that behave well, badly, and worse.</summary>
public sealed class McpServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ATool_IsOff_UntilAnOperatorAgrees_AndWritesUnlessTheSettingsSayThatItReads()
    {
        await using ServerRig rig = ServerRig.Scripted("good", server => server.Reads.Add("echo"));
        Result<ImmutableArray<Tool>> before = await rig.Tools.FindAsync(["s.echo"], default);
        Assert.Contains("Nobody has agreed to the tool s.echo", before.Refusal!.Why, StringComparison.Ordinal);

        await rig.AgreeAsync();
        Tool echo = await rig.ToolAsync("s.echo"), fail = await rig.ToolAsync("s.fail");
        Assert.Equal(("Echo", ToolKind.Read, ToolKind.Write), (echo.Title, echo.Kind, fail.Kind));
        Assert.Equal(new ToolOutcome.Answered("hello"), await rig.CallAsync("s.echo", """{"text":"hello"}"""));
        Assert.Equal(new ToolOutcome.Answered("It did not work.", IsError: true), await rig.CallAsync("s.fail"));
        Assert.IsType<ToolOutcome.Answered>(await rig.CallAsync("s.echo", "no JSON"));
    }

    [Fact]
    public async Task ANameThatIsNotThere_IsRefused_WithTheNearestOne()
    {
        await using ServerRig rig = ServerRig.Scripted("good");
        await rig.AgreeAsync();
        Assert.Contains("It has s.echo", (await rig.Tools.FindAsync(["s.ecko"], default)).Refusal!.Why, StringComparison.Ordinal);
        Assert.Contains("No server of tools is called “other”", (await rig.Tools.FindAsync(["other.echo"], default)).Refusal!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AToolThatChanges_IsOffInTheSameCall_AndTheDifferenceIsNamed()
    {
        await using ServerRig rig = ServerRig.Scripted("good");
        await rig.AgreeAsync();
        Tool echo = await rig.ToolAsync("s.echo");
        Assert.Equal(new ToolOutcome.Answered("done"), await rig.CallAsync("s.swap"));

        var refused = Assert.IsType<ToolOutcome.NotSent>(await rig.Tools.CallAsync(echo, new ToolCall("""{"text":"x"}""", ""), default));
        Assert.Contains("what it says of itself has changed since it was agreed to", refused.Sentence, StringComparison.Ordinal);
        Assert.True((await rig.Tools.FindAsync(["s.echo"], default)).IsRefused);
        OfferedServer offer = (await rig.Tools.LookAsync("s", default))!;
        Assert.All(offer.Tools, tool => Assert.Equal(ToolStanding.Changed, tool.Standing));

        await rig.AgreeAsync();
        Assert.Equal(new ToolOutcome.Answered("x"), await rig.CallAsync("s.echo", """{"text":"x"}"""));
    }

    [Fact]
    public async Task AProgram_GetsNothingOfAgentBotsEnvironment_ButWhatItsSettingsName()
    {
        await using ServerRig rig = ServerRig.Scripted("good", server =>
        {
            server.Env["TOKEN"] = "secret:key";
            server.Env["PLAIN"] = "text";
        });
        await rig.AgreeAsync();
        var answer = Assert.IsType<ToolOutcome.Answered>(await rig.CallAsync("s.env"));
        using JsonDocument environment = JsonDocument.Parse(answer.Text);
        Assert.Equal(["HOME", "PATH", "PLAIN", "TOKEN"], environment.RootElement.EnumerateObject().Select(variable => variable.Name).Order(StringComparer.Ordinal));
        Assert.Equal("planted-value", environment.RootElement.GetProperty("TOKEN").GetString());
        Assert.NotEqual(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), environment.RootElement.GetProperty("HOME").GetString());
    }

    [Theory]
    [InlineData("s.crash")]
    [InlineData("s.flood")]
    [InlineData("s.garble")]
    public async Task AServerThatBreaks_FailsThisCallOnly_AndIsStartedAgain(string tool)
    {
        await using ServerRig rig = ServerRig.Scripted("good");
        await rig.AgreeAsync();

        // Everything writes here, and it had the question: nobody knows.
        Assert.IsType<ToolOutcome.Unclear>(await rig.CallAsync(tool));
        Assert.Equal(new ToolOutcome.Answered("again"), await rig.CallAsync("s.echo", """{"text":"again"}"""));
    }

    [Theory]
    [InlineData("s.wait")]
    [InlineData("s.deep")]
    public async Task AServerThatDoesNotAnswer_IsGivenUpInTime_AndAReadIsKnownToHaveDoneNothing(string tool)
    {
        var clock = new FakeClock();
        await using ServerRig rig = ServerRig.Scripted("good", server => server.Reads.Add(tool[2..]), clock);
        await rig.AgreeAsync();
        Task<ToolOutcome> call = rig.CallAsync(tool);
        for (long begun = Stopwatch.GetTimestamp(); !File.Exists(rig.FileOf("heard"));)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Bound, "The question never came.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        var refused = Assert.IsType<ToolOutcome.NotSent>(await call);
        Assert.Contains("did not answer within 20 seconds", refused.Sentence, StringComparison.Ordinal);
        Assert.False(rig.Servers.IsUp("s"));
    }

    [Fact]
    public async Task AnAnswerThatIsTooLarge_IsLeftOut()
    {
        await using ServerRig rig = ServerRig.Scripted("good", server => server.Reads.Add("large"));
        await rig.AgreeAsync();
        var answer = Assert.IsType<ToolOutcome.Answered>(await rig.CallAsync("s.large"));
        Assert.True(answer.IsError);
        Assert.True(answer.Text.Length < 200);
    }

    [Theory]
    [InlineData("many", "more than 256 tools")]
    [InlineData("endless", "more than 256 tools")]
    [InlineData("dead", "ended or does not speak")]
    [InlineData("mute", "did not start within")]
    public async Task AServerThatCannotBeUsed_IsASentence(string way, string sentence)
    {
        await using ServerRig rig = ServerRig.Scripted(way, server => server.Timeout = TimeSpan.FromSeconds(way == "mute" ? 1 : 20));
        OfferedServer offer = (await rig.Tools.LookAsync("s", default))!;
        Assert.Contains(sentence, offer.Trouble, StringComparison.Ordinal);
        Assert.Empty(offer.Tools);
    }

    [Fact]
    public async Task WhatAToolSaysOfItself_IsCutAndCleaned_AndASchemaThatIsTooLargeIsLeftOut()
    {
        await using ServerRig rig = ServerRig.Scripted("wide");
        OfferedServer offer = (await rig.Tools.LookAsync("s", default))!;
        Assert.Equal("Hidden words.", Assert.Single(offer.Tools).Tool.Description);
        Assert.Contains("32 KB", Assert.Single(offer.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatKeepsFailing_IsLeftAloneLongerAndLonger()
    {
        var clock = new FakeClock();
        await using ServerRig rig = ServerRig.Scripted("dead", time: clock);
        Assert.Equal(TimeSpan.Zero, (await LookAsync()).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(1), (await LookAsync()).RetryAfter);
        Assert.Contains("left alone", (await LookAsync()).Trouble, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(2), (await LookAsync()).RetryAfter);

        async Task<OfferedServer> LookAsync() => (await rig.Tools.LookAsync("s", default))!;
    }

    [Fact]
    public async Task AnIdleProgram_IsEndedWithEverythingThatItStarted()
    {
        var clock = new FakeClock();
        await using ServerRig rig = ServerRig.Scripted("good", time: clock);
        await rig.AgreeAsync();
        var answer = Assert.IsType<ToolOutcome.Answered>(await rig.CallAsync("s.family"));
        int[] ids = [.. answer.Text.Split(' ').Select(int.Parse)];
        await rig.Servers.EndIdleAsync(default);
        Assert.True(rig.Servers.IsUp("s"));

        clock.Advance(TimeSpan.FromMinutes(11));
        await rig.Servers.EndIdleAsync(default);
        Assert.False(rig.Servers.IsUp("s"));
        foreach (int id in ids)
        {
            Assert.True(await IsGoneAsync(id), $"Process {id} is still there.");
        }
    }

    [Fact]
    public async Task ACancelledCall_EndsAtOnce()
    {
        await using ServerRig rig = ServerRig.Scripted("good");
        await rig.AgreeAsync();
        Tool wait = await rig.ToolAsync("s.wait");
        using var stop = new CancellationTokenSource();
        Task<ToolOutcome> call = rig.Tools.CallAsync(wait, new ToolCall("{}", ""), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    // The system may show an ended process for a moment, until somebody has taken note of it.
    private static async Task<bool> IsGoneAsync(int id)
    {
        for (long begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < Bound; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            string stat = $"/proc/{id}/stat";
            if (!File.Exists(stat) || await StateAsync(stat) is 'Z' or 'X')
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<char> StateAsync(string stat)
    {
        try
        {
            string text = await File.ReadAllTextAsync(stat);
            return text[text.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X';
        }
    }
}
