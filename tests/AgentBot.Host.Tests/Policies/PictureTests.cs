using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Slack;
using AgentBot.Host.Tests.Teams;
using AgentBot.Testing.Slack;
using AgentBot.Testing.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Policies;

/// <summary>Nobody approves words about a picture: each chat hands out the picture itself first, or refuses.</summary>
public sealed class PictureTests
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: picture
        title: Picture
        summary: Asks about a picture.
        owner: ben
        inputs:
          file: { type: file, required: true }
        steps:
          - id: shown
            action: image.compare
            with: { after: "{{ inputs.file }}", alt: A red square }
          - id: decide
            review: { of: shown, reviewers: "@finance-leads", on_changes: shown }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    [Fact]
    public async Task In_Slack_the_picture_lies_below_its_card_before_it_can_be_approved()
    {
        await using SlackHost host = await SlackHost.StartAsync([Template]);
        await StartAsync(host.App.Services, SlackHost.Channel);
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        JsonObject open = SlackHost.Buttons(card.Blocks).Single(button => (string?)button["text"]!["text"] == "Open the picture");

        await host.InteractAsync(host.Click(card, approve, SlackHost.Ben));
        await host.PostedAsync("Open the whole once");

        host.Slack.Faults.Refuse("files.completeUploadExternal", "missing_scope");
        await host.InteractAsync(host.Click(card, open, SlackHost.Ben));
        await SlackHost.UntilAsync(() => ViewSays(host, "Slack did not take the picture"), "the form does not say that the picture is missing");
        await host.InteractAsync(host.Click(card, approve, SlackHost.Ben));
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        Assert.Empty(await DecisionsAsync(host.Reviews, run));

        await host.InteractAsync(host.Click(card, open, SlackHost.Ben));
        await SlackHost.UntilAsync(() => ViewSays(host, "The picture itself is in the thread of the card."), "the form does not say where the picture is");
        Assert.Equal(1, Shared(host, card));

        // Once for everybody who reads the thread.
        await host.InteractAsync(host.Click(card, open, SlackHost.Cleo));
        await host.InteractAsync(host.Click(card, approve, SlackHost.Cleo));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        Assert.Equal(1, Shared(host, card));
        Assert.Equal("cleo", Assert.Single(await DecisionsAsync(host.Reviews, run)).Person.Value);
    }

    [Fact]
    public async Task In_Teams_the_picture_is_fetched_by_an_address_of_ones_own_before_it_can_be_approved()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Template], "--AgentBot:PublicUrl=https://bot.fernway.example");
        await host.SayAsync("help", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000000");
        await StartAsync(host.App.Services, TeamsHost.Channel);
        (FakeTeamsMessage card, JsonObject approve, JsonObject dialog) = await OpenAsync(host);
        string title = "Open red.png";
        var address = new Uri((string)TeamsHost.Buttons(dialog).Single(button => (string?)button["title"] == title)["url"]!);
        Assert.Equal("bot.fernway.example", address.Host);
        Assert.Contains("Open the whole once", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        foreach (string forged in Altered(address.AbsolutePath))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(forged)).StatusCode);
        }

        Assert.Contains("Open the whole once", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        using HttpResponseMessage picture = await host.Http.GetAsync(address.AbsolutePath);
        Assert.Equal(Png, await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", picture.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("Open the whole once", (await host.PressAsync(card, approve, TeamsHost.Cleo)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await host.PressAsync(card, approve, TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");

        // Over is over: the same address opens nothing more.
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(address.AbsolutePath)).StatusCode);
    }

    [Fact]
    public async Task In_Teams_without_a_public_address_it_is_said_that_it_cannot_be_approved_there()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Template]);
        await host.SayAsync("help", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000000");
        await StartAsync(host.App.Services, TeamsHost.Channel);
        (FakeTeamsMessage card, JsonObject approve, JsonObject dialog) = await OpenAsync(host);
        Assert.Contains("cannot be handed out in Teams", dialog.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("Open the whole once", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Empty(await DecisionsAsync(host.Reviews, await host.OneRunAsync()));
    }

    private static async Task<(FakeTeamsMessage Card, JsonObject Approve, JsonObject Dialog)> OpenAsync(TeamsHost host)
    {
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject open = TeamsHost.Buttons(mine["value"]).First(button => (string?)button["data"]?["verb"] == "read");
        JsonObject activity = host.Activity("invoke", card.Conversation, TeamsHost.Ben);
        activity["name"] = "task/fetch";
        activity["replyToId"] = card.Id;
        activity["value"] = new JsonObject { ["data"] = open["data"]!.DeepClone() };
        return (card, TeamsHost.Button(mine["value"], "approve"), await host.InvokeAsync(activity));
    }

    private static IEnumerable<string> Altered(string path)
    {
        int dot = path.LastIndexOf('.');
        yield return path[..dot];
        yield return path[..^2] + (path[^2] == 'A' ? 'B' : 'A') + path[^1];
        yield return path[..20] + (path[20] == 'A' ? 'B' : 'A') + path[21..];
        yield return "/pictures/x.y";
        yield return "/pictures/.";
    }

    private static bool ViewSays(SlackHost host, string words) =>
        host.Slack.Read(workspace => workspace.Views.Values.Any(view => view.Content.ToJsonString(TeamsHost.Readable).Contains(words, StringComparison.Ordinal)));

    private static int Shared(SlackHost host, FakeSlackMessage card) => host.Slack.Read(workspace => workspace.Messages.Count(message =>
        message.Thread == card.Thread && message.Files.Any(id => workspace.Files[id] is { Name: "red.png" } file && file.Bytes.AsSpan().SequenceEqual(Png))));

    private static async Task<IReadOnlyList<Core.Reviews.DecisionRow>> DecisionsAsync(IReviewReader reviews, RunRow run) =>
        await reviews.DecisionsAsync((await reviews.OfRunAsync(run.Id, CancellationToken.None))[0].Id, CancellationToken.None);

    private static async Task StartAsync(IServiceProvider services, ChannelKey channel)
    {
        Artifact file = Artifact.Of(ArtifactType.File, Png);
        var put = new Change.PutArtifact(channel, file, null, services.GetRequiredService<TimeProvider>().GetUtcNow());
        Assert.IsType<CommitResult.Done>(await services.GetRequiredService<ICommitter>().CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [put] }, CancellationToken.None));
        var caller = new Caller(new PersonKey("ana"), channel, "", $"test|{channel}|start");
        Reply reply = await services.GetRequiredService<IConversation>().SayAsync(
            new CommandRequest(caller, "run picture", [new Value.File("red.png", "image/png", Png.Length, file.Ref.Content)], []), CancellationToken.None);
        Assert.True(reply is Reply.Started, reply.ToString());
    }
}
