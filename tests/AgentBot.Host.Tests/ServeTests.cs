using System.Net.Sockets;
using System.Text.RegularExpressions;
using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>The real program: where it reads its settings from, where it listens, who may come in.</summary>
public sealed partial class ServeTests
{
    [Fact]
    public async Task It_serves_from_any_folder_and_keeps_its_data_there()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);
        using var client = new HttpClient { BaseAddress = await host.ReadyAsync() };

        Assert.Equal("alive\n", await client.GetStringAsync("/health/live"));
        Assert.Equal("ready\n", await client.GetStringAsync("/health/ready"));
        Assert.True(System.IO.Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task What_is_being_asked_when_it_is_told_to_stop_is_still_answered()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);
        await host.ReadyAsync();
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(LocalSocket.PathFor(folder.File("data"))));
        byte[] body = """{"as":"nobody","review":"x","revision":1,"shown":"","kind":"approve","note":""}"""u8.ToArray();
        await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes($"POST /local/decisions HTTP/1.1\r\nHost: agentbot.local\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"));
        byte[] answer = new byte[64];
        int length = await connection.ReceiveAsync(answer);
        Assert.StartsWith("HTTP/1.1 100", System.Text.Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);

        // It reads the request now. The command line ends the process two seconds after the signal unless it is told otherwise, so this takes longer.
        await host.TerminateAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        await connection.SendAsync(body);
        length = await connection.ReceiveAsync(answer);
        Assert.Matches("^HTTP/1.1 [24]", System.Text.Encoding.ASCII.GetString(answer, 0, length));
        Assert.Equal(0, await host.EndAsync());
    }

    [Fact]
    public async Task The_published_program_started_elsewhere_has_its_style_and_its_settings()
    {
        using var folder = new TempFolder();
        string published = folder.File("published");
        string configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')).Equals("release", StringComparison.OrdinalIgnoreCase) ? "Release" : "Debug";
        using var publish = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "dotnet", ["publish", Path.Combine(RepositoryRoot.Path, "src", "AgentBot.Host"), "-c", configuration, "--no-build", "-v", "q", "-o", published])
        { RedirectStandardOutput = true })!;
        string output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);

        await File.WriteAllTextAsync(Path.Combine(published, "appsettings.json"), """{ "urls": "http://127.0.0.1:0" }""");
        string elsewhere = folder.File("elsewhere");
        System.IO.Directory.CreateDirectory(Path.Combine(elsewhere, "templates"));
        using HostProcess host = HostProcess.Start(elsewhere, [], program: Path.Combine(published, "AgentBot.Host.dll"));
        using var client = new HttpClient { BaseAddress = await host.ReadyAsync() };

        string page = await client.GetStringAsync("/");
        string style = StyleSheet().Match(page).Groups[1].Value;
        Assert.NotEmpty(await client.GetStringAsync(style));
        Assert.True(File.Exists(Path.Combine(elsewhere, "data", "agentbot.db")));
    }

    [Fact]
    public void The_sample_of_the_settings_is_right()
    {
        using var folder = new TempFolder();
        File.Copy(Path.Combine(RepositoryRoot.Path, "appsettings.sample.json"), folder.File("appsettings.json"));
        using Microsoft.AspNetCore.Builder.WebApplication app = TestHost.Build(folder);
        Assert.NotNull(app);
    }

    [Fact]
    public async Task A_settings_file_in_the_callers_folder_is_read_and_the_environment_wins_over_it()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("work-flows"));
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{ "urls": "http://127.0.0.1:0", "AgentBot": { "TemplatesDirectory": "work-flows", "DataDirectory": "from-file" } }""");
        using HostProcess host = HostProcess.Start(folder.Path, [], new Dictionary<string, string> { ["AgentBot__DataDirectory"] = "from-environment" });
        await host.ReadyAsync();

        Assert.True(System.IO.Directory.Exists(folder.File("from-environment")));
        Assert.False(System.IO.Directory.Exists(folder.File("from-file")));
    }

    [Fact]
    public async Task The_local_socket_is_for_its_owner_only_and_the_address_is_no_way_in()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);
        Uri address = await host.ReadyAsync();
        string socket = LocalSocket.PathFor(folder.File("data"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        using var outside = new HttpClient { BaseAddress = address };
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await outside.GetAsync("/local/about")).StatusCode);
        using HttpClient inside = Over(socket);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await inside.GetAsync("/local/about")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await inside.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task An_address_in_use_is_named()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        string address = $"http://{other.LocalEndpoint}";
        using HostProcess host = HostProcess.Start(folder.Path, ["--urls", address]);

        Assert.NotEqual(0, await host.EndAsync());
        Assert.Contains(address, host.Error, StringComparison.Ordinal);
        Assert.Contains("in use", host.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_program_on_the_same_data_refuses()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        using HostProcess first = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);
        await first.ReadyAsync();
        using HostProcess second = HostProcess.Start(folder.Path, ["--urls", "http://127.0.0.1:0"]);

        Assert.NotEqual(0, await second.EndAsync());
        Assert.Contains(folder.File("data"), second.Error, StringComparison.Ordinal);
        using HttpClient inside = Over(LocalSocket.PathFor(folder.File("data")));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await inside.GetAsync("/local/about")).StatusCode);
    }

    [Fact]
    public void A_long_data_directory_still_has_a_socket()
    {
        string path = LocalSocket.PathFor("/" + new string('x', 200));
        Assert.True(path.Length <= 107);
        Assert.NotEqual(path, LocalSocket.PathFor("/" + new string('y', 200)));
        Assert.Equal("/data/agentbot.sock", LocalSocket.PathFor("/data"));
    }

    [GeneratedRegex("<link[^>]*rel=\"stylesheet\"[^>]*href=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex StyleSheet();

    private static HttpClient Over(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, ct) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://agentbot.local") };
}
