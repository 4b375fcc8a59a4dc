using System.Net;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>Nothing changes by a request that a person did not make on a page of this console.</summary>
public sealed class ConsoleGateTests
{
    private const string Say = "/console/chat/finance";

    [Fact]
    public async Task OnThisComputer_WithNoPlatform_TheKeyIsSetByItself()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        using HttpResponseMessage answer = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Ana Duarte", browser.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    public async Task ARequestThatWasForwarded_IsAskedForTheKey(string header, string value)
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        using HttpResponseMessage answer = await browser.GetAsync("/", (header, value));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("Sign in to the console", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithAPlatform_TheKeyOpensTheConsole_AndAWrongOneDoesNot()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync(mayActAs: false);
        using Browser browser = host.Browser();
        using (HttpResponseMessage closed = await browser.GetAsync("/"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        }

        using (HttpResponseMessage wrong = await browser.PostAsync("/console/open/signin", [], [("key", "not the key at all")]))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using (HttpResponseMessage right = await browser.PostAsync("/console/open/signin", [], [("key", host.Get<EntryKey>().Text)]))
        {
            Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        }

        Assert.Contains("Cleo Brandt", await browser.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/console/as\"", browser.Page, StringComparison.Ordinal);
        using HttpResponseMessage acting = await browser.PostAsync("/console/as", ("as", "ben"));
        Assert.Equal(HttpStatusCode.Forbidden, acting.StatusCode);
    }

    [Fact]
    public async Task TheKeyInTheAddress_SignsIn_AndLeavesTheAddress()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync(mayActAs: false);
        using Browser browser = host.Browser();
        using HttpResponseMessage answer = await browser.GetAsync($"/?key={host.Get<EntryKey>().Text}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location?.ToString());
        using HttpResponseMessage page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task TheKeyFile_IsReadableByItsOwnerOnly_AndOutlivesARestart()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        string path = Path.Combine(host.DataFolder, "console.key");
        _ = host.Get<EntryKey>();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal(host.Get<EntryKey>().Text, EntryKey.Open(host.DataFolder).Text);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:3978")]
    public async Task AForeignHostName_IsRefused_SoThatRebindingTheNameHelpsNobody(string name)
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        using HttpResponseMessage read = await browser.GetAsync("/", ("Host", name));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, read.StatusCode);
        Assert.False(read.Headers.Contains("Set-Cookie"));
        await browser.ReadAsync("/");
        using HttpResponseMessage said = await browser.PostAsync(Say, [("Host", name), ("Origin", "http://" + name)], [("_t", browser.Token), ("text", "stop all")]);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, said.StatusCode);
        await NothingHappenedAsync(host);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task APostFromAnotherSite_ChangesNothing_EvenWithTheRightToken(string header, string value)
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        await browser.ReadAsync("/");
        using HttpResponseMessage answer = await browser.PostAsync(Say, [(header, value)], [("_t", browser.Token), ("text", "stop all")]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await NothingHappenedAsync(host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task APostWithoutTheTokenOfThePage_ChangesNothing(string token)
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        await browser.ReadAsync("/");
        foreach (string path in (string[])[Say, "/console/act", "/console/form", "/console/as", "/console/signout", "/console/chat/finance/try"])
        {
            using HttpResponseMessage answer = await browser.PostAsync(path, [], [("_t", token), ("text", "stop all"), ("as", "cleo"), ("act", "command|command|0||stop all"), ("channel", "finance")]);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        await NothingHappenedAsync(host);
    }

    [Fact]
    public async Task ATokenOfAnotherSession_IsRefused()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser one = host.Browser();
        using Browser other = host.Browser();
        await one.ReadAsync("/");
        await other.ReadAsync("/");
        using HttpResponseMessage answer = await one.PostAsync(Say, [], [("_t", other.Token), ("text", "stop all")]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await NothingHappenedAsync(host);
    }

    [Fact]
    public async Task APageOpenedAsSomebodyElse_CannotActAsTheNewPerson()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        await browser.ReadAsync("/");
        string asAna = browser.Token;
        await browser.ActAsAsync("ben");
        using HttpResponseMessage answer = await browser.PostAsync(Say, [], [("_t", asAna), ("text", "approve 1")]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await NothingHappenedAsync(host);
    }

    [Fact]
    public async Task WithoutASession_APostIsRefused()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        using HttpResponseMessage answer = await browser.PostAsync(Say, [], [("text", "stop all")]);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await NothingHappenedAsync(host);
    }

    [Fact]
    public async Task AForgedCookie_IsNoSession()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync(mayActAs: false);
        using Browser browser = host.Browser();
        using HttpResponseMessage answer = await browser.GetAsync("/", ("Cookie", "agentbot-console=abc|1795000000|cleo.c2lnbmF0dXJl"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task EveryPage_ForbidsFramesForeignScriptsAndInlineStyles_AndAllowsNoOtherOrigin()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        foreach (string path in (string[])["/", "/console/reviews", "/console/runs", "/console/templates", "/console/nothing-here", ConsoleAssets.Style.Url])
        {
            using HttpResponseMessage answer = await browser.GetAsync(path, ("Origin", "http://evil.example"));
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(" style=", browser.Page, StringComparison.Ordinal);
            Assert.DoesNotContain("onclick=", browser.Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reading_NeverChangesState()
    {
        var commits = new List<Commit>();
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        host.Get<ICommitSignal>().Committed += commits.Add;
        using Browser browser = host.Browser();
        foreach (string path in (string[])["/", "/console/chat/finance", "/console/chat/finance/try", "/console/act?act=command|command|0||stop+all", "/console/as?as=ben", "/console/signout", "/console/form", "/console/reviews", "/console/runs", "/console/runs/1", "/console/templates", "/console/facts"])
        {
            using HttpResponseMessage answer = await browser.GetAsync(path);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{path}: {answer.StatusCode}");
        }

        Assert.Empty(commits);
        Assert.Empty(host.Conversation.Asked);
        Assert.Contains("Ana Duarte", await browser.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StyleAndScript_HaveBytes_AreKeptForEver_AndStayInTheirBudget()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser browser = host.Browser();
        foreach ((ConsoleAssets asset, int most) in new[] { (ConsoleAssets.Style, 40 * 1024), (ConsoleAssets.Script, 12 * 1024) })
        {
            using HttpResponseMessage answer = await browser.GetAsync(asset.Url);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange(browser.Page.Length, 1_000, most);
            Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task NothingHappenedAsync(ConsoleHost host)
    {
        Assert.Empty(host.Conversation.Asked);
        Assert.Empty(await host.Get<IChatLog>().ReadAsync(ConsoleHost.Finance, new PersonKey("ana"), null, 10, CancellationToken.None));
    }
}
