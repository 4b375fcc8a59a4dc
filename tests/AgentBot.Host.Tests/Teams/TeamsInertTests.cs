using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>Words that call nobody, and bots that are not answered: fault rows F13, F14 and F15.</summary>
public sealed class TeamsInertTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";
    private const string Loud = "<at>everyone</at> <at>Ben Okafor</at> @channel **Dan**";

    private static readonly string[] Reviewers = ["29:" + TeamsHost.Ben, "29:" + TeamsHost.Cleo];

    [Fact]
    public async Task Names_texts_and_files_call_nobody()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync($"run memo text=\"{WebUtility.HtmlEncode(Loud)}\"", TeamsHost.Dan, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        CallsReviewersOnly(mine["value"]);
        Assert.Contains("everyone", mine.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await host.PressAsync(card, TeamsHost.Button(mine["value"], "approve"), TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");

        JsonObject file = host.Words("run memo", TeamsHost.Dan, "a:" + TeamsHost.Dan);
        file["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.teams.file.download.info",
            ["name"] = Loud.Replace("/", "", StringComparison.Ordinal) + ".csv",
            ["content"] = new JsonObject { ["downloadUrl"] = "https://elsewhere.example/x", ["fileType"] = "csv" },
        });
        using HttpResponseMessage answer = await host.PostAsync(file);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        FakeTeamsMessage told = await host.PostedAsync("was not read");
        Assert.Contains("everyone", told.Activity.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        FakeTeamsMessage[] all = host.Teams.Read(world => world.Messages.ToArray());
        Assert.Contains(all, message => message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && message.Conversation != Thread && TeamsHost.Shows(message, "everyone"));
        foreach (FakeTeamsMessage message in all)
        {
            Assert.Null(message.Activity["entities"]);
            Assert.True(message.Text.Length == 0 || (string?)message.Activity["textFormat"] == "plain");
            CallsReviewersOnly(message.Card);
        }
    }

    [Fact]
    public async Task A_bot_is_never_answered_and_decides_nothing()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject approve = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ben))["value"], "approve");
        JsonObject[] bots =
        [
            new() { ["id"] = "28:" + FakeTeamsServer.AppId, ["name"] = "AgentBot" },
            new() { ["id"] = "28:99999999-9999-9999-9999-999999999999", ["name"] = "Ben Okafor", ["aadObjectId"] = TeamsHost.Ben },
            new() { ["id"] = "29:" + TeamsHost.Ben, ["name"] = "Ben Okafor", ["aadObjectId"] = TeamsHost.Ben, ["role"] = "bot" },
            new() { ["id"] = "29:" + TeamsHost.Ben, ["name"] = "Ben Okafor", ["aadObjectId"] = TeamsHost.Ben, ["role"] = "skill" },
        ];
        foreach (JsonObject bot in bots)
        {
            JsonObject submit = host.Activity("message", Thread, TeamsHost.Ben);
            submit["value"] = TeamsHost.With(approve["data"]!, new() { ["verb"] = "approve" });
            foreach (JsonObject activity in new[]
            {
                host.Words("templates", TeamsHost.Ben, TeamsHost.Group),
                host.Words("run memo text=echo", TeamsHost.Ben, "a:" + TeamsHost.Ben),
                host.Words("approve 1", TeamsHost.Ben, Thread),
                submit,
                TeamsFaultTests.ClickOf(host, Thread, card.Id, approve, TeamsHost.Ben, "f:bot"),
            })
            {
                activity["from"] = bot.DeepClone();
                using HttpResponseMessage answer = await host.PostAsync(activity);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }

        // What comes after them is answered, so they are over by then.
        await host.SayAsync("templates", TeamsHost.Ana, TeamsHost.Group);
        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.In("a:" + TeamsHost.Ana).Count + world.In(TeamsHost.Group).Count) > 0, "Ana was not answered");
        Assert.Equal(1, host.Teams.Read(world => world.In("a:" + TeamsHost.Ana).Count + world.In(TeamsHost.Group).Count));
        Assert.Empty(host.Teams.Read(world => world.In("a:" + TeamsHost.Ben)));
        RunRow run = await host.OneRunAsync();
        ReviewRow review = Assert.Single(await host.Reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.Empty(await host.Reviews.DecisionsAsync(review.Id, CancellationToken.None));
    }

    /// <summary>A mark of a mention means somebody only where the card lists it, letter for letter.</summary>
    private static void CallsReviewersOnly(JsonNode? card)
    {
        JsonObject[] mentions = [.. (card?["msteams"]?["entities"] as JsonArray ?? []).OfType<JsonObject>()];
        Assert.InRange(mentions.Length, 0, 10);
        Assert.All(mentions, mention => Assert.Contains((string?)mention["mentioned"]!["id"], Reviewers));
        string[] texts = [.. Texts(card)];
        Assert.All(mentions, mention => Assert.Equal(1, texts.Sum(text => text.Split((string)mention["text"]!).Length - 1)));
        Assert.DoesNotContain(texts, text => text.Contains("<at>everyone", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject element => element.SelectMany(pair => pair.Key == "text" && pair.Value is JsonValue text && text.TryGetValue(out string? words) ? [words] : pair.Key == "msteams" ? [] : Texts(pair.Value)),
        JsonArray all => all.SelectMany(Texts),
        _ => [],
    };
}
