using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using AgentBot.Host.Local;
using AgentBot.Host.Options;

namespace AgentBot.Host.CommandLine;

/// <summary>
/// The way of a command to a host: the one that runs on the same data directory, since the data has one owner, or else one
/// started for the time of the command.
/// </summary>
internal sealed class LocalConnection : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly WebApplication? _own;

    private LocalConnection(HttpClient client, WebApplication? own, LocalAbout about) => (_client, _own, About) = (client, own, about);

    public LocalAbout About { get; }

    /// <summary>True when another process does the work and goes on when the command ends.</summary>
    public bool IsBesideHost => _own is null;

    /// <exception cref="StartRefusedException">The settings cannot be read.</exception>
    public static async Task<LocalConnection> OpenAsync(string[] settings, CancellationToken ct)
    {
        if (await FindAsync(settings, ct) is { } running)
        {
            return running;
        }

        WebApplication own = HostFactory.Build(settings, new HostSetup { LocalOnly = true });
        try
        {
            await own.StartAsync(ct);
            HttpClient client = Client(SocketOf(settings));
            return new LocalConnection(client, own, (await AboutAsync(client, ct))!);
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    /// <summary>A host that already runs on the data directory; null when there is none.</summary>
    public static async Task<LocalConnection?> FindAsync(string[] settings, CancellationToken ct)
    {
        string socket = SocketOf(settings);
        if (!File.Exists(socket))
        {
            return null;
        }

        HttpClient client = Client(socket);
        if (await AboutAsync(client, ct) is { } about)
        {
            return new LocalConnection(client, null, about);
        }

        client.Dispose();
        return null;
    }

    public async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using HttpResponseMessage response = await _client.GetAsync(path, ct);
        return await ReadAsync(response, type, ct);
    }

    public async Task<T?> PostAsync<T>(string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using HttpResponseMessage response = await _client.PostAsync(path, content, ct);
        return await ReadAsync(response, type, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_own is not null)
        {
            await _own.StopAsync();
            await _own.DisposeAsync();
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(type, ct);
    }

    private static async Task<LocalAbout?> AboutAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            return await client.GetFromJsonAsync("/local/about", LocalJson.Default.LocalAbout, ct);
        }
        catch (HttpRequestException)
        {
            // A socket that nobody listens on: its process is dead.
            return null;
        }
    }

    private static string SocketOf(string[] settings)
    {
        HostSetup setup = HostSetup.Program;
        string data = Settings.Read(settings, setup).Configuration["AgentBot:DataDirectory"] ?? new AgentBotOptions().DataDirectory;
        return LocalSocket.PathFor(new CallerFolder(setup.CallerFolder).Resolve(data));
    }

    private static HttpClient Client(string socket) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://agentbot.local"),
        Timeout = TimeSpan.FromMinutes(2),
    };
}
