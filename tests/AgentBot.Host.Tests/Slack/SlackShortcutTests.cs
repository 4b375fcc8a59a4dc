using System.Text.Json.Nodes;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Shortcuts of the workspace and of messages.</summary>
public sealed class SlackShortcutTests
{
    [Fact]
    public async Task A_template_is_chosen_then_its_questions_are_asked_then_it_runs_in_the_chosen_channel()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.InteractAsync(Shortcut(host, "shortcut", "start_template"));
        FakeSlackView start = await host.ViewAsync("agentbot.start");

        JsonObject? options = await host.InteractAsync(Typing("mem"));
        Assert.Equal("memo", (string?)options!["options"]![0]!["value"]);

        JsonObject? next = await host.InteractAsync(host.Submit(start, SlackHost.Ana, new()
        {
            ["template"] = SlackHost.Chosen("memo", "external_select"),
            ["place"] = new JsonObject { ["type"] = "conversations_select", ["selected_conversation"] = SlackHost.Finance },
        }));
        Assert.Equal("update", (string?)next!["response_action"]);
        var form = new FakeSlackView(start.Id, (JsonObject)next["view"]!.DeepClone());
        Assert.Equal("agentbot.form", (string?)form.Content["callback_id"]);
        JsonObject? closed = await host.InteractAsync(host.Submit(form, SlackHost.Ana, new() { ["f.text"] = SlackHost.Typed("hello") }));
        Assert.Equal("clear", (string?)closed!["response_action"]);
        Assert.Equal(SlackHost.Channel, Assert.Single(await SlackIngressTests.RunsAsync(host)).Channel);
    }

    [Fact]
    public async Task A_message_becomes_the_first_text_that_a_template_asks_for()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.InteractAsync(OnMessage(host, "start_with_message", "Taxis up to &lt;60 EUR&gt; need no receipt"));
        FakeSlackView start = await host.ViewAsync("agentbot.start");
        Assert.DoesNotContain("Taxis", (string?)start.Content["private_metadata"], StringComparison.Ordinal);
        JsonObject? closed = await host.InteractAsync(host.Submit(start, SlackHost.Ana, new() { ["template"] = SlackHost.Chosen("memo", "external_select") }));
        Assert.Equal("clear", (string?)closed!["response_action"]);
        (FakeSlackMessage card, _) = await host.ButtonAsync("Approve");
        Assert.True(SlackHost.Shows(card, "need no receipt"));
    }

    [Fact]
    public async Task A_message_is_remembered_in_its_channel_once()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        JsonObject pressed = OnMessage(host, "remember_message", $"<@{SlackHost.Ben}> signs above 500 EUR");
        for (int time = 0; time < 3; time++)
        {
            await host.InteractAsync((JsonObject)pressed.DeepClone());
        }

        await host.PostedAsync("Remembered here");
        var fact = Assert.Single(await host.Get<IFactReader>().ListAsync(SlackHost.Channel, null, 0, 10, CancellationToken.None));
        Assert.Equal("@Ben Okafor signs above 500 EUR", fact.Text);
    }

    /// <summary>Somebody types into the choice of a template.</summary>
    internal static JsonObject Typing(string typed) => new()
    {
        ["type"] = "block_suggestion", ["user"] = SlackHost.Person(SlackHost.Ana), ["team"] = new JsonObject { ["id"] = SlackHost.Team }, ["api_app_id"] = "A0AAA1",
        ["action_id"] = "ab.template", ["block_id"] = "template", ["value"] = typed,
    };

    private static JsonObject Shortcut(SlackHost host, string type, string callback) => new()
    {
        ["type"] = type, ["callback_id"] = callback, ["trigger_id"] = host.Slack.Triggers.New(), ["user"] = SlackHost.Person(SlackHost.Ana),
        ["team"] = new JsonObject { ["id"] = SlackHost.Team }, ["api_app_id"] = "A0AAA1",
    };

    private static JsonObject OnMessage(SlackHost host, string callback, string text)
    {
        JsonObject told = Shortcut(host, "message_action", callback);
        told["channel"] = new JsonObject { ["id"] = SlackHost.Finance, ["name"] = "finance" };
        told["message"] = new JsonObject { ["type"] = "message", ["user"] = SlackHost.Ben, ["ts"] = "1700000000.000100", ["text"] = text };
        told["response_url"] = host.Slack.NewResponseUrl(SlackHost.Finance, SlackHost.Ana);
        return told;
    }
}
