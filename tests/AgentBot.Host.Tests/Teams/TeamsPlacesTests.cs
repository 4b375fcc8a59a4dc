using System.Text.Json.Nodes;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>Questions and files where Teams has no place of its own for them.</summary>
public sealed class TeamsPlacesTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    private static readonly string InThread = SmallTemplates.Memo.Replace("\"#finance\"", "thread", StringComparison.Ordinal);

    private const string Sheet = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: sheet
        title: Sheet
        summary: Reads a sheet and shows it.
        owner: ben
        inputs:
          sheet: { type: file, accept: [csv], required: true, label: The sheet, columns: { what: text, amount: number } }
          title: { type: text, required: true, label: Its title }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.sheet }}" }
          - id: table
            action: table.write
            with: { rows: "{{ steps.rows }}", columns: [what, amount], total: amount, title: "{{ inputs.title }}" }
          - id: decide
            review: { of: table, reviewers: "@finance-leads", expires: 3d }
          - id: post
            publish: { to: thread, content: "{{ steps.decide.artifact }}" }
        """;

    [Fact]
    public async Task Who_decides_on_a_run_of_a_chat_that_is_not_theirs_is_asked_in_their_own()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([InThread]);
        await host.SayAsync("run memo text=hello");
        await TeamsHost.UntilAsync(() => Approvals(host).Count == 2, "Ben and Cleo were not asked");
        FakeTeamsMessage bens = Approvals(host).Single(message => IsWith(message, host, TeamsHost.Ben));
        FakeTeamsMessage cleos = Approvals(host).Single(message => IsWith(message, host, TeamsHost.Cleo));
        Assert.Null(bens.Card!["refresh"]);
        Assert.DoesNotContain("I can decide this", bens.Card!.ToJsonString(), StringComparison.Ordinal);

        JsonObject approve = TeamsHost.Button(bens.Card, "approve");
        Assert.Contains("that you can see", (await host.PressAsync(bens, approve, TeamsHost.Dan)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        JsonObject decided = await host.PressAsync(bens, approve, TeamsHost.Ben);
        Assert.Contains("Ben Okafor", decided["value"]!.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => new[] { bens, cleos }.All(card => TeamsHost.Shows(card, "Approved by Ben Okafor"))), "not every card was resolved");
        Assert.Contains(host.Teams.Read(world => world.Messages.ToList()), message => message.Conversation == "a:" + TeamsHost.Ana && TeamsHost.Shows(message, "hello"));
    }

    [Fact]
    public async Task A_refusal_is_told_where_the_button_stood()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([InThread]);
        await host.SayAsync("run memo text=hello");
        await TeamsHost.UntilAsync(() => Approvals(host).Any(message => IsWith(message, host, TeamsHost.Ben)), "Ben was not asked");
        FakeTeamsMessage bens = Approvals(host).Single(message => IsWith(message, host, TeamsHost.Ben));
        JsonObject submit = host.Activity("message", bens.Conversation, TeamsHost.Ben);
        submit["replyToId"] = bens.Id;
        submit["value"] = TeamsHost.Button(bens.Card, "reject")["fallback"]!["data"]!.DeepClone();
        using HttpResponseMessage answer = await host.PostAsync(submit);
        FakeTeamsMessage told = await host.PostedAsync("Nothing was rejected");
        Assert.Equal(bens.Conversation, told.Conversation);
    }

    [Fact]
    public async Task A_sheet_is_pasted_into_the_form_and_stays_there_until_all_is_given()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Sheet]);
        await host.SayAsync("run sheet", TeamsHost.Ana, Thread);
        (FakeTeamsMessage offer, JsonObject answer) = await host.ButtonAsync("start");
        JsonObject form = await host.PressAsync(offer, answer, TeamsHost.Ana);
        string[] fields = [.. TeamsHost.Inputs(form["value"])];
        Assert.Equal(["f.sheet", "f.title"], fields);

        JsonObject again = await host.PressAsync(offer, TeamsHost.Button(form["value"], "start"), TeamsHost.Ana, new() { ["f.sheet"] = "what\tamount\nrent\t700\n", ["f.title"] = "" });
        Assert.Contains("“Its title” is missing.", again.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("rent\\t700", again.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        JsonObject started = await host.PressAsync(
            offer, TeamsHost.Button(again["value"], "start"), TeamsHost.Ana, new() { ["f.sheet"] = "what\tamount\nrent\t700\nheat\t120.5\n", ["f.title"] = "November" });
        Assert.Contains("has started", started.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        Assert.Contains("820.5", mine.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("sheet.csv", mine.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
    }

    private static List<FakeTeamsMessage> Approvals(TeamsHost host) =>
        host.Teams.Read(world => world.Messages.Where(message => TeamsHost.Buttons(message.Card).Any(button => (string?)button["verb"] == "approve")).ToList());

    private static bool IsWith(FakeTeamsMessage message, TeamsHost host, string person) =>
        host.Teams.Read(world => world.Conversations[message.Conversation] is { Kind: "personal" } chat && chat.Accounts.Contains(person));
}
