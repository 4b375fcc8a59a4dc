using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Teams;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Rows;

/// <summary>300 rows, decided one by one in a dialog of Teams, and in the card's place where none opens.</summary>
public sealed class TeamsRowsTests
{
    private const int Rows = 300;

    /// <summary>Teams is known by what was said in it.</summary>
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    [Fact]
    public async Task A_table_is_decided_row_by_row_in_pages_and_exactly_the_approved_rows_leave()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([RowTemplates.Judged()]);
        await host.SayAsync("help", TeamsHost.Ana, Thread);
        RunRow run = await RowMarks.StartAsync(host.App.Services, TeamsHost.Channel, "ana", Rows);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject open = TeamsHost.Buttons(mine["value"]).Single(button => (string?)button["title"] == "Row by row…");
        Assert.Equal("task/fetch", (string?)open["data"]!["msteams"]!["type"]);
        Assert.Contains("This one is for", (await InvokeAsync(host, "task/fetch", card, open["data"]!, TeamsHost.Dan)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        JsonObject dialog = await InvokeAsync(host, "task/fetch", card, open["data"]!);
        var seen = new HashSet<int>();
        for (int page = 1; page <= Rows / 20; page++)
        {
            JsonNode shown = dialog["task"]!["value"]!["card"]!["content"]!;
            bool isLast = page == Rows / 20;
            JsonObject button = TeamsHost.Buttons(shown).Single(one => (string?)one["title"] == (isLast ? "See the totals" : "Next rows"));
            Assert.Equal("Action.Submit", (string?)button["type"]);
            var data = (JsonObject)button["data"]!.DeepClone();
            foreach (string input in TeamsHost.Inputs(shown).Where(name => name.StartsWith("row.", StringComparison.Ordinal)))
            {
                int number = int.Parse(input["row.".Length..], System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(seen.Add(number));
                data[input] = RowMarks.ChoiceOf(number);
            }

            dialog = await InvokeAsync(host, "task/submit", card, data);
        }

        Assert.Equal(Rows, seen.Count);
        JsonNode totals = dialog["task"]!["value"]!["card"]!["content"]!;
        JsonObject submit = TeamsHost.Buttons(totals).Single(button => ((string?)button["title"])!.StartsWith("Approve 200 rows", StringComparison.Ordinal));
        JsonObject done = await InvokeAsync(host, "task/submit", card, submit["data"]!);
        Assert.Contains("200 of 300 rows approved, 100 refused.", done.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await TeamsHost.UntilAsync(() => RowMarks.IsDoneAsync(host.App.Services, run), "the run did not end");
        Assert.Equal(RowMarks.Approved(Rows), await RowMarks.LeftAsync(host.App.Services, run));
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "200 of 300 rows")), "the card does not say how it was decided");
    }

    [Fact]
    public async Task Where_no_dialog_opens_the_rows_stand_in_the_place_of_the_card()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([RowTemplates.Judged()]);
        await host.SayAsync("help", TeamsHost.Ana, Thread);
        RunRow run = await RowMarks.StartAsync(host.App.Services, TeamsHost.Channel, "ana", 6);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject open = (JsonObject)TeamsHost.Buttons(mine["value"]).Single(button => (string?)button["title"] == "Row by row…").DeepClone();
        open["data"]!.AsObject().Remove("msteams");
        open["type"] = "Action.Execute";
        open["verb"] = "rows";
        JsonObject page = await host.PressAsync(card, open, TeamsHost.Ben);
        JsonObject totals = await host.PressAsync(card, TeamsHost.Button(page["value"], "rows-totals"), TeamsHost.Ben, Enumerable.Range(1, 6).ToDictionary(number => $"row.{number}", RowMarks.ChoiceOf));
        Assert.NotNull(TeamsHost.Button(totals["value"], "view"));
        await host.PressAsync(card, TeamsHost.Button(totals["value"], "rows-submit"), TeamsHost.Ben);
        await TeamsHost.UntilAsync(() => RowMarks.IsDoneAsync(host.App.Services, run), "the run did not end");
        Assert.Equal(RowMarks.Approved(6), await RowMarks.LeftAsync(host.App.Services, run));
    }

    [Fact]
    public async Task A_row_is_changed_on_a_page_of_its_own_and_rows_come_back_from_a_spreadsheet()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([RowTemplates.Judged()]);
        await host.SayAsync("help", TeamsHost.Ana, Thread);
        RunRow run = await RowMarks.StartAsync(host.App.Services, TeamsHost.Channel, "ana", 30);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject open = TeamsHost.Buttons(mine["value"]).Single(button => (string?)button["title"] == "Row by row…");
        JsonNode page = Shown(await InvokeAsync(host, "task/fetch", card, open["data"]!));

        JsonObject change = TeamsHost.Buttons(page).Single(button => (string?)button["title"] == "Change…" && ((string)button["data"]!["shown"]!).EndsWith(".2", StringComparison.Ordinal));
        Assert.Equal("Action.Submit", (string?)change["type"]);
        JsonNode form = Shown(await InvokeAsync(host, "task/submit", card, change["data"]!));
        JsonObject keep = TeamsHost.Buttons(form).Single(button => (string?)button["title"] == "Keep this row");
        JsonNode wrong = Shown(await InvokeAsync(host, "task/submit", card, TeamsHost.With(keep["data"]!, new() { ["cell.2"] = "a lot", ["onerow"] = "approve", ["onerownote"] = "" })));
        Assert.Contains("a lot", wrong.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        page = Shown(await InvokeAsync(host, "task/submit", card, TeamsHost.With(keep["data"]!, new() { ["cell.2"] = "EUR 1.50", ["onerow"] = "approve", ["onerownote"] = "As on the receipt" })));
        Assert.Contains("you changed Amount to", page.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        JsonNode sheet = Shown(await InvokeAsync(host, "task/submit", card, TeamsHost.Buttons(page).Single(button => (string?)button["title"] == "Decide in a spreadsheet…")["data"]!));
        string[] lines = ((string)sheet["body"]!.AsArray().Single(element => (string?)element!["id"] == "pasted")!["value"]!).Split('\n');
        Assert.Equal(31, lines.Length);
        Assert.StartsWith("2\tedit\tAs on the receipt", lines[2], StringComparison.Ordinal);
        JsonObject paste = TeamsHost.Buttons(sheet).Single(button => (string?)button["title"] == "Read these rows");
        string[] filled = [.. lines.Select((line, number) => number is 0 or 2 ? line : number + "\t" + RowMarks.ChoiceOf(number) + line[(number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length + 1)..])];
        string[] spoilt = [.. filled.Select((line, number) => number == 3 ? line.Replace("refuse", "never", StringComparison.Ordinal) : line)];
        JsonNode told = Shown(await InvokeAsync(host, "task/submit", card, TeamsHost.With(paste["data"]!, new() { ["pasted"] = string.Join('\n', spoilt) })));
        Assert.Contains("Line 4, your decision: “never”", told.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        JsonNode totals = Shown(await InvokeAsync(host, "task/submit", card, TeamsHost.With(paste["data"]!, new() { ["pasted"] = string.Join('\n', filled) })));
        Assert.Contains("30 rows read.", totals.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        JsonObject submit = TeamsHost.Buttons(totals).Single(button => ((string?)button["title"])!.StartsWith("Approve 20 rows", StringComparison.Ordinal));
        await InvokeAsync(host, "task/submit", card, submit["data"]!);
        await TeamsHost.UntilAsync(() => RowMarks.IsDoneAsync(host.App.Services, run), "the run did not end");
        Assert.Equal(RowMarks.Approved(30), await RowMarks.LeftAsync(host.App.Services, run));
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "20 of 30 rows")), "the card does not say how it was decided");
    }

    private static JsonNode Shown(JsonObject dialog) => dialog["task"]!["value"]!["card"]!["content"]!;

    private static async Task<JsonObject> InvokeAsync(TeamsHost host, string name, FakeTeamsMessage card, JsonNode data, string person = TeamsHost.Ben)
    {
        JsonObject activity = host.Activity("invoke", card.Conversation, person);
        activity["name"] = name;
        activity["replyToId"] = card.Id;
        activity["value"] = new JsonObject { ["data"] = data.DeepClone(), ["context"] = new JsonObject { ["theme"] = "default" } };
        return await host.InvokeAsync(activity);
    }
}
