using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>An open page learns of what was committed, by one bounded stream that leaves nothing behind.</summary>
public sealed partial class ConsoleLiveTests
{
    [Fact]
    public async Task ACommittedMessage_ReachesTheOpenPage_AsThatPartOnly()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using StreamReader stream = new(await ana.OpenStreamAsync("/console/events?for=%2F"));
        await ReadUntilAsync(stream, line => line == "event: beat");
        await host.CommitAsync(new Change.PutMessage(new MessageRow { Key = "new", Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, At = TimeProvider.System.GetUtcNow(), Text = "It is <done>.", Author = ConsoleStory.Ben }));
        string data = await ReadUntilAsync(stream, line => line.StartsWith("data: {", StringComparison.Ordinal));
        using JsonDocument part = JsonDocument.Parse(data["data: ".Length..]);
        Assert.Equal("m-new", part.RootElement.GetProperty("name").GetString());
        Assert.Equal("log", part.RootElement.GetProperty("list").GetString());
        Assert.Contains("It is &lt;done&gt;.", part.RootElement.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.InRange(data.Length, 1, 4096);
    }

    [Fact]
    public async Task APrivateAnswer_ReachesItsReaderOnly()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        using StreamReader stream = new(await ben.OpenStreamAsync("/console/events?for=%2F"));
        await ReadUntilAsync(stream, line => line == "event: beat");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await host.CommitAsync(new Change.PutMessage(new MessageRow { Key = "secret", Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, At = now, Text = "For Ana", OnlyFor = ConsoleStory.Ana }));
        await host.CommitAsync(new Change.PutMessage(new MessageRow { Key = "open", Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, At = now, Text = "For all" }));
        string data = await ReadUntilAsync(stream, line => line.Contains("\"name\":\"m-", StringComparison.Ordinal));
        Assert.Contains("For all", data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatThePageHas_IsNotSentAgain()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ana = host.Browser();
        string page = await ana.ReadAsync("/");
        string seen = string.Join(' ', Parts().Matches(page).Select(match => $"{match.Groups[1].Value}~{match.Groups[2].Value}"));
        Assert.NotEmpty(seen);
        using StreamReader stream = new(await ana.OpenStreamAsync($"/console/events?for=%2F&seen={Uri.EscapeDataString(seen)}"));
        Assert.Equal("event: beat", await ReadUntilAsync(stream, line => line.StartsWith("event:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StreamsAreBounded_AndAStreamThatWasLeftIsGone()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        LiveStream streams = host.Get<LiveStream>();
        using (Browser ana = host.Browser())
        {
            await ana.ReadAsync("/");
            await using Stream one = await ana.OpenStreamAsync("/console/events?for=%2F");
            Assert.Equal(1, streams.Open);
        }

        // The server notices at its next write, at the latest with a heartbeat.
        for (int i = 0; i < 400 && streams.Open > 0; i++)
        {
            await host.CommitAsync(new Change.PutMessage(new MessageRow { Key = $"m{i}", Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, At = TimeProvider.System.GetUtcNow(), Text = "tick" }));
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, CancellationToken.None);
        }

        Assert.Equal(0, streams.Open);
    }

    [Fact]
    public async Task AFormSentByScript_IsAnsweredWithThePartsThatChanged()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using HttpResponseMessage answer = await ana.PostAsync(
            "/console/chat/finance",
            [("Origin", host.Address.GetLeftPart(UriPartial.Authority)), ("X-Console-For", "/"), ("X-Console-Seen", "")],
            [("_t", ana.Token), ("text", "status"), ("_once", "script")]);
        using JsonDocument told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.False(told.RootElement.GetProperty("refused").GetBoolean());
        Assert.Equal(2, told.RootElement.GetProperty("parts").EnumerateArray().Count(part => part.GetProperty("list").GetString() == "log"));
    }

    private static async Task<string> ReadUntilAsync(StreamReader stream, Func<string, bool> found)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            string line = await stream.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException("The stream ended early.");
            if (found(line))
            {
                return line;
            }
        }
    }

    [GeneratedRegex("data-live=\"([^\"]+)\" data-v=\"[0-9]+\" data-h=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}
