using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams.Calling;

public sealed class TeamsConnectorTests
{
    private static readonly System.Text.Json.Nodes.JsonObject Hello = TeamsActivity.Of("Hello");

    [Fact]
    public async Task One_token_serves_many_calls_and_is_fetched_again_before_its_end()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(rig)));
        Assert.Equal(1, rig.Server.TokensGiven);
        ((EagerClock)rig.Time).Advance(TimeSpan.FromMinutes(56));
        await SendAsync(rig);
        Assert.Equal(2, rig.Server.TokensGiven);
    }

    [Fact]
    public async Task A_token_that_is_no_longer_taken_is_replaced_once()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        await SendAsync(rig);
        rig.Server.RevokeTokens();
        await SendAsync(rig);
        Assert.Equal(2, rig.Server.TokensGiven);
        Assert.Equal(["201", "401", "201"], rig.Server.CallsOf("send").Select(call => call.Outcome));
    }

    [Fact]
    public async Task A_wrong_secret_costs_one_call_and_one_line_and_a_right_one_counts_at_once()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Secret = "wrong";
        for (int i = 0; i < 10; i++)
        {
            TeamsResult<string> sent = await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None);
            Assert.Equal(401, Assert.IsType<TeamsAnswer.Refused>(sent.Answer).Status);
        }

        Assert.Single(rig.Server.Calls);
        Assert.Single(rig.Logs.Lines, line => line.Contains(" 683 ", StringComparison.Ordinal));
        rig.Secret = FakeTeamsServer.Secret;
        await SendAsync(rig);
        Assert.Single(rig.Logs.Lines, line => line.Contains(" 684 ", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Logs.Lines, line => line.Contains("wrong", StringComparison.Ordinal) || line.Contains("token-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/emea/")]
    [InlineData("https://evil.example/emea/")]
    [InlineData("https://smba.trafficmanager.net.evil.example/")]
    [InlineData("https://smba.trafficmanager.net:8443/")]
    [InlineData("http://smba.trafficmanager.net/")]
    [InlineData("https://user@smba.trafficmanager.net/")]
    public async Task An_address_that_is_no_connector_is_never_called(string serviceUrl)
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        TeamsResult<string> sent = await rig.Connector.SendAsync(rig.FinancePlace with { ServiceUrl = new Uri(serviceUrl) }, Hello, CancellationToken.None);
        Assert.True(sent.Answer.IsRefused("untrusted_service_url"));
        Assert.Empty(rig.Server.Calls);
    }

    [Fact]
    public async Task The_test_client_on_this_computer_gets_no_token()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        var access = new TeamsAccess("a", "t", () => "s") { CallsLoopbackWithoutToken = true };
        Assert.Equal(TeamsTrust.WithoutToken, access.TrustIn(new Uri("http://localhost:56150/_connector")));
        Assert.Equal(TeamsTrust.WithToken, access.TrustIn(new Uri("https://smba.trafficmanager.net/emea/")));
        Assert.Equal(TeamsTrust.None, access.TrustIn(new Uri("http://10.0.0.1/_connector")));
        Assert.Equal(TeamsTrust.None, new TeamsAccess("a", "t", () => "s").TrustIn(new Uri("http://localhost:56150/_connector")));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(412)]
    public async Task What_Teams_puts_off_is_sent_a_little_later(int status)
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.Faults.Refuse("send", status);
        DateTimeOffset before = rig.Time.GetUtcNow();
        await SendAsync(rig);
        Assert.InRange(rig.Time.GetUtcNow() - before, TimeSpan.FromSeconds(1.6), TimeSpan.FromSeconds(6));
        Assert.Equal(2, rig.Server.CallsOf("send").Count);
        Assert.Single(rig.Server.World.Messages);
    }

    [Fact]
    public async Task A_long_wait_is_told_instead_of_waited_for_and_kept_by_everything_there()
    {
        var clock = new FakeClock();
        await using TeamsRig rig = await TeamsRig.StartAsync(clock);
        rig.Server.Faults.Limit("send", TimeSpan.FromSeconds(20));
        for (int i = 0; i < 5; i++)
        {
            TeamsResult<string> sent = await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None);
            Assert.InRange(Assert.IsType<TeamsAnswer.Limited>(sent.Answer).After!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(24));
        }

        clock.Advance(TimeSpan.FromSeconds(25));
        await SendAsync(rig);
        Assert.Equal(0, rig.Server.Faults.EarlyCalls);
        Assert.Equal(2, rig.Server.CallsOf("send").Count);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_post_without_an_answer_is_not_repeated_but_an_edit_is(int status)
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        string id = await SendAsync(rig);
        rig.Server.Faults.FailAfter("send", status).FailAfter("update", status, 2);
        Assert.IsType<TeamsAnswer.Unclear>((await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None)).Answer);
        Assert.Equal(2, rig.Server.World.Messages.Count);
        ((EagerClock)rig.Time).Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<TeamsAnswer.Ok>(await rig.Connector.UpdateAsync(rig.FinancePlace.InThread(id), id, Hello, isTargeted: false, CancellationToken.None));
    }

    [Fact]
    public async Task A_connection_that_breaks_and_words_that_are_no_JSON_are_unclear()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.Faults.CutAfter("send").Garble("send");
        Assert.IsType<TeamsAnswer.Unclear>((await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None)).Answer);
        Assert.IsType<TeamsAnswer.Unclear>((await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None)).Answer);
        Assert.Equal(2, rig.Server.World.Messages.Count);
    }

    [Fact]
    public async Task When_Teams_is_away_it_is_left_alone_for_a_moment()
    {
        var clock = new FakeClock();
        await using TeamsRig rig = await TeamsRig.StartAsync(clock);
        await SendAsync(rig);
        rig.Server.Faults.IsDown = true;
        for (int i = 0; i < 40; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None);
        }

        Assert.InRange(rig.Server.CallsOf("send").Count, 2, 11);
        rig.Server.Faults.IsDown = false;
        clock.Advance(TimeSpan.FromSeconds(11));
        await SendAsync(rig);
    }

    [Fact]
    public async Task No_conversation_gets_more_than_Teams_allows_it()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        for (int i = 0; i < 70; i++)
        {
            await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None);
        }

        DateTimeOffset[] at = [.. rig.Server.CallsOf("send").Select(call => call.At)];
        foreach ((int most, double seconds) in ((int, double)[])[(7, 1), (8, 2), (60, 30)])
        {
            for (int i = most; i < at.Length; i++)
            {
                Assert.True(at[i] - at[i - most] >= TimeSpan.FromSeconds(seconds), $"call {i} came {at[i] - at[i - most]} after the {most}th before it");
            }
        }
    }

    [Fact]
    public async Task Edits_of_one_message_come_at_most_every_two_seconds_and_the_rest_is_told_to_wait()
    {
        var clock = new FakeClock();
        await using TeamsRig rig = await TeamsRig.StartAsync(clock);
        string id = await SendAsync(rig);
        TeamsPlace place = rig.FinancePlace.InThread(id);
        Assert.IsType<TeamsAnswer.Ok>(await rig.Connector.UpdateAsync(place, id, Hello, false, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<TeamsAnswer.Limited>(await rig.Connector.UpdateAsync(place, id, Hello, false, CancellationToken.None)).After);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<TeamsAnswer.Ok>(await rig.Connector.UpdateAsync(place, id, Hello, false, CancellationToken.None));
    }

    [Fact]
    public async Task Members_come_page_by_page()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.PageSize = 1;
        TeamsResult<TeamsMemberPage> first = await rig.Connector.MembersAsync(rig.FinancePlace, "", CancellationToken.None);
        TeamsResult<TeamsMemberPage> second = await rig.Connector.MembersAsync(rig.FinancePlace, first.Value!.Next, CancellationToken.None);
        Assert.Equal(["ana-aad", "ben-aad"], first.Value.Members.Concat(second.Value!.Members).Select(member => member.Account));
        Assert.Equal("", second.Value.Next);
        Assert.Equal("Ana Duarte", (await rig.Connector.MemberAsync(rig.FinancePlace, "ana-aad", CancellationToken.None)).Value!.Name);
        Assert.IsType<TeamsAnswer.Refused>((await rig.Connector.MemberAsync(rig.FinancePlace, "nobody", CancellationToken.None)).Answer);
    }

    [Fact]
    public async Task The_chat_with_one_person_is_the_same_each_time()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.Faults.FailAfter("create", 502);
        TeamsResult<string> one = await rig.Connector.CreateDirectAsync(rig.Server.ServiceUrl, FakeTeamsServer.Tenant, rig.Access.BotId, "ana-aad", CancellationToken.None);
        Assert.Equal("a:ana-aad", one.Value);
        rig.Server.World.People["ben-aad"].HasBlocked = true;
        TeamsResult<string> other = await rig.Connector.CreateDirectAsync(rig.Server.ServiceUrl, FakeTeamsServer.Tenant, rig.Access.BotId, "ben-aad", CancellationToken.None);
        Assert.True(other.Answer.IsRefused("MessageWritesBlocked"));
    }

    private static async Task<string> SendAsync(TeamsRig rig)
    {
        TeamsResult<string> sent = await rig.Connector.SendAsync(rig.FinancePlace, Hello, CancellationToken.None);
        Assert.True(sent.IsOk, sent.Answer.ToString());
        return sent.Value!;
    }
}
