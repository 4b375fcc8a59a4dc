using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>From the command to the approved post, as people in Teams do it.</summary>
public sealed class TeamsStoryTests
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    /// <summary>Stays where it was asked for, so that it may be asked for in private.</summary>
    private static readonly string Private = SmallTemplates.Memo.Replace("to: \"#finance\"", "to: thread", StringComparison.Ordinal);

    [Fact]
    public async Task A_mention_asks_for_what_is_missing_the_form_starts_a_run_and_an_approved_card_is_published()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);

        await host.SayAsync("run memo", TeamsHost.Ana, Thread);
        (FakeTeamsMessage offer, JsonObject answer) = await host.ButtonAsync("start");
        Assert.Equal("a:" + TeamsHost.Ana, offer.Conversation);
        JsonObject form = await host.PressAsync(offer, answer, TeamsHost.Ana);
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)form["type"]);
        string field = Assert.Single(TeamsHost.Inputs(form["value"]));

        JsonObject unfilled = await host.PressAsync(offer, TeamsHost.Button(form["value"], "start"), TeamsHost.Ana, new() { [field] = "" });
        Assert.Contains("is missing", unfilled.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        JsonObject foreign = await host.PressAsync(offer, TeamsHost.Button(form["value"], "start"), TeamsHost.Ben, new() { [field] = "not mine" });
        Assert.Contains("Somebody else was asked", foreign.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        // A form is handed in once for each showing, however often its button is pressed and whatever minute it is.
        JsonObject started = await host.PressAsync(offer, TeamsHost.Button(unfilled["value"], "start"), TeamsHost.Ana, new() { [field] = "The budget is approved." });
        Assert.Contains("Run 1 has started", started.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        JsonObject again = await host.PressAsync(offer, TeamsHost.Button(unfilled["value"], "start"), TeamsHost.Ana, new() { [field] = "The budget is approved, twice." });
        Assert.Contains("Run 1 has started", again.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("started its run already", (await host.PressAsync(offer, answer, TeamsHost.Ana)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        Assert.Equal(Thread, card.Conversation);
        Assert.NotNull(card.Card!["refresh"]);
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject approve = TeamsHost.Button(mine["value"], "approve");

        // Each reader sees the buttons that are theirs.
        JsonObject anas = await host.PressAsync(card, view, TeamsHost.Ana);
        Assert.Equal(["remind", "withdraw"], TeamsHost.Buttons(anas["value"]).Select(button => (string?)button["verb"]).OfType<string>().Order());
        Assert.Contains("The budget is approved.", anas.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("This one is for", (await host.PressAsync(card, view, TeamsHost.Dan)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("29:" + TeamsHost.Ana, card.Card!["refresh"]!["userIds"]!.AsArray().Select(id => (string?)id));

        // Who asked, and who is no reviewer: a private sentence, no decision.
        Assert.Contains("You asked for this", (await host.PressAsync(card, approve, TeamsHost.Ana)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("This one is for", (await host.PressAsync(card, approve, TeamsHost.Dan)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        JsonObject decided = await host.PressAsync(card, approve, TeamsHost.Ben);
        Assert.Contains("Ben Okafor", decided["value"]!.ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.Messages.Any(message => message.Id != card.Id && message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && TeamsHost.Shows(message, "The budget is approved."))), "the memo was not published");
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "Ben Okafor") && card.Card!["refresh"] is null), "the card was not resolved for everybody");
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");

        // The same click once more, under another id, decides nothing again; another person's sees who was first.
        Assert.Contains("Ben Okafor", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Contains("Ben Okafor", (await host.PressAsync(card, approve, TeamsHost.Cleo)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        Assert.Single((await host.Reviews.DecisionsAsync((await host.Reviews.OfRunAsync(run.Id, CancellationToken.None))[0].Id, CancellationToken.None)));
    }

    [Fact]
    public async Task A_remark_and_an_edit_are_given_in_place()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=\"first words\"", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);

        JsonObject form = await host.PressAsync(card, TeamsHost.Button(mine["value"], "edit"), TeamsHost.Ben);
        JsonObject back = await host.PressAsync(card, TeamsHost.Button(form["value"], "view"), TeamsHost.Ben);
        Assert.NotNull(TeamsHost.Button(back["value"], "approve"));
        string field = TeamsHost.Inputs(form["value"]).First();
        JsonObject empty = await host.PressAsync(card, TeamsHost.Button(form["value"], "edit-approve"), TeamsHost.Ben, new() { [field] = "" });
        Assert.DoesNotContain("Something went wrong", empty.ToJsonString(), StringComparison.Ordinal);
        await host.PressAsync(card, TeamsHost.Button(form["value"], "edit-approve"), TeamsHost.Ben, new() { [field] = "better words" });

        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.Messages.Any(message => message.Id != card.Id && TeamsHost.Shows(message, "better words"))), "the edited memo was not published");
        RunRow run = await host.OneRunAsync();
        ReviewRow last = (await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).OrderBy(review => review.Revision).Last();
        Assert.Equal(ReviewState.Approved, last.State);
        Assert.Equal("ben", last.ClosedBy?.Value);
    }

    [Fact]
    public async Task A_rejection_says_why_and_publishes_nothing()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject mine = await host.PressAsync(card, view, TeamsHost.Ben);
        JsonObject reject = TeamsHost.Button(mine["value"], "reject");
        string note = TeamsHost.Inputs(TeamsHost.Buttons(mine["value"]).First(button => button["card"] is { } inner && TeamsHost.Buttons(inner).Any(one => (string?)one["verb"] == "reject"))["card"]).Single();
        await host.PressAsync(card, reject, TeamsHost.Ben, new() { [note] = "The totals are wrong." });
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "The totals are wrong.")), "the card does not say why");
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Rejected, "the run was not rejected");
    }

    [Fact]
    public async Task A_long_text_is_approved_only_by_who_has_opened_all_of_it()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        (FakeTeamsMessage card, JsonObject mine) = await AskLongAsync(host);
        JsonObject approve = TeamsHost.Button(mine["value"], "approve");
        Assert.Contains("Open the whole once", (await host.PressAsync(card, approve, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);

        JsonObject open = TeamsHost.Buttons(mine["value"]).First(button => (string?)button["data"]?["verb"] == "read");
        JsonObject dialog = await FetchAsync(host, "task/fetch", card, open["data"]!);
        int turns = 0;
        while (TeamsHost.Buttons(dialog["task"]!["value"]!["card"]).FirstOrDefault(button => (string?)button["title"] == "Next page") is { } next && ++turns < 20)
        {
            dialog = await FetchAsync(host, "task/submit", card, next["data"]!);
        }

        Assert.Contains("sentence1200.", dialog.ToJsonString(), StringComparison.Ordinal);
        await host.PressAsync(card, approve, TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");

        // What was published and is cut there is whole for whoever reads it there.
        (FakeTeamsMessage Message, JsonObject Button)? published = null;
        await TeamsHost.UntilAsync(
            () => (published = host.Teams.Read(world => world.Messages.SelectMany(message => TeamsHost.Buttons(message.Card).Where(button => (string?)button["data"]?["kind"] == "effect").Select(button => ((FakeTeamsMessage, JsonObject)?)(message, button))).LastOrDefault())) is not null,
            "the published memo has no way to the whole");
        JsonObject whole = await FetchAsync(host, "task/fetch", published!.Value.Message, published.Value.Button["data"]!, TeamsHost.Dan);
        for (turns = 0; TeamsHost.Buttons(whole["task"]!["value"]!["card"]).FirstOrDefault(button => (string?)button["title"] == "Next page") is { } next && turns < 20; turns++)
        {
            whole = await FetchAsync(host, "task/submit", published.Value.Message, next["data"]!, TeamsHost.Dan);
        }

        Assert.Contains("sentence1200.", whole.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Approve works", whole.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_takes_it_back_from_their_own_view()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject withdraw = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ana))["value"], "withdraw");
        Assert.Contains("can take it back", (await host.PressAsync(card, withdraw, TeamsHost.Ben)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await host.PressAsync(card, withdraw, TeamsHost.Ana);
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "Withdrawn by Ana Duarte")), "the card was not resolved");
    }

    [Fact]
    public async Task In_a_chat_that_gets_too_much_at_once_the_later_runs_are_listed_in_one_message()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Private]);
        for (int i = 0; i < 8; i++)
        {
            await host.SayAsync($"run memo text=\"Memo {i}\"", TeamsHost.Ana, TeamsHost.Group);
        }

        await host.PostedAsync("3 runs came here at once");
        Assert.Equal(5, host.Teams.Read(world => world.In(TeamsHost.Group).Count(message => message.Summary.StartsWith("Memo ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_run_in_a_chat_of_two_is_followed_by_a_stream_that_ends_as_a_message()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([Private]);
        await host.SayAsync("run memo text=hello");
        await host.ButtonAsync("approve");
        await MoveAsync(host, RunStatus.Running);
        await TeamsHost.UntilAsync(() => host.Teams.Read(world => world.Streams.Any(stream => stream.Conversation == "a:" + TeamsHost.Ana && stream.Parts.Count > 0)), "nothing was streamed");
        await MoveAsync(host, RunStatus.AwaitingReview);
        FakeTeamsMessage ended = await host.PostedAsync("Run 1: waiting for");
        FakeTeamsStream stream = Assert.Single(host.Teams.Read(world => world.Streams.ToArray()));
        Assert.Equal((true, stream.Id), (stream.IsEnded, ended.Id));
        Assert.DoesNotContain("**", ended.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_client_opens_no_dialog_the_whole_comes_page_by_page_in_a_message()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        (FakeTeamsMessage card, JsonObject mine) = await AskLongAsync(host);

        JsonObject submit = host.Activity("message", card.Conversation, TeamsHost.Ben);
        submit["replyToId"] = card.Id;
        submit["value"] = TeamsHost.Buttons(mine["value"]).First(button => (string?)button["data"]?["verb"] == "read")["data"]!.DeepClone();
        using HttpResponseMessage asked = await host.PostAsync(submit);
        FakeTeamsMessage page = await host.PostedAsync("sentence1.");
        Assert.Equal("a:" + TeamsHost.Ben, page.Conversation);
        JsonNode shown = page.Card!;
        int turns = 0;
        while (TeamsHost.Buttons(shown).FirstOrDefault(button => (string?)button["title"] == "Next page") is { } next && ++turns < 20)
        {
            shown = (await host.PressAsync(page, next, TeamsHost.Ben))["value"]!;
        }

        Assert.Contains("sentence1200.", shown.ToJsonString(), StringComparison.Ordinal);
        await host.PressAsync(card, TeamsHost.Button(mine["value"], "approve"), TeamsHost.Ben);
        RunRow run = await host.OneRunAsync();
        await TeamsHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");
    }

    [Fact]
    public async Task A_click_of_an_older_client_is_answered_by_a_message()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, Thread);
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject approve = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Ben))["value"], "approve");

        JsonObject submit = host.Activity("message", card.Conversation, TeamsHost.Dan);
        submit["replyToId"] = card.Id;
        submit["value"] = approve["fallback"]!["data"]!.DeepClone();
        using HttpResponseMessage refused = await host.PostAsync(submit);
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        FakeTeamsMessage told = await host.PostedAsync("This one is for");
        Assert.Equal("a:" + TeamsHost.Dan, told.Conversation);

        submit["from"]!["aadObjectId"] = TeamsHost.Ben;
        submit["from"]!["id"] = "29:" + TeamsHost.Ben;
        using HttpResponseMessage decided = await host.PostAsync(submit);
        await TeamsHost.UntilAsync(() => host.Teams.Read(_ => TeamsHost.Shows(card, "Ben Okafor")), "the card was not resolved");
    }

    /// <summary>As if the run had begun to work again, or had come to rest.</summary>
    /// <summary>A memo that no card holds, as Ben is asked about it.</summary>
    private static async Task<(FakeTeamsMessage Card, JsonObject Mine)> AskLongAsync(TeamsHost host)
    {
        string words = string.Join(" ", Enumerable.Range(1, 1_200).Select(number => $"sentence{number}."));
        await host.SayAsync("run memo", TeamsHost.Ana, Thread);
        (FakeTeamsMessage offer, JsonObject answer) = await host.ButtonAsync("start");
        JsonObject form = await host.PressAsync(offer, answer, TeamsHost.Ana);
        await host.PressAsync(offer, TeamsHost.Button(form["value"], "start"), TeamsHost.Ana, new() { [TeamsHost.Inputs(form["value"]).Single()] = words });
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        return (card, await host.PressAsync(card, view, TeamsHost.Ben));
    }

    private static async Task MoveAsync(TeamsHost host, RunStatus status)
    {
        RunRow run = await host.OneRunAsync();
        Assert.IsType<CommitResult.Done>(await host.Get<ICommitter>().CommitAsync(new Commit { Workspace = run.Workspace, Changes = [new Change.UpdateRun(run with { Status = status })] }, CancellationToken.None));
    }

    private static async Task<JsonObject> FetchAsync(TeamsHost host, string name, FakeTeamsMessage card, JsonNode data, string person = TeamsHost.Ben)
    {
        JsonObject activity = host.Activity("invoke", card.Conversation, person);
        activity["name"] = name;
        activity["replyToId"] = card.Id;
        activity["value"] = new JsonObject { ["data"] = data.DeepClone(), ["context"] = new JsonObject { ["theme"] = "default" } };
        return await host.InvokeAsync(activity);
    }
}
