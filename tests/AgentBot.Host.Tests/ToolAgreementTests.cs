using System.Collections.Immutable;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests;

/// <summary>From the settings to an agent: a server is set, an operator agrees, and only then is its tool there.</summary>
public sealed class ToolAgreementTests
{
    private static readonly string[] Settings =
    [
        "--Mcp:Servers:s:Command=node",
        $"--Mcp:Servers:s:Args:0={Path.Combine(RepositoryRoot.Path, "tests", "AgentBot.Agents.Tests", "Tools", "server.mjs")}",
        "--Mcp:Servers:s:Reads:0=echo",
    ];

    [Fact]
    public async Task AnOperator_AgreesToWhatWasShown_AndNobodyElseCan()
    {
        using var folder = new TempFolder();
        WebApplication app = await TestHost.StartAsync(folder, Settings);
        LocalTools tools = app.Services.GetRequiredService<LocalTools>();
        LocalTool echo = (await tools.ListAsync(default)).Single().Tools.Single(tool => tool.Name == "s.echo");
        Assert.Equal(("new", false), (echo.Standing, echo.Writes));
        Assert.True((await OfAsync(app)).IsRefused);

        Assert.Contains("That is for operators", (await tools.AgreeAsync(new PersonKey("ana"), "s.echo", echo.Seal, default)).Text, StringComparison.Ordinal);
        Assert.True((await tools.AgreeAsync(new PersonKey("cleo"), "s.echo", "0000 0000", default)).Refused);
        Assert.True((await tools.AgreeAsync(new PersonKey("cleo"), "s.ecko", echo.Seal, default)).Refused);
        Assert.True((await OfAsync(app)).IsRefused);

        Assert.False((await tools.AgreeAsync(new PersonKey("cleo"), "s.echo", echo.Seal, default)).Refused);
        Tool tool = (await OfAsync(app)).Value.Single();
        Assert.Equal(new ToolOutcome.Answered("hi"), await app.Services.GetRequiredService<IToolBox>().CallAsync(tool, new ToolCall("""{"text":"hi"}""", ""), default));
        Assert.Equal("cleo", Assert.Single(await app.Services.GetRequiredService<IToolPinReader>().AllAsync(default)).AgreedBy.Value);
        IReadOnlyList<DoctorLine> lines = await app.Services.GetRequiredService<Doctor>().ExamineAsync(default);
        Assert.Contains(lines, line => line is { Level: Doctor.Ok, Subject: "Tools s" } && line.Finding.Contains("1 of 11 tools agreed to", StringComparison.Ordinal));

        McpServers servers = app.Services.GetRequiredService<McpServers>();
        Assert.True(servers.IsUp("s"));
        await app.EndAsync();
        Assert.False(servers.IsUp("s"));
    }

    [Fact]
    public async Task WhatAnAgentWantsAndNobodyAgreedTo_IsToldToOperatorsOnce_AndAgreedToInChat()
    {
        using var folder = new TempFolder();
        WebApplication app = await TestHost.StartAsync(folder, Settings);
        Assert.True((await OfAsync(app)).IsRefused);
        Assert.True((await OfAsync(app)).IsRefused);
        OfferedTool echo = (await app.Services.GetRequiredService<IOfferedTools>().LookAsync("s", default))!.Find("s.echo")!;
        string mark = $"tool:s.echo:{echo.Tool.Pin.Value[..16]}";
        string told = (await app.Services.GetRequiredService<IStoreMarks>().FindMarkAsync(mark, default))!;
        string words = $"agree s.echo {echo.Tool.Pin.Value[..8]}";
        Assert.Contains(words, told, StringComparison.Ordinal);

        Assert.Contains("That is for operators", Assert.IsType<Reply.Refused>(await SayAsync(app, "ana", words)).Refusal.ToString(), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await SayAsync(app, "cleo", "agree s.echo 00000000"));
        Assert.True((await OfAsync(app)).IsRefused);
        Assert.IsType<Reply.Said>(await SayAsync(app, "cleo", words));
        Assert.False((await OfAsync(app)).IsRefused);
        Assert.Contains("Agreed: the tool", (await app.Services.GetRequiredService<IStoreMarks>().FindMarkAsync(mark, default))!, StringComparison.Ordinal);
        await app.EndAsync();
    }

    private static ValueTask<Reply> SayAsync(WebApplication app, string person, string words) => app.Services.GetRequiredService<IConversation>().SayAsync(
        new CommandRequest(new Caller(new PersonKey(person), ChannelKey.Of("console", new WorkspaceKey("local"), "finance"), "", $"test|local|said|{Guid.NewGuid():n}"), words, [], []), default);

    [Theory]
    [InlineData("--Mcp:Servers:s:Command=node", "--Mcp:Servers:s:Url=https://example.com/mcp", "needs either Command")]
    [InlineData("--Mcp:Servers:s:Command=node", "--Mcp:Servers:s:Env:KEY=secret: nowhere", "nothing is there")]
    [InlineData("--Mcp:Servers:s:Command=node", "--Mcp:Servers:s:Timeout=00:05:00", "at most a minute")]
    [InlineData("--Mcp:Servers:s:Url=http://tools.example.com/mcp", "--Mcp:Servers:s:Headers:Authorization=x", "Use https")]
    [InlineData("--Mcp:Server:s:Command=node", "--Tools:AllowedPrivateHosts:0=erp", "Mcp:Server is no setting")]
    [InlineData("--Mcp:Servers:s:Command=node", "--Tools:AllowedPrivateHosts:0=http://erp/x", "no name of a host")]
    public void SettingsThatCannotWork_StopTheStartWithASentence(string one, string other, string sentence)
    {
        using var folder = new TempFolder();
        var refused = Assert.ThrowsAny<Exception>(() => TestHost.Build(folder, [one, other]));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<Result<ImmutableArray<Tool>>> OfAsync(WebApplication app)
    {
        var agent = new AgentSpec { Name = "agent", Purpose = "Ask.", Instructions = "Ask.", Output = [], Tools = ["s.echo"] };
        return await app.Services.GetRequiredService<IToolBox>().OfAsync(agent, new WorkspaceKey("console"), default);
    }
}
