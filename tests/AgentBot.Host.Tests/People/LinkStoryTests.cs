using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.People;
using AgentBot.Host.Tests.Slack;
using AgentBot.Host.Tests.Teams;
using AgentBot.Testing.Slack;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.People;

/// <summary>Linking as people do it: a command in Slack, words in Teams, a button on each side.</summary>
public sealed class LinkStoryTests
{
    private const string DanOnSlack = "U0DAN";

    [Fact]
    public async Task A_code_from_Slack_is_typed_in_Teams_and_both_accounts_press_Confirm()
    {
        await using FakeSlackServer slack = await SlackAsync();
        await using TeamsHost host = await TeamsHost.StartAsync(null, SettingsFor(slack));
        string code = await CodeAsync(host, slack);

        await host.SayAsync("link " + code, TeamsHost.Dan);
        (FakeTeamsMessage asked, JsonObject yes) = await TeamsButtonAsync(host, "link confirm");
        Assert.Equal("a:" + TeamsHost.Dan, asked.Conversation);
        Assert.True(TeamsHost.Shows(asked, "in Slack you?"));
        JsonObject toast = await host.PressAsync(asked, yes, TeamsHost.Dan);
        Assert.Contains("Confirmed", toast.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        (FakeSlackMessage question, JsonObject button) = await SlackButtonAsync(slack, "Confirm");
        Assert.Equal("D0DAN", question.Channel);
        Assert.True(SlackHost.Shows(question, "Teams account wants to be you"));
        await ClickAsync(host, slack, question, button);

        await TeamsHost.UntilAsync(() => SlackHost.Shows(slack.Read(workspace => workspace.Messages.Single(message => message.Ts == question.Ts)), "are one person"), "the card in Slack was not redrawn");
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(asked, "are one person")), "the card in Teams was not redrawn");
        DirectorySnapshot people = host.Get<IDirectory>().Latest;
        Assert.Equal(people.KeyOf("slack", DanOnSlack), people.KeyOf("teams", TeamsHost.Dan));
    }

    [Fact]
    public async Task In_a_channel_of_Teams_the_code_is_told_to_the_one_who_asked_alone()
    {
        await using FakeSlackServer slack = await SlackAsync();
        await using TeamsHost host = await TeamsHost.StartAsync(null, SettingsFor(slack));
        await host.SayAsync("link", TeamsHost.Dan, TeamsHost.Finance + ";messageid=1700000000000");
        FakeTeamsMessage told = await host.PostedAsync("Your code is");
        Assert.Equal("a:" + TeamsHost.Dan, told.Conversation);
        Assert.DoesNotContain(host.Teams.Read(world => world.Messages.ToArray()), message => message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && TeamsHost.Shows(message, "Your code is"));
    }

    private static async Task<FakeSlackServer> SlackAsync()
    {
        FakeSlackServer slack = await FakeSlackServer.StartAsync();
        slack.Workspace.AddUser(DanOnSlack, "Dan Iel");
        slack.Workspace.AddChannel(SlackHost.Finance, "finance", isPrivate: false, DanOnSlack, FakeSlackWorkspace.BotUser);
        return slack;
    }

    private static string[] SettingsFor(FakeSlackServer slack) =>
        [$"--Slack:SigningSecret={SlackHost.Secret}", $"--Slack:BotToken={FakeSlackServer.BotToken}", $"--Slack:ApiUrl={slack.ApiUrl}"];

    private static async Task<string> CodeAsync(TeamsHost host, FakeSlackServer slack)
    {
        string said = "";
        await TeamsHost.UntilAsync(
            async () => (said = (string?)(await SlackAsync(host, "/slack/commands", SlackHost.CommandBody("link", DanOnSlack, slack.Triggers.New())))?["text"] ?? "").StartsWith("Your code is ", StringComparison.Ordinal),
            "Slack never told the code");
        return said.Substring("Your code is ".Length, 19);
    }

    private static async Task<JsonNode?> SlackAsync(TeamsHost host, string path, string body)
    {
        string now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", now);
        request.Headers.Add("X-Slack-Signature", SlackHost.Sign(body, now));
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private static async Task ClickAsync(TeamsHost host, FakeSlackServer slack, FakeSlackMessage message, JsonObject button)
    {
        var click = new JsonObject
        {
            ["type"] = "block_actions", ["user"] = SlackHost.Person(DanOnSlack), ["api_app_id"] = "A0AAA1", ["trigger_id"] = slack.Triggers.New(), ["team"] = new JsonObject { ["id"] = SlackHost.Team },
            ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel, ["is_ephemeral"] = false },
            ["channel"] = new JsonObject { ["id"] = message.Channel, ["name"] = "directmessage" },
            ["message"] = new JsonObject { ["type"] = "message", ["ts"] = message.Ts, ["text"] = message.Text },
            ["state"] = new JsonObject { ["values"] = new JsonObject() },
            ["response_url"] = slack.NewResponseUrl(message.Channel, DanOnSlack),
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = button["action_id"]!.DeepClone(), ["block_id"] = "b", ["value"] = button["value"]!.DeepClone(), ["action_ts"] = "1.1" }),
        };
        await SlackAsync(host, "/slack/interactions", "payload=" + Uri.EscapeDataString(click.ToJsonString()));
    }

    private static async Task<(FakeTeamsMessage Message, JsonObject Button)> TeamsButtonAsync(TeamsHost host, string command)
    {
        (FakeTeamsMessage, JsonObject)? found = null;
        await TeamsHost.UntilAsync(
            () => (found = host.Teams.Read(world => world.Messages.SelectMany(message => TeamsHost.Buttons(message.Card)
                .Where(button => ((string?)button["data"]?["id"] ?? "").StartsWith(command, StringComparison.Ordinal)).Select(button => ((FakeTeamsMessage, JsonObject)?)(message, button))).LastOrDefault())) is not null,
            $"no button “{command}” was posted in Teams");
        return found!.Value;
    }

    private static async Task<(FakeSlackMessage Message, JsonObject Button)> SlackButtonAsync(FakeSlackServer slack, string label)
    {
        (FakeSlackMessage, JsonObject)? found = null;
        await TeamsHost.UntilAsync(
            () => (found = slack.Read(workspace => workspace.Messages.SelectMany(message => SlackHost.Buttons(message.Blocks)
                .Where(button => (string?)button["text"]!["text"] == label).Select(button => ((FakeSlackMessage, JsonObject)?)(message, button))).LastOrDefault())) is not null,
            $"no button “{label}” was posted in Slack");
        return found!.Value;
    }
}
