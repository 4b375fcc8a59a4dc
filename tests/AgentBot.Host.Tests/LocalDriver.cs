using System.Net.Http.Json;
using System.Net.Sockets;
using AgentBot.Host.Local;

namespace AgentBot.Host.Tests;

/// <summary>Drives a running program through the socket in its data directory, as the command line does.</summary>
internal sealed class LocalDriver(string dataDirectory) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(LocalSocket.PathFor(dataDirectory)), ct);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://agentbot.local"),
        Timeout = TimeSpan.FromMinutes(1),
    };

    public async Task<LocalAnswer> StartAsync(string template, string person, string file)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(template), "template" },
            { new StringContent(person), "as" },
            { new StringContent(""), "channel" },
            { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", Path.GetFileName(file) },
        };
        using HttpResponseMessage response = await _client.PostAsync("/local/runs", form);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LocalJson.Default.LocalAnswer))!;
    }

    /// <summary>Null where there is no such run.</summary>
    public async Task<LocalRun?> FindAsync(long number, string person)
    {
        using HttpResponseMessage response = await _client.GetAsync($"/local/runs/{number}?as={person}");
        return response.StatusCode == System.Net.HttpStatusCode.NotFound
            ? null
            : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LocalJson.Default.LocalRun);
    }

    public async Task<LocalAnswer> DecideAsync(LocalReview review, string person, string kind, string note = "")
    {
        using HttpResponseMessage opened = await _client.PostAsync($"/local/reviews/{review.Id}/{review.Revision}/open?as={person}", null);
        LocalArtifact artifact = (await opened.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LocalJson.Default.LocalArtifact))!;
        var decision = new LocalDecision(person, review.Id, review.Revision, artifact.Shown, kind, note);
        using HttpResponseMessage response = await _client.PostAsync("/local/decisions", JsonContent.Create(decision, LocalJson.Default.LocalDecision));
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(LocalJson.Default.LocalAnswer))!;
    }

    public async Task<AuditFinding> AuditAsync() => (await _client.GetFromJsonAsync("/local/audit", LocalJson.Default.AuditFinding))!;

    public void Dispose() => _client.Dispose();
}
