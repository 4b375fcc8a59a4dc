using System.IO.Compression;
using System.Net;
using System.Text;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams.Verifying;

/// <summary>Keys are kept, exchanged and missed without ever letting somebody in for lack of them; and who may come without a token.</summary>
public sealed class TeamsKeysTests
{
    [Fact]
    public async Task Keys_are_asked_for_once_and_again_after_a_day()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        Assert.Equal(2, door.Answers.Asked);
        door.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        Assert.Equal(4, door.Answers.Asked);
    }

    [Fact]
    public async Task An_exchanged_key_is_learned_at_the_first_token_under_it()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        door.Clock.Advance(TimeSpan.FromMinutes(6));
        door.Issuer.Exchange("key-2");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
    }

    [Fact]
    public async Task Invented_keys_do_not_make_AgentBot_ask_again_and_again()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        using var stranger = new IssuerKey("invented", 2048, "msteams");
        string token = "Bearer " + TeamsIssuer.Sign(door.Issuer.Claims(TeamsDoor.ServiceUrl), stranger);
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage answer = await door.PostAsync(TokenMatrixTests.Activity(), token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(2, door.Answers.Asked);
        Assert.Single(door.Logs.Lines, line => line.Contains("was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_any_keys_nobody_comes_in_and_everybody_once_they_are_there()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        door.Answers.IsDown = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(door));
        Assert.Empty(door.Received);
        door.Answers.IsDown = false;
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
    }

    [Fact]
    public async Task The_last_good_keys_serve_for_five_days_and_no_longer()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        door.Answers.IsDown = true;
        door.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(door));
        door.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(door));
    }

    [Theory]
    [InlineData("{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"https://login.botframework.com/v1/.well-known/keys\"}")]
    [InlineData("{\"issuer\":\"https://api.botframework.com\",\"jwks_uri\":\"http://login.botframework.com/v1/.well-known/keys\"}")]
    [InlineData("{\"issuer\":\"https://api.botframework.com\"}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Metadata_that_cannot_be_trusted_lets_nobody_in(string metadata)
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        door.Answers.Metadata = metadata;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(door));
    }

    [Fact]
    public async Task Without_the_switch_nobody_on_this_computer_comes_in_without_a_token()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        using HttpResponseMessage answer = await door.PostAsync(Local(), null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task With_the_switch_the_Playground_comes_in_and_is_known_as_unproved()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync(options => options.AllowUnauthenticatedLoopback = true);
        using HttpResponseMessage answer = await door.PostAsync(Local(), null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(Assert.Single(door.Received).IsProved);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "bot.example.com")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 tunnel")]
    [InlineData("Host", "bot.example.com")]
    public async Task What_a_tunnel_passes_on_is_not_from_this_computer(string header, string value)
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync(options => options.AllowUnauthenticatedLoopback = true);
        using HttpResponseMessage answer = await door.PostAsync(Local(), null, (header, value));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(door.Received);
    }

    [Fact]
    public async Task The_Playground_cannot_name_an_address_elsewhere_and_a_bad_token_is_never_overlooked()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync(options => options.AllowUnauthenticatedLoopback = true);
        using HttpResponseMessage elsewhere = await door.PostAsync(TokenMatrixTests.Activity(), null);
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        using HttpResponseMessage bad = await door.PostAsync(Local(), "Bearer x.y.z");
        Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
        Assert.Empty(door.Received);
    }

    [Fact]
    public async Task Other_kinds_of_bodies_are_refused_before_they_are_read()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        string token = "Bearer " + door.Issuer.Token(TeamsDoor.ServiceUrl);
        using HttpResponseMessage xml = await door.SendAsync(new StringContent("<!DOCTYPE x>", Encoding.UTF8, "application/xml"), token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, xml.StatusCode);
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[1024]);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage bomb = await door.SendAsync(content, token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);
        using HttpResponseMessage broken = await door.PostAsync("{", token);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Empty(door.Received);
    }

    [Fact]
    public async Task A_body_of_thirty_megabytes_is_refused()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        HttpStatusCode status;
        try
        {
            using HttpResponseMessage answer = await door.PostAsync("\"" + new string('x', 30 * 1024 * 1024) + "\"", "Bearer " + door.Issuer.Token(TeamsDoor.ServiceUrl));
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server may close the connection while the rest still comes.
            status = HttpStatusCode.RequestEntityTooLarge;
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Empty(door.Received);
    }

    [Fact]
    public async Task Answers_take_the_form_that_Teams_reads()
    {
        await using TeamsDoor door = await TeamsDoor.OpenAsync();
        string token = "Bearer " + door.Issuer.Token(TeamsDoor.ServiceUrl);
        string invoke = TokenMatrixTests.Activity().Replace("\"type\":\"message\"", "\"type\":\"invoke\",\"name\":\"composeExtension/query\"", StringComparison.Ordinal);
        using HttpResponseMessage empty = await door.PostAsync(invoke, token);
        Assert.Equal("{}", await empty.Content.ReadAsStringAsync());
        door.Response = new TeamsResponse.NotServed();
        using HttpResponseMessage unknown = await door.PostAsync(invoke, token);
        Assert.Equal(HttpStatusCode.NotImplemented, unknown.StatusCode);
        door.Response = new TeamsResponse.Again();
        using HttpResponseMessage again = await door.PostAsync(invoke, token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, again.StatusCode);
    }

    private static async Task<HttpStatusCode> PostAsync(TeamsDoor door)
    {
        using HttpResponseMessage answer = await door.PostAsync(TokenMatrixTests.Activity(), "Bearer " + door.Issuer.Token(TeamsDoor.ServiceUrl));
        return answer.StatusCode;
    }

    private static string Local() => TokenMatrixTests.Activity(serviceUrl: "http://localhost:56150/_connector");
}
