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

    private static async Task<JsonObject> InvokeAsync(TeamsHost host, string name, FakeTeamsMessage card, JsonNode data, string person = TeamsHost.Ben)
    {
        JsonObject activity = host.Activity("invoke", card.Conversation, person);
        activity["name"] = name;
        activity["replyToId"] = card.Id;
        activity["value"] = new JsonObject { ["data"] = data.DeepClone(), ["context"] = new JsonObject { ["theme"] = "default" } };
        return await host.InvokeAsync(activity);
    }
}
