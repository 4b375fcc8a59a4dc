using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AgentBot.Agents.Harness;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Testing.Providers;

namespace AgentBot.Agents.Tests.Harness;

/// <summary>The one door of a program: what it lets through, to whom, and what it books.</summary>
public sealed class GatewayTests
{
    private const string Plain = """{"model":"any","max_tokens":64000,"stream":true,"metadata":{"user_id":"somebody"},"mcp_servers":[{"url":"https://evil.example"}],"messages":[{"role":"user","content":"hello"}],"tools":[{"name":"read","input_schema":{"type":"object"}},{"type":"web_fetch_20250910","name":"web_fetch"}]}""";

    private const string OpenPlain = """{"model":"any","stream":true,"store":true,"web_search_options":{},"messages":[{"role":"user","content":"hello"}]}""";

    [Theory]
    [InlineData("anthropic", "/v1/messages", Plain)]
    [InlineData("openai", "/v1/chat/completions", OpenPlain)]
    public async Task A_question_goes_on_with_the_models_own_name_a_bounded_answer_and_nothing_that_reaches_out(string wire, string path, string question)
    {
        await using Bench bench = await Bench.StartAsync(answers: FakeModelAnswer.Of("a streamed answer", 321, 12));
        await using HarnessDoor door = await OpenAsync(bench, wire);

        (HttpStatusCode status, string said) = await AskAsync(door, path, question);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("a strea", said, StringComparison.Ordinal);
        JsonElement asked = Assert.Single(bench.Server.Calls).Body;
        Assert.Equal("some-model", asked.GetProperty("model").GetString());
        Assert.Equal(8_192, asked.GetProperty("max_tokens").GetInt32());
        Assert.All(["metadata", "mcp_servers", "store", "web_search_options"], name => Assert.False(asked.TryGetProperty(name, out _), name));
        Assert.True(wire == "openai" || Assert.Single(asked.GetProperty("tools").EnumerateArray()).GetProperty("name").GetString() == "read");
        Assert.Equal((321L, 12L, false, "ok"), bench.Pots.Calls.Select(call => (call.InputTokens, call.OutputTokens, call.Estimated, call.Outcome)).Single());
        Assert.Equal(333, bench.Pots[Ask.Pot].SpentTokens);
    }

    [Theory]
    [InlineData("anthropic", "/v1/messages", Plain, 200)]
    [InlineData("openai", "/v1/chat/completions", OpenPlain, 0)]
    public async Task What_the_provider_remembered_is_booked_apart(string wire, string path, string question, int written)
    {
        await using Bench bench = await Bench.StartAsync(answers: FakeModelAnswer.Of("a streamed answer", 1_000, 12) with { CacheReadTokens = 700, CacheWriteTokens = written });
        await using HarnessDoor door = await OpenAsync(bench, wire);

        await AskAsync(door, path, question);

        Assert.Equal((1_000L, 700L, (long)written, 12L, false), bench.Pots.Calls.Select(call => (call.InputTokens, call.CacheReadTokens, call.CacheWriteTokens, call.OutputTokens, call.Estimated)).Single());
        Assert.Equal(1_012, bench.Pots[Ask.Pot].SpentTokens);
    }

    [Theory]
    [InlineData("POST", "/v1/messages", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/v1/messages", "", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/v1/messages", Models.Providers.Key, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v1/models", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/files", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/messages/../files", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/chat/completions", null, HttpStatusCode.NotFound)]
    public async Task Another_word_or_another_address_leads_nowhere(string method, string path, string? token, HttpStatusCode expected)
    {
        await using Bench bench = await Bench.StartAsync();
        await using HarnessDoor door = await OpenAsync(bench, "anthropic");

        (HttpStatusCode status, _) = await AskAsync(door, path, Plain, method, token);

        Assert.Equal(expected, status);
        Assert.Empty(bench.Server.Calls);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://evil.example/?k=1"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"x"}}]}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://evil.example"}}]}]}""")]
    [InlineData("""{"messages":"none"}""")]
    [InlineData("""{"messages":[],"messages":[]}""")]
    [InlineData("no json")]
    public async Task What_would_make_the_provider_fetch_something_is_not_handed_on(string question)
    {
        await using Bench bench = await Bench.StartAsync();
        await using HarnessDoor door = await OpenAsync(bench, "anthropic");

        (HttpStatusCode status, _) = await AskAsync(door, "/v1/messages", question);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(bench.Server.Calls);
        Assert.Equal(0, bench.Pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_never_handed_on_as_a_whole_one_and_is_paid_by_estimate()
    {
        await using Bench bench = await Bench.StartAsync(answers: FakeModelAnswer.Of(new string('x', 200), 100, 60) with { CutAfter = 8 });
        await using HarnessDoor door = await OpenAsync(bench, "anthropic");

        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(door, "/v1/messages", Plain));

        for (int tries = 0; bench.Pots.Calls.Count == 0 && tries < 500; tries++)
        {
            await Task.Delay(10);
        }

        Assert.Equal((100L, true, "failed"), bench.Pots.Calls.Select(call => (call.InputTokens, call.Estimated, call.Outcome)).Single());
        Assert.Equal(0, bench.Pots[Ask.Pot].ReservedTokens);
    }

    [Fact]
    public async Task A_busy_provider_is_told_so_that_the_program_can_wait()
    {
        await using Bench bench = await Bench.StartAsync(answers: FakeModelAnswer.Refuses(429, "rate_limit_error", "Slow down.", headers: ("retry-after", "7")));
        await using HarnessDoor door = await OpenAsync(bench, "anthropic");

        (HttpStatusCode status, string said) = await AskAsync(door, "/v1/messages", Plain);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.DoesNotContain("Slow down", said, StringComparison.Ordinal);
        Assert.Null(door.Stopped);
        Assert.NotNull(door.Fault);
    }

    [Fact]
    public async Task The_socket_is_gone_with_the_run()
    {
        await using Bench bench = await Bench.StartAsync();
        string socket;
        await using (HarnessDoor door = await OpenAsync(bench, "anthropic"))
        {
            socket = door.Socket;
            Assert.True(File.Exists(socket));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(socket)!));
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(socket)));
    }

    private static async Task<HarnessDoor> OpenAsync(Bench bench, string wire)
    {
        AgentTask task = Ask.One(Bench.Agent(), Ask.T("x"));
        Result<HarnessDoor> door = await bench.Doors.OpenAsync(new HarnessSpec { Name = "test", Command = "x", Wire = wire }, task, CancellationToken.None);
        return door.Value;
    }

    private static async Task<(HttpStatusCode Status, string Said)> AskAsync(HarnessDoor door, string path, string question, string method = "POST", string? token = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(door.Socket), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("http://door" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.TryAddWithoutValidation("x-api-key", token ?? door.Token);
        request.Content = method == "POST" ? new StringContent(question, Encoding.UTF8, "application/json") : null;
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
