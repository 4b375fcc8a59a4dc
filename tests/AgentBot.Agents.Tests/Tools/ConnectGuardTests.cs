using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentBot.Agents.Tools;
using AgentBot.Agents.Tools.Insulation;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core.Tools;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>No tool reaches anything inside, whatever name stands in front of it.</summary>
public sealed class ConnectGuardTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:808:808::", true)]
    [InlineData("2001::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%2", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    public void AnAddress_IsPublicOrNot(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void EveryWritingOfAPrivateAddress_IsRefused()
    {
        byte[][] inside = [[10, 0], [127, 0], [192, 168], [172, 16], [169, 254], [100, 64]];
        Gen<IPAddress> addresses = from head in Gen.Elements(inside)
                                   from third in Gen.Choose(0, 255)
                                   from fourth in Gen.Choose(0, 255)
                                   select new IPAddress([head[0], head[1], (byte)third, (byte)fourth]);
        Prop.ForAll(addresses.ToArbitrary(), address =>
        {
            byte[] four = address.GetAddressBytes();
            byte[] sixToFour = [0x20, 0x02, .. four, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            byte[] translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. four];
            return !PublicAddress.Is(address) && !PublicAddress.Is(address.MapToIPv6()) && !PublicAddress.Is(new IPAddress(sixToFour)) && !PublicAddress.Is(new IPAddress(translated));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(2_000)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://rebound.example:{0}/")]
    public async Task NothingInside_IsConnectedTo_ByWhateverName(string form)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new HttpClient(Connections([], new Names(IPAddress.Loopback)).Open());
        HttpRequestException fault = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(string.Format(null, form, port))));
        Assert.NotNull(ForbiddenAddressException.In(fault));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task ANameThatMovesInside_LeadsNowhere_ButAHostThatAnOperatorNamedIsReached()
    {
        await using WebServer server = await WebServer.StartAsync(context => context.Response.WriteAsync("inside"));
        var moving = new Names(IPAddress.Loopback);
        using var refused = new HttpClient(Connections([$"other.example:{server.Port}"], moving).Open());
        await Assert.ThrowsAsync<HttpRequestException>(() => refused.GetAsync(new Uri($"http://moving.example:{server.Port}/")));

        using var allowed = new HttpClient(Connections([$"moving.example:{server.Port}"], moving).Open());
        Assert.Equal("inside", await allowed.GetStringAsync(new Uri($"http://moving.example:{server.Port}/")));
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed()
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/");
            return Task.CompletedTask;
        });
        using var client = new HttpClient(Connections(["localhost"], new SystemNameLookup()).Open());
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://localhost:{server.Port}/"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task AServerAtAPrivateAddress_IsNotAsked_UntilAnOperatorNamesItsHost()
    {
        int asked = 0;
        await using WebServer server = await WebServer.StartAsync(async context =>
        {
            asked++;
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            string? answer = ScriptedMcp.Answer(await reader.ReadToEndAsync());
            context.Response.StatusCode = answer is null ? 202 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer ?? "");
        });
        var options = new McpOptions();
        options.Servers["s"] = new McpServerOptions { Url = $"http://localhost:{server.Port}/mcp", Timeout = TimeSpan.FromSeconds(20) };
        await using (var closed = new ServerRig(options))
        {
            Assert.Contains("lies inside this network", (await closed.Tools.LookAsync("s", default))!.Trouble, StringComparison.Ordinal);
            Assert.Equal(0, asked);
        }

        var tools = new ToolOptions();
        tools.AllowedPrivateHosts.Add("localhost");
        await using var open = new ServerRig(options, tools: tools);
        await open.AgreeAsync();
        Assert.Equal(new ToolOutcome.Answered("answered over HTTP"), await open.CallAsync("s.ask"));
    }

    [Fact]
    public async Task AnAnswerOverTheAllowance_BreaksOff()
    {
        using var metered = new MeteredStream(new MemoryStream(new byte[1_000]), 600);
        byte[] buffer = new byte[500];
        Assert.Equal(500, await metered.ReadAsync(buffer));
        await Assert.ThrowsAsync<FloodException>(async () => await metered.ReadExactlyAsync(buffer));
    }

    private static GuardedConnections Connections(string[] allowed, INameLookup names)
    {
        var options = new ToolOptions();
        foreach (string host in allowed)
        {
            options.AllowedPrivateHosts.Add(host);
        }

        return new GuardedConnections(Options.Create(options), names);
    }

    private sealed class Names(IPAddress address) : INameLookup
    {
        public Task<IPAddress[]> FindAsync(string host, CancellationToken ct) => Task.FromResult(new[] { address });
    }
}
