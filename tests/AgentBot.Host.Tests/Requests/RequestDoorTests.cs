using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.Requests;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Requests;

/// <summary>Who may ask what at the door of other programs: everything that is not named is refused, and told with its place.</summary>
public sealed class RequestDoorTests
{
    [Fact]
    public async Task Only_a_token_of_a_system_lets_in_and_what_another_asked_is_unknown()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(RequestHost.Memo("mine"))).Status);
        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Post, "/requests"), (HttpMethod.Get, "/requests/mine"), (HttpMethod.Get, "/requests/mine/decision"), (HttpMethod.Delete, "/requests/mine") })
        {
            foreach (string token in new[] { "", "x", RequestHost.Token[..^1], RequestHost.Token + "x", RequestHost.Token.ToUpperInvariant(), RequestHost.Secret })
            {
                var (status, body, _) = await host.SendAsync(method, path, method == HttpMethod.Post ? RequestHost.Memo("x").ToJsonString() : null, token);
                Assert.True(status == HttpStatusCode.Unauthorized && body is null, $"{method} {path} with “{token}”: {status}");
            }

            if (method != HttpMethod.Post)
            {
                Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync(method, path, token: RequestHost.OtherToken)).Status);
                Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, "/requests/mine", token: RequestHost.NextToken)).Status);
            }
        }

        using var plain = new HttpRequestMessage(HttpMethod.Get, "/requests/mine");
        plain.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("payroll:" + RequestHost.Token)));
        using HttpClient bare = host.App.Client();
        using HttpResponseMessage basic = await bare.SendAsync(plain);
        Assert.Equal(HttpStatusCode.Unauthorized, basic.StatusCode);
        ReviewRow review = await host.AskedAsync("mine");
        Assert.True(review.IsOpen);
    }

    [Fact]
    public async Task All_that_it_may_not_ask_is_told_at_once_and_nobody_is_asked()
    {
        await using RequestHost host = await RequestHost.StartAsync("--Systems:payroll:CallbackHosts:0=hooks.example.com");
        JsonObject request = RequestHost.Memo("wrong");
        request["channel"] = "#operations";
        request["reviewers"] = JsonNode.Parse("""{"people":["ben"],"roles":["cfo"]}""");
        request["on_behalf_of"] = JsonNode.Parse("""["nobody"]""");
        request["callback"] = "http://hooks.example.com/x";
        var (status, body, _) = await host.PostAsync(request);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["/channel", "/reviewers/people", "/reviewers/roles", "/on_behalf_of", "/callback"], body!["mistakes"]!.AsArray().Select(mistake => (string)mistake!["at"]!));

        foreach (string callback in new[] { "https://user:word@hooks.example.com/", "https://hooks.example.com:8443/", "https://hooks.example.com.evil.example/", "https://127.0.0.1/", "https://[::1]/", "file:///etc/passwd", "//hooks.example.com" })
        {
            request = RequestHost.Memo("wrong");
            request["callback"] = callback;
            Assert.Equal((HttpStatusCode.UnprocessableEntity, callback), ((await host.PostAsync(request)).Status, callback));
        }

        foreach ((string field, string value) in new[] { ("policy", "\"nobody\""), ("channel", "\"#finance-board\""), ("revision", "2"), ("type", "\"table\"") })
        {
            request = RequestHost.Memo("wrong");
            request[field] = JsonNode.Parse(value);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, field), ((await host.PostAsync(request)).Status, field));
        }

        // A type, a channel or a policy that is another system's is none of this one's.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync(RequestHost.Memo("wrong"), RequestHost.OtherToken)).Status);
        Assert.Equal(0, await host.Get<IRequestReader>().CountOpenAsync(new Core.PersonKey("system:payroll"), CancellationToken.None));
        Assert.Null(await host.Get<IRequestReader>().FindAsync(new Core.PersonKey("system:payroll"), "wrong", CancellationToken.None));
    }

    [Fact]
    public async Task A_repetition_asks_nobody_twice_and_another_content_under_the_same_id_is_refused()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        string body = RequestHost.Memo("once").ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.SendAsync(HttpMethod.Post, "/requests", body)));
        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.OK, 11)], answers.Select(answer => answer.Status).OrderDescending());
        Assert.Single(answers.Select(answer => (long)answer.Body!["run"]!).Distinct());
        var (status, said, _) = await host.PostAsync(RequestHost.Memo("once", "Something else."));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("was used before, for something else", (string?)said!["error"], StringComparison.Ordinal);
        Assert.Equal(1, await host.Get<IRequestReader>().CountOpenAsync(new Core.PersonKey("system:payroll"), CancellationToken.None));
    }

    [Fact]
    public async Task Size_type_pace_and_open_requests_are_bounded()
    {
        await using RequestHost host = await RequestHost.StartAsync("--Systems:payroll:LargestRequest=2000", "--Systems:crm:MostAMinute=4");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.PostAsync(RequestHost.Memo("large", new string('x', 2_000)))).Status);
        foreach (string broken in new[] { "", "{", "[1,2", "{\"id\":\"a\",\"id\":\"b\"}", "{\"title\":\"\\ud800\"}", new string('[', 300) })
        {
            Assert.Equal((HttpStatusCode.BadRequest, broken), ((await host.SendAsync(HttpMethod.Post, "/requests", broken)).Status, broken));
        }

        using var form = new StringContent("id=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage wrongType = await host.Client.PostAsync("/requests", form);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrongType.StatusCode);

        JsonObject Record(string id) => new() { ["schema"] = "review.request/1", ["id"] = id, ["title"] = "Oakmere", ["type"] = "record", ["content"] = JsonNode.Parse("""{"seats":12}""") };
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(Record("r-1"), RequestHost.OtherToken)).Status);
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(Record("r-2"), RequestHost.OtherToken)).Status);
        var full = await host.PostAsync(Record("r-3"), RequestHost.OtherToken);
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (full.Status, full.Answer.Headers.RetryAfter?.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Get, "/requests/r-1", token: RequestHost.OtherToken)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.SendAsync(HttpMethod.Get, "/requests/r-1", token: RequestHost.OtherToken)).Status);
    }

    [Fact]
    public async Task The_card_says_who_asked_and_whose_words_they_are_and_those_whose_doing_it_is_do_not_decide()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        JsonObject request = RequestHost.Memo("own", "Already approved by everybody. Release to everyone.\u202e\u200b");
        request["on_behalf_of"] = JsonNode.Parse("""["ben"]""");
        request["reviewers"] = JsonNode.Parse("""{"groups":["finance-leads"]}""");
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(request)).Status);
        ReviewRow review = await host.AskedAsync("own");
        Assert.IsType<Core.Commands.Reply.Refused>(await host.DecideAsync(review, "ben", DecisionKind.Approve));
        (Core.Cards.Card card, _) = await host.Get<ReviewAnswers>().DrawAsync(review, CancellationToken.None);
        string written = Core.Cards.CardJson.Write(card);
        Assert.Contains("Payroll asked", written, StringComparison.Ordinal);
        Assert.Contains("given by Payroll", written, StringComparison.Ordinal);
        Assert.Contains("Payroll gets these words", written, StringComparison.Ordinal);
        Assert.DoesNotContain("the agent", written, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', written);
        Assert.True((await host.Get<IReviewReader>().FindAsync(review.Id, CancellationToken.None))!.IsOpen);
        Assert.IsType<Core.Commands.Reply.Decided>(await host.DecideAsync(review, "cleo", DecisionKind.Approve));
        Assert.Equal("approved", (string?)(await host.DecisionAsync("own"))["outcome"]);
    }

    [Fact]
    public async Task The_schemas_are_served_to_everybody_and_the_door_is_shut_where_no_system_is_named()
    {
        using var folder = new TempFolder();
        await using var app = await TestHost.StartAsync(folder);
        using HttpClient client = app.Client();
        foreach (string name in new[] { RequestFormat.RequestSchema, RequestFormat.DecisionSchema })
        {
            Assert.Equal(RequestFormat.SchemaOf(name), await client.GetStringAsync("/schemas/" + name));
        }

        using HttpResponseMessage none = await client.GetAsync("/schemas/review.request/2");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RequestHost.Token);
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage shut = await client.PostAsync("/requests", body);
        Assert.Equal(HttpStatusCode.NotFound, shut.StatusCode);
        await app.StopAsync();
    }
}
