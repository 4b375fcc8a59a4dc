using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>What comes in is answered once, where it belongs, and nobody is answered who is not meant.</summary>
public sealed class TeamsIngressTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    [Fact]
    public async Task The_same_message_twice_starts_one_run()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=once", TeamsHost.Ana, Thread, "1700000000111");
        await host.SayAsync("run memo text=once", TeamsHost.Ana, Thread, "1700000000111");
        await host.ButtonAsync("view");
        await host.OneRunAsync();
    }

    [Fact]
    public async Task Installing_says_once_what_can_be_done()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        JsonObject installed = host.Activity("installationUpdate", TeamsHost.Finance, TeamsHost.Ana);
        installed["action"] = "add";
        using HttpResponseMessage first = await host.PostAsync(installed);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        JsonObject joined = host.Activity("conversationUpdate", TeamsHost.Finance, TeamsHost.Ana);
        joined["membersAdded"] = new JsonArray(new JsonObject { ["id"] = "28:" + FakeTeamsServer.AppId });
        using HttpResponseMessage second = await host.PostAsync(joined);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        await host.PostedAsync("AgentBot is here");
        await host.SayAsync("help", TeamsHost.Ana);
        await host.PostedAsync("remember");
        Assert.Equal(1, host.Teams.Read(world => world.Messages.Count(message => TeamsHost.Shows(message, "AgentBot is here"))));
    }

    [Fact]
    public async Task Talk_among_people_bots_and_reactions_cause_nothing()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        JsonObject talk = host.Words("run memo text=x", TeamsHost.Ana, TeamsHost.Group);
        talk.Remove("entities");
        JsonObject bot = host.Words("run memo text=x", TeamsHost.Ana, TeamsHost.Group);
        bot["from"] = new JsonObject { ["id"] = "28:99999999-9999-9999-9999-999999999999", ["name"] = "Other" };
        JsonObject reaction = host.Activity("messageReaction", TeamsHost.Group, TeamsHost.Ana);
        foreach (JsonObject activity in new[] { talk, bot, reaction })
        {
            using HttpResponseMessage answer = await host.PostAsync(activity);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await host.SayAsync("runs", TeamsHost.Ana);
        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.In("a:" + TeamsHost.Ana).Count > 0), "runs was not answered");
        Assert.Empty(host.Teams.Read(world => world.In(TeamsHost.Group)));
    }

    [Fact]
    public async Task An_unknown_invoke_is_told_that_it_is_not_served()
    {
        await using TeamsHost host = await TeamsHost.StartAsync();
        JsonObject invoke = host.Activity("invoke", "a:" + TeamsHost.Ana, TeamsHost.Ana);
        invoke["name"] = "composeExtension/query";
        using HttpResponseMessage answer = await host.PostAsync(invoke);
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    [Fact]
    public async Task A_remembered_conversation_is_written_to_after_a_restart()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("help", TeamsHost.Ana, TeamsHost.Group);
        var marks = host.Get<AgentBot.Core.Storing.IStoreMarks>();
        using var book = new AgentBot.Chat.Teams.Knowing.TeamsBook(marks, host.Get<AgentBot.Core.Storing.ICommitter>());
        var channel = new AgentBot.Core.ChannelKey($"teams/{FakeTeamsServer.Tenant}/{TeamsHost.Group}");
        Assert.Equal(host.Teams.ServiceUrl, (await book.FindAsync(channel, CancellationToken.None))!.Place.ServiceUrl);
        Assert.Equal("29:" + TeamsHost.Ana, book.MemberIdOf(channel.Workspace, TeamsHost.Ana));
    }

    [Fact]
    public async Task Somebody_who_is_named_is_found_by_their_own_id()
    {
        await using TeamsHost host = await TeamsHost.StartAsync();
        JsonObject words = host.Words("remember <at>Ben</at>&nbsp;approves travel", TeamsHost.Ana, Thread);
        words["entities"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "mention", ["text"] = "<at>Ben</at>", ["mentioned"] = new JsonObject { ["id"] = "29:" + TeamsHost.Ben, ["name"] = "Ben" } });
        using HttpResponseMessage answer = await host.PostAsync(words);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await host.PostedAsync("@Ben Okafor approves travel");
    }
}
