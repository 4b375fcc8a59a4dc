using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>What Teams and the people in it do wrong.</summary>
public sealed class TeamsFaultTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    private static readonly string[] Reviewers = [TeamsHost.Ben, TeamsHost.Cleo];

    [Fact]
    public async Task Everything_told_four_times_happens_once()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        for (int time = 0; time < 4; time++)
        {
            await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread, "1700000000111");
            await host.SayAsync("remember invoices are due on Fridays", TeamsHost.Ana, Thread, "1700000000112");
        }

        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject approve = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ben))["value"], "approve");

        // Two ids, each of them twice: Teams may repeat a click, and may repeat it as a new one.
        foreach (string id in new[] { "f:1", "f:1", "f:2", "f:2" })
        {
            JsonObject answer = await host.InvokeAsync(ClickOf(host, card.Conversation, card.Id, approve, TeamsHost.Ben, id));
            Assert.Contains("Approved by Ben Okafor", answer.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        }

        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Single(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Single(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None));
        Assert.Single(Published(host));
        Assert.Equal(1, await host.Get<IFactReader>().CountAsync(TeamsHost.Channel, CancellationToken.None));
    }

    [Fact]
    public async Task Two_reviewers_at_once_publish_once_and_the_later_one_is_told_who_was_first()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        for (int round = 0; round < Proof.Size(50); round++)
        {
            RunRow run = await AskedAsync(host, $"run memo text=memo-{round}-", Thread);
            JsonObject approve = ApprovalOf(Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)));
            JsonObject[] answers = await Task.WhenAll(
                Reviewers.Select(person => host.InvokeAsync(ClickOf(host, Thread, "1700000000001", approve, person, $"{round}{person}"))));
            ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
            DecisionRow decision = Assert.Single(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
            string first = decision.Person.Value == "ben" ? "Approved by Ben Okafor" : "Approved by Cleo Brandt";
            Assert.All(answers, answer => Assert.Contains(first, answer.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal));
            await TeamsHost.UntilAsync(async () => (await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None)).Count > 0, "nothing was to be published");
            Assert.Single(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Whoever_is_not_meant_is_told_so_alone_and_learns_nothing()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Forgeries.InThread]);
        (FakeTeamsMessage card, JsonObject approve) = await AskedInChatAsync(host);
        string before = Everything(host);
        foreach (string verb in new[] { "approve", "reject", "changes", "edit", "edit-save", "edit-approve", "withdraw", "remind", "view", "read" })
        {
            var button = new JsonObject { ["verb"] = verb, ["data"] = TeamsHost.With(approve["data"]!, new() { ["note"] = "Because.", ["f.text"] = "mine" }) };
            JsonObject answer = await host.InvokeAsync(ClickOf(host, "a:" + TeamsHost.Dan, card.Id, button, TeamsHost.Dan, "f:" + verb));
            Assert.Equal("application/vnd.microsoft.activity.message", (string?)answer["type"]);
            Forgeries.RevealsNothing(answer.ToJsonString(TeamsHost.Readable));
        }

        Assert.Equal(before, Everything(host));
        RunRow run = await host.OneRunAsync();
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.True(review.IsOpen);
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Altered_buttons_do_nothing_and_tell_nothing()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Forgeries.InThread]);
        (FakeTeamsMessage card, JsonObject approve) = await AskedInChatAsync(host);
        RunRow run = await host.OneRunAsync();
        var forgeries = new Forgeries(Proof.Random(), approve, run);
        for (int at = 0; at < Proof.Size(Proof.IsLong ? 10_000 : 5_000); at++)
        {
            bool isOutsider = at % 2 == 0;
            (string name, JsonObject value) = forgeries.Next(isOutsider);
            string person = isOutsider ? TeamsHost.Dan : TeamsHost.Ben;
            JsonObject activity = host.Activity("invoke", isOutsider ? "a:" + TeamsHost.Dan : card.Conversation, person);
            activity["name"] = name;
            activity["replyToId"] = card.Id;
            activity["value"] = value;
            string answer = (await host.InvokeAsync(activity)).ToJsonString(TeamsHost.Readable);
            if (isOutsider)
            {
                Forgeries.RevealsNothing(answer);
            }
        }

        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.True(review.IsOpen);
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
        Assert.Empty(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None));
        await host.OneRunAsync();
        Assert.All(host.Teams.Read(world => world.In("a:" + TeamsHost.Dan)), told => Forgeries.RevealsNothing(told.Activity.ToJsonString(TeamsHost.Readable)));

        // The button itself was good all the time.
        Assert.Contains("Approved by Ben Okafor", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_elsewhere_cannot_have_itself_taken_for_a_card_whose_place_is_not_known()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, _) = await host.ButtonAsync("view");
        var view = (JsonObject)host.Teams.Read(_ => card.Card!["refresh"]!["action"]!.DeepClone());
        await host.SayAsync("help", TeamsHost.Dan);
        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.In("a:" + TeamsHost.Dan).Count) > 0, "Dan was not answered");
        FakeTeamsMessage elsewhere = host.Teams.Read(world => world.In("a:" + TeamsHost.Dan)[0]);
        string key = (string)view["data"]!["key"]!;
        var post = new ChatPost(TeamsHost.Channel, "", key, "Release it?", null, null, "review:x:1");
        Assert.IsType<PostSearch.CannotLook>(await host.Get<TeamsGateway>().FindPostedAsync(post, CancellationToken.None));

        await host.InvokeAsync(ClickOf(host, elsewhere.Conversation, elsewhere.Id, view, TeamsHost.Dan, "f:1"));
        Assert.IsType<PostSearch.CannotLook>(await host.Get<TeamsGateway>().FindPostedAsync(post, CancellationToken.None));

        await host.InvokeAsync(ClickOf(host, card.Conversation, card.Id, view, TeamsHost.Ana, "f:2"));
        Assert.Equal(new PostSearch.Found(card.Id), await host.Get<TeamsGateway>().FindPostedAsync(post, CancellationToken.None));
    }

    [Theory]
    [InlineData("task/fetch", "task")]
    [InlineData("task/submit", "task")]
    [InlineData("adaptiveCard/action", "value")]
    public async Task A_button_of_somebody_else_is_answered_in_the_shape_that_was_asked_for(string name, string shape)
    {
        await using TeamsHost host = await TeamsHost.StartAsync();
        JsonObject activity = host.Activity("invoke", "a:" + TeamsHost.Ana, TeamsHost.Ana);
        activity["name"] = name;
        activity["value"] = new JsonObject { ["data"] = new JsonObject { ["x"] = 1 }, ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = "x", ["data"] = new JsonObject() } };
        JsonObject answer = await host.InvokeAsync(activity);
        Assert.Contains("This button is not one of AgentBot’s.", answer[shape]!.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_nothing_can_be_kept_Teams_is_asked_to_send_it_again_and_the_repetition_works()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        var disk = host.Get<FullDisk>();
        JsonObject words = host.Words("run memo text=hello", TeamsHost.Ana, Thread);
        disk.IsFull = true;
        using (HttpResponseMessage refused = await host.PostAsync(words))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Empty(await refused.Content.ReadAsStringAsync());
        }

        disk.IsFull = false;
        using HttpResponseMessage taken = await host.PostAsync(words);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject approve = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ben))["value"], "approve");

        disk.IsFull = true;
        JsonObject asked = await host.PressAsync(card, approve, TeamsHost.Ben);
        Assert.Equal(500, (int?)asked["statusCode"]);
        Assert.Contains("Try again in a minute", asked.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        disk.IsFull = false;
        Assert.Contains("Approved by Ben Okafor", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await host.OneRunAsync();
    }

    [Fact]
    public async Task While_Teams_is_down_commands_are_kept_and_shown_when_it_is_back()
    {
        var clock = new ShiftedClock();
        await using TeamsHost host = await TeamsHost.StartAsync(clock, [SmallTemplates.Memo], []);
        await host.SayAsync("help", TeamsHost.Ana, Thread);
        await host.PostedAsync("run memo");
        host.Teams.Faults.IsDown = true;
        int before = host.Teams.Read(world => world.Messages.Count);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.AwaitingReview, "the run did not go on");
        await TeamsHost.UntilAsync(() => host.Teams.Calls.Any(call => call.Outcome == "503"), "nobody tried to show it");
        Assert.Equal(before, host.Teams.Read(world => world.Messages.Count));

        host.Teams.Faults.IsDown = false;
        clock.Advance(TimeSpan.FromMinutes(2));

        // The clock was moved, not the sleep of whoever sends: what is said now wakes it.
        await host.SayAsync("help", TeamsHost.Ana, Thread, "1700000000113");
        await host.ButtonAsync("view");
    }

    [Fact]
    public async Task Another_tenant_with_the_same_ids_is_refused_and_nothing_of_it_is_kept()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        RunRow run = await AskedAsync(host, "run memo text=hello", Thread);
        JsonObject approve = ApprovalOf(Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)));
        string before = Everything(host);
        const string Other = "44444444-4444-4444-4444-444444444444";
        foreach (JsonObject activity in new[]
        {
            host.Words("run memo text=theirs", TeamsHost.Ana, Thread),
            host.Words("remember it is ours", TeamsHost.Ana, "a:" + TeamsHost.Ana),
            host.Words("approve 1", TeamsHost.Ben, Thread),
            ClickOf(host, Thread, "1700000000001", approve, TeamsHost.Ben, "f:1"),
        })
        {
            foreach (bool saysItTwice in new[] { true, false })
            {
                JsonObject foreign = (JsonObject)activity.DeepClone();
                foreign["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Other } };
                foreign["conversation"]!["tenantId"] = saysItTwice ? Other : null;
                using HttpResponseMessage answer = await host.PostAsync(foreign);
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.Empty(await answer.Content.ReadAsStringAsync());
            }
        }

        Assert.Equal(before, Everything(host));
        await host.OneRunAsync();
        var tenant = new WorkspaceKey(Other);
        Assert.Empty(await host.Runs.ListAsync(new RunQuery(tenant, null, null, null, null, false, null, 10), CancellationToken.None));
        Assert.Equal(0, await host.Get<IFactReader>().CountAsync(ChannelKey.Of("teams", tenant, TeamsHost.Finance), CancellationToken.None));
        Assert.Empty(await host.Reviews.DecisionsAsync(Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).Id, CancellationToken.None));
    }

    /// <summary>A click with an id of the test's choice.</summary>
    internal static JsonObject ClickOf(TeamsHost host, string conversation, string message, JsonObject button, string person, string id)
    {
        JsonObject activity = host.Activity("invoke", conversation, person, id);
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = message;
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "x", ["verb"] = button["verb"]!.DeepClone(), ["data"] = button["data"]!.DeepClone() },
            ["trigger"] = "manual",
        };
        return activity;
    }

    /// <summary>The button as the card of this review carries it.</summary>
    internal static JsonObject ApprovalOf(ReviewRow review) => new()
    {
        ["verb"] = "approve",
        ["data"] = new JsonObject { ["kind"] = "review", ["id"] = review.Id.Value, ["revision"] = review.Revision, ["shown"] = review.Artifact.Content.Value[..16] },
    };

    /// <summary>Ana asks in her own chat; the card that asks Ben in his.</summary>
    private static async Task<(FakeTeamsMessage Card, JsonObject Approve)> AskedInChatAsync(TeamsHost host)
    {
        await host.SayAsync($"run memo text={Forgeries.Secret}");
        FakeTeamsMessage? card = null;
        await TeamsHost.UntilAsync(
            () => (card = host.Teams.Read(world => world.In("a:" + TeamsHost.Ben).FirstOrDefault(message => TeamsHost.Buttons(message.Card).Any(button => (string?)button["verb"] == "approve")))) is not null,
            "Ben was not asked");
        return (card!, TeamsHost.Button(card!.Card, "approve"));
    }

    /// <summary>Starts a run and waits until it asks.</summary>
    private static async Task<RunRow> AskedAsync(TeamsHost host, string command, string conversation)
    {
        await host.SayAsync(command, TeamsHost.Ana, conversation);
        RunRow run = (await host.Runs.ListAsync(new RunQuery(TeamsHost.Channel.Workspace, null, null, null, null, false, null, 1), CancellationToken.None))[0];
        await TeamsHost.UntilAsync(async () => (await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).Count > 0, "the run asked nothing");
        return run;
    }

    /// <summary>Posts into the channel itself: what was approved begins a thread of its own.</summary>
    private static FakeTeamsMessage[] Published(TeamsHost host) => host.Teams.Read(world => world.Messages
        .Where(message => message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && message.Conversation != Thread && TeamsHost.Shows(message, "hello")).ToArray());

    /// <summary>What stands where nothing of the question belongs: the channel outside its thread, the group, Dan's chat.</summary>
    private static string Everything(TeamsHost host) => string.Join('\n', host.Teams.Read(world => world.Messages
        .Where(message => message.Conversation != "a:" + TeamsHost.Ben && message.Conversation != "a:" + TeamsHost.Cleo && message.Conversation != "a:" + TeamsHost.Ana && message.Conversation != Thread)
        .Select(message => message.Activity.ToJsonString()).ToArray()));
}
