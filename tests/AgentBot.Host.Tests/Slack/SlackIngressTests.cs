using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Slack;

/// <summary>The doors of Slack over real HTTP: what is not proved does nothing, what is proved does one thing.</summary>
public sealed class SlackIngressTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Fact]
    public async Task Forged_and_unsigned_requests_are_refused_and_leave_no_row()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        foreach (string path in new[] { "/slack/commands", "/slack/interactions" })
        {
            string body = SlackHost.CommandBody("run memo text=hello", SlackHost.Ana, $"forged{path}");
            foreach (string? secret in new[] { null, "", "another-secret-of-somebody", SlackHost.Secret + " " })
            {
                using HttpResponseMessage answer = await host.PostAsync(path, body, Form, secret);
                Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Assert.Empty(await answer.Content.ReadAsStringAsync());
            }
        }

        using HttpResponseMessage forged = await host.PostAsync("/slack/events", SlackHost.Event(SlackHost.Mention("run memo text=hello", SlackHost.Ana, "1.1"), "Ev1").ToJsonString(), "application/json", "another-secret-of-somebody");
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Empty(await RunsAsync(host));
    }

    [Theory]
    [InlineData(-299, HttpStatusCode.OK)]
    [InlineData(299, HttpStatusCode.OK)]
    [InlineData(305, HttpStatusCode.Unauthorized)]
    [InlineData(-305, HttpStatusCode.Unauthorized)]
    [InlineData(86_400, HttpStatusCode.Unauthorized)]
    public async Task Requests_of_another_time_are_refused(int secondsAgo, HttpStatusCode wanted)
    {
        await using SlackHost host = await SlackHost.StartAsync();
        using HttpResponseMessage answer = await host.PostAsync("/slack/commands", SlackHost.CommandBody("help", SlackHost.Ana, "t1"), Form, ago: TimeSpan.FromSeconds(secondsAgo));
        Assert.Equal(wanted, answer.StatusCode);
    }

    [Fact]
    public async Task A_replay_inside_the_window_starts_nothing_more_and_gets_the_same_answer()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        string body = SlackHost.CommandBody("run memo text=hello", SlackHost.Ana, "replayed");
        string[] answers = await Task.WhenAll(Enumerable.Range(0, Proof.Size(200)).Select(async _ =>
        {
            using HttpResponseMessage answer = await host.PostAsync("/slack/commands", body, Form);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }));

        Assert.Single(answers.Distinct());
        Assert.Contains("Run 1 has started", answers[0], StringComparison.Ordinal);
        Assert.Single(await RunsAsync(host));
    }

    [Theory]
    [InlineData("/slack/commands", "application/json")]
    [InlineData("/slack/commands", "text/plain")]
    [InlineData("/slack/commands", "multipart/form-data; boundary=x")]
    [InlineData("/slack/commands", "application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("/slack/interactions", "application/json")]
    [InlineData("/slack/events", "application/x-www-form-urlencoded")]
    [InlineData("/slack/events", "application/xml")]
    public async Task Another_kind_of_content_is_refused_before_it_is_read(string path, string type)
    {
        await using SlackHost host = await SlackHost.StartAsync();
        using HttpResponseMessage answer = await host.PostAsync(path, SlackHost.CommandBody("help", SlackHost.Ana, "t1"), type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_packed_body_and_a_body_that_is_too_long_are_refused_at_once()
    {
        await using SlackHost host = await SlackHost.StartAsync();
        using var packed = new HttpRequestMessage(HttpMethod.Post, "/slack/events") { Content = new ByteArrayContent([0x1f, 0x8b, 8, 0]) };
        packed.Content.Headers.ContentType = new("application/json");
        packed.Content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage unpacked = await host.Http.SendAsync(packed);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, unpacked.StatusCode);

        using var large = new HttpRequestMessage(HttpMethod.Post, "/slack/events") { Content = new ByteArrayContent(new byte[3 * 1024 * 1024]) };
        large.Content.Headers.ContentType = new("application/json");
        using HttpResponseMessage refused = await host.Http.SendAsync(large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Theory]
    [InlineData("/slack/commands", "text=a&text=b&user_id=U0ANA", Form)]
    [InlineData("/slack/interactions", "nothing=here", Form)]
    [InlineData("/slack/interactions", "payload=%7B", Form)]
    [InlineData("/slack/events", "{\"type\":\"event_callback\",\"type\":\"url_verification\"}", "application/json")]
    [InlineData("/slack/events", "[", "application/json")]
    public async Task What_can_be_read_in_two_ways_or_not_at_all_is_refused(string path, string body, string type)
    {
        await using SlackHost host = await SlackHost.StartAsync();
        using HttpResponseMessage answer = await host.PostAsync(path, body, type);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Slack_may_check_the_address_unsigned_and_nothing_else_in_that_request_counts()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        using HttpResponseMessage check = await host.PostAsync("/slack/commands", "ssl_check=1&" + SlackHost.CommandBody("run memo text=hello", SlackHost.Ana, "t1"), Form, secret: null);
        Assert.Equal(HttpStatusCode.OK, check.StatusCode);
        Assert.Empty(await check.Content.ReadAsStringAsync());
        Assert.Empty(await RunsAsync(host));

        using HttpResponseMessage challenge = await host.PostAsync("/slack/events", "{\"type\":\"url_verification\",\"token\":\"t\",\"challenge\":\"3eZbrw1aB\"}", "application/json");
        Assert.Equal("3eZbrw1aB", (string?)JsonNode.Parse(await challenge.Content.ReadAsStringAsync())!["challenge"]);
    }

    [Fact]
    public async Task Another_workspace_may_look_and_start_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject? refused = await host.CommandAsync("run memo text=hello", "U0ELSE", channel: "C0ELSE", team: "T0ELSE");
        Assert.Contains("not installed in this workspace", refused!.ToJsonString(), StringComparison.Ordinal);
        JsonObject? help = await host.CommandAsync("help", "U0ELSE", channel: "C0ELSE", team: "T0ELSE");
        Assert.Contains("run", help!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await host.Runs.ListAsync(new RunQuery(new WorkspaceKey("T0ELSE"), null, null, null, null, false, null, 10), CancellationToken.None));
        Assert.Empty(await RunsAsync(host));
    }

    [Fact]
    public async Task Another_app_is_refused_and_told_not_to_repeat()
    {
        await using SlackHost host = await SlackHost.StartAsync(null, "--Slack:AppId=A0OTHER");
        using HttpResponseMessage answer = await host.PostAsync("/slack/commands", SlackHost.CommandBody("help", SlackHost.Ana, "t1"), Form);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues("X-Slack-No-Retry").Single());
    }

    [Fact]
    public async Task Without_a_secret_there_is_no_door()
    {
        await using SlackHost host = await SlackHost.StartAsync(null, "--Slack:SigningSecret=", $"--Slack:AppToken={Testing.Slack.FakeSlackServer.AppToken}");
        using HttpResponseMessage answer = await host.PostAsync("/slack/commands", SlackHost.CommandBody("help", SlackHost.Ana, "t1"), Form);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    internal static async Task<IReadOnlyList<AgentBot.Core.Runs.RunRow>> RunsAsync(SlackHost host) =>
        await host.Runs.ListAsync(new RunQuery(new WorkspaceKey(SlackHost.Team), null, null, null, null, false, null, 1_000), CancellationToken.None);
}
