using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
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

    [Fact]
    public async Task A_row_is_changed_in_a_form_of_its_own_and_another_goes_back_with_a_note()
    {
        await using SlackHost host = await SlackHost.StartAsync([RowTemplates.Judged()]);
        RunRow run = await RowMarks.StartAsync(host.App.Services, SlackHost.Channel, "ana", 6);
        (FakeSlackMessage card, JsonObject open) = await host.ButtonAsync("Row by row");
        await host.InteractAsync(host.Click(card, open, SlackHost.Ben));
        FakeSlackView page = await host.ViewAsync("agentbot.rows");

        // A mistake stays in the form, with what was typed; then the row is kept and the page below says so.
        FakeSlackView form = await ChangeAsync(host, page, 2);
        JsonObject? wrong = await host.InteractAsync(host.Submit(form, SlackHost.Ben, new() { [Block(form, "cell.2")] = SlackHost.Typed("a lot") }));
        Assert.Equal("update", (string?)wrong!["response_action"]);
        Assert.Contains("a lot", wrong.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(await host.InteractAsync(host.Submit(form, SlackHost.Ben, new() { [Block(form, "cell.2")] = SlackHost.Typed("EUR 1.50"), [Block(form, "onerownote")] = SlackHost.Typed("As on the receipt") })));
        Assert.Contains("you changed Amount to", page.Content.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("As on the receipt", page.Content.ToJsonString(), StringComparison.Ordinal);

        // What stood chosen on the page before is not handed in again over it.
        Assert.Equal("edit", Selected(page, 2));
        FakeSlackView back = await ChangeAsync(host, page, 5);
        Assert.Null(await host.InteractAsync(host.Submit(back, SlackHost.Ben, new() { [Block(back, "onerow")] = SlackHost.Chosen("return"), [Block(back, "onerownote")] = SlackHost.Typed("Whose is it?") })));
        Dictionary<string, JsonObject> rest = Enumerable.Range(1, 6).Where(number => number is not (2 or 5)).ToDictionary(number => Block(page, $"row.{number}"), _ => SlackHost.Chosen("approve"));
        page.Content = (JsonObject)(await host.InteractAsync(host.Submit(page, SlackHost.Ben, rest)))!["view"]!;
        Assert.Contains("Send 1 row back", page.Content.ToJsonString(), StringComparison.Ordinal);
        await host.InteractAsync(host.Submit(page, SlackHost.Ben, []));

        // In the next round the row that came back has no choice, and all others are as they were.
        ReviewRow next = null!;
        await SlackHost.UntilAsync(async () => (next = (await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).MaxBy(review => review.Revision)!) is { Revision: 2, IsOpen: true }, "no second round was asked");
        Result<RowSheet> sheet = await host.Get<IRowDesk>().OpenAsync(new Caller(new PersonKey("ben"), SlackHost.Channel, "", "test|rows|read"), next.Id, 2, CancellationToken.None);
        Assert.Equal(5, Assert.Single(sheet.Value.Of(RowView.Undecided)).Number);
        Assert.Equal(("EUR 1.5", "As on the receipt"), (Assert.Single(sheet.Value.Lines.Single(line => line.Number == 2).Choice!.Cells).Now.Replace("1.50", "1.5", StringComparison.Ordinal), sheet.Value.Lines.Single(line => line.Number == 2).Choice!.Note));
    }

    [Fact]
    public async Task Rows_go_out_as_a_file_of_the_thread_and_come_back_as_a_draft_that_decides_nothing_by_itself()
    {
        await using SlackHost host = await SlackHost.StartAsync([RowTemplates.Judged()]);
        RunRow run = await RowMarks.StartAsync(host.App.Services, SlackHost.Channel, "ana", 30);
        (FakeSlackMessage card, JsonObject open) = await host.ButtonAsync("Row by row");
        await host.InteractAsync(host.Click(card, open, SlackHost.Ben));
        FakeSlackView page = await host.ViewAsync("agentbot.rows");
        await host.InteractAsync(host.ClickIn(page, SlackHost.Buttons(page.Content["blocks"]).Single(button => (string?)button["text"]!["text"] == "Decide in a spreadsheet…"), SlackHost.Ben));
        FakeSlackStoredFile? given = null;
        await SlackHost.UntilAsync(() => (given = host.Slack.Read(workspace => workspace.Files.Values.FirstOrDefault(file => file.Name.Contains("-decide-1", StringComparison.Ordinal) && file.Thread.Length > 0))) is not null, "no file was put into the thread");
        Assert.Contains("decide-1.csv", (await host.ViewAsync("agentbot.notice")).Content.ToJsonString(), StringComparison.Ordinal);
        string[] lines = System.Text.Encoding.UTF8.GetString(given!.Bytes).Split('\n');

        // Every mistake is told with its line and column, and nothing is taken.
        string[] spoilt = [.. Decided(lines).Select((line, i) => i is 3 or 7 ? line.Replace("approve", "perhaps", StringComparison.Ordinal).Replace("refuse", "perhaps", StringComparison.Ordinal) : line)];
        await HandInAsync(host, card, spoilt, "1700000001.000100");
        FakeSlackMessage told = await host.PostedAsync("Line 4, your decision");
        Assert.True(SlackHost.Shows(told, "Line 8, your decision"));

        await HandInAsync(host, card, Decided(lines), "1700000002.000100");
        (FakeSlackMessage taken, JsonObject on) = await host.ButtonAsync("Hand in");
        Assert.True(SlackHost.Shows(taken, "30 rows read"));
        Assert.True((await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).Single().IsOpen);
        await host.InteractAsync(host.Click(taken, on, SlackHost.Ben));
        FakeSlackView totals = null!;
        await SlackHost.UntilAsync(() => (totals = host.Slack.Read(workspace => workspace.Views.Values.Last())).Content.ToJsonString().Contains("Approve 20 rows", StringComparison.Ordinal), "the totals were not shown");
        await host.InteractAsync(host.Submit(totals, SlackHost.Ben, []));
        await SlackHost.UntilAsync(() => RowMarks.IsDoneAsync(host.App.Services, run), "the run did not end");
        Assert.Equal(RowMarks.Approved(30), await RowMarks.LeftAsync(host.App.Services, run));
    }

    private static string[] Decided(string[] lines) => [.. lines.Select((line, number) => number == 0 || line.Length == 0 ? line : $"{number},{RowMarks.ChoiceOf(number)}{line[line.IndexOf(",\"\"", StringComparison.Ordinal)..][3..]}")];

    private static async Task HandInAsync(SlackHost host, FakeSlackMessage card, string[] lines, string ts)
    {
        FakeSlackStoredFile back = host.Slack.Share("run-1-decide-1.csv", "text/csv", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        JsonObject told = SlackHost.Mention("", SlackHost.Ben, ts, thread: card.Thread);
        told["subtype"] = "file_share";
        told["files"] = new JsonArray(new JsonObject { ["id"] = back.Id, ["name"] = back.Name, ["mimetype"] = "text/csv", ["size"] = back.Bytes.Length, ["mode"] = "hosted", ["url_private_download"] = host.Slack.PrivateUrl(back) });
        await host.EventAsync(told);
    }

    private static async Task<FakeSlackView> ChangeAsync(SlackHost host, FakeSlackView page, int row)
    {
        JsonObject change = SlackHost.Buttons(page.Content["blocks"]).Single(button => ((string)button["value"]!).Split('|')[3].EndsWith($".{row}", StringComparison.Ordinal) && ((string)button["action_id"]!).Contains(":rows-change:", StringComparison.Ordinal));
        await host.InteractAsync(host.ClickIn(page, change, SlackHost.Ben));
        FakeSlackView? form = null;
        await SlackHost.UntilAsync(() => (form = host.Slack.Read(workspace => workspace.Views.Values.LastOrDefault(view => view.Depth == 2 && view.Content.ToJsonString().Contains($"Row {row}\"", StringComparison.Ordinal)))) is not null, $"no form of row {row} was opened");
        return form!;
    }

    private static string Block(FakeSlackView view, string input) => view.Content["blocks"]!.AsArray().Select(block => (string?)block!["block_id"]).OfType<string>().Single(block => block.Split('~')[0] == input);

    private static string? Selected(FakeSlackView view, int row) =>
        (string?)view.Content["blocks"]!.AsArray().Single(block => (string?)block!["block_id"] == Block(view, $"row.{row}"))!["element"]!["initial_option"]?["value"];

    private static Dictionary<string, JsonObject> Answers(JsonObject view, HashSet<int> seen)
    {
        var answers = new Dictionary<string, JsonObject>();
        foreach (string block in view["blocks"]!.AsArray().Select(block => (string?)block!["block_id"]).OfType<string>().Where(id => id.StartsWith("row.", StringComparison.Ordinal)))
        {
            int number = int.Parse(block["row.".Length..].Split('~')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(seen.Add(number));
            answers[block] = SlackHost.Chosen(RowMarks.ChoiceOf(number));
        }

        return answers;
    }
}
