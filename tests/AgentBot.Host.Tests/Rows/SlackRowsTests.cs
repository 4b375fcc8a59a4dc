using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Slack;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Rows;

/// <summary>300 rows, decided one by one in a Slack modal.</summary>
public sealed class SlackRowsTests
{
    private const int Rows = 300;

    [Fact]
    public async Task A_table_is_decided_row_by_row_in_pages_and_exactly_the_approved_rows_leave()
    {
        await using SlackHost host = await SlackHost.StartAsync([RowTemplates.Judged()]);
        RunRow run = await RowMarks.StartAsync(host.App.Services, SlackHost.Channel, "ana", Rows);
        (FakeSlackMessage card, JsonObject open) = await host.ButtonAsync("Row by row");

        // Who does not decide is told so, and sees no row.
        Assert.Null(await host.InteractAsync(host.Click(card, open, "U0DAN")));
        Assert.Contains("This one is for", (await host.ViewAsync("agentbot.notice")).Content.ToJsonString(), StringComparison.Ordinal);

        Assert.Null(await host.InteractAsync(host.Click(card, open, SlackHost.Ben)));
        FakeSlackView view = await host.ViewAsync("agentbot.rows");
        var seen = new HashSet<int>();
        for (int page = 1; page <= Rows / 20; page++)
        {
            JsonObject shown = view.Content;
            Assert.InRange(shown["blocks"]!.AsArray().Count, 1, 100);
            Dictionary<string, JsonObject> answers = Answers(shown, seen);
            if (page == Rows / 20)
            {
                view.Content = (JsonObject)(await host.InteractAsync(host.Submit(view, SlackHost.Ben, answers)))!["view"]!;
                break;
            }

            JsonObject click = host.ClickIn(view, SlackHost.Buttons(shown["blocks"]).Single(button => (string?)button["text"]!["text"] == "Next rows"), SlackHost.Ben);
            click["view"]!["state"] = new JsonObject { ["values"] = new JsonObject(answers.Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)new JsonObject { ["v"] = answer.Value }))) };
            Assert.Null(await host.InteractAsync(click));
            await SlackHost.UntilAsync(() => host.Slack.Read(_ => !ReferenceEquals(view.Content, shown)), "the page was not turned");
        }

        Assert.Equal(Rows, seen.Count);
        string totals = view.Content.ToJsonString();
        Assert.Contains("Approve 200 rows", totals, StringComparison.Ordinal);
        JsonObject? closed = await host.InteractAsync(host.Submit(view, SlackHost.Ben, []));
        Assert.Equal("clear", (string?)closed!["response_action"]);
        await SlackHost.UntilAsync(() => RowMarks.IsDoneAsync(host.App.Services, run), "the run did not end");
        Assert.Equal(RowMarks.Approved(Rows), await RowMarks.LeftAsync(host.App.Services, run));
        await SlackHost.UntilAsync(() => host.Slack.Read(_ => SlackHost.Shows(card, "200 of 300 rows")), "the card does not say how it was decided");
    }

    private static Dictionary<string, JsonObject> Answers(JsonObject view, HashSet<int> seen)
    {
        var answers = new Dictionary<string, JsonObject>();
        foreach (string block in view["blocks"]!.AsArray().Select(block => (string?)block!["block_id"]).OfType<string>().Where(id => id.StartsWith("row.", StringComparison.Ordinal)))
        {
            int number = int.Parse(block["row.".Length..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(seen.Add(number));
            answers[block] = SlackHost.Chosen(RowMarks.ChoiceOf(number));
        }

        return answers;
    }
}
