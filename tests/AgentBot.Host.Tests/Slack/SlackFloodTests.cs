using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Bodies that are far too large, against the real program as a process of its own: fault row B13.</summary>
public sealed class SlackFloodTests
{
    private const int Large = 30 * 1024 * 1024;
    private const int Times = 12;

    [Fact]
    public async Task Bodies_of_thirty_megabytes_and_packed_ones_are_refused_quickly_and_take_no_memory()
    {
        using var folder = new TempFolder();
        await using FakeSlackServer slack = await FakeSlackServer.StartAsync();
        Directory.CreateDirectory(folder.File("templates"));
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0", "--Console:Url=http://127.0.0.1:0", $"--Slack:SigningSecret={SlackHost.Secret}", $"--Slack:BotToken={FakeSlackServer.BotToken}", $"--Slack:ApiUrl={slack.ApiUrl}"]);
        Uri address = await host.ReadyAsync();
        byte[] bomb = Bomb();
        string[] kinds = [$"Content-Length: {Large}", "Transfer-Encoding: chunked", $"Content-Encoding: gzip\r\nContent-Length: {bomb.Length}"];
        foreach (string kind in kinds)
        {
            await RefusedAsync(address, kind, bomb);
        }

        long before = host.PeakMemory;

        foreach (string kind in kinds)
        {
            List<TimeSpan> took = [];
            for (int time = 0; time < Times; time++)
            {
                took.Add(await RefusedAsync(address, kind, bomb));
            }

            // The slowest are those that the machine spent on somebody else.
            Assert.InRange(took.Order().ElementAt(Times / 3), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(host.PeakMemory - before, 0, 20 * 1024 * 1024);
    }

    /// <returns>How long the answer took. The client goes on sending while it waits, as one who floods does.</returns>
    private static async Task<TimeSpan> RefusedAsync(Uri address, string kind, byte[] bomb)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = connection.GetStream();
        var watch = Stopwatch.StartNew();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /slack/events HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{kind}\r\n\r\n"));
        Task sending = SendAsync(stream, kind, bomb);
        using var reader = new StreamReader(stream, leaveOpen: true);
        string? status = await reader.ReadLineAsync();
        TimeSpan took = watch.Elapsed;
        connection.Close();
        await sending;
        Assert.StartsWith("HTTP/1.1 413", status, StringComparison.Ordinal);
        return took;
    }

    private static async Task SendAsync(NetworkStream stream, string kind, byte[] bomb)
    {
        try
        {
            if (kind.Contains("gzip", StringComparison.Ordinal))
            {
                await stream.WriteAsync(bomb);
                return;
            }

            byte[] zeros = new byte[64 * 1024];
            bool isChunked = kind.Contains("chunked", StringComparison.Ordinal);
            for (int sent = 0; sent < Large; sent += zeros.Length)
            {
                await stream.WriteAsync(isChunked ? [.. Encoding.ASCII.GetBytes($"{zeros.Length:x}\r\n"), .. zeros, .. "\r\n"u8] : zeros);
            }
        }
        catch (Exception refused) when (refused is IOException or ObjectDisposedException)
        {
            // The host has hung up, as it should.
        }
    }

    /// <summary>A few kilobytes that become thirty megabytes.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new byte[Large]);
        }

        return packed.ToArray();
    }
}
