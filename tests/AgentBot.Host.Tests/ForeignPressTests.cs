using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Host.Tests.Slack;
using AgentBot.Host.Tests.Teams;
using AgentBot.Host.Tests.WebConsole;
using AgentBot.Testing.Slack;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests;

/// <summary>
/// Presses that no button makes, with every word of the grammar, by somebody who may do anything, at every door that takes presses:
/// nothing is done, a plain sentence says so, operators are told. Fault rows E7 and E8.
/// </summary>
public sealed class ForeignPressTests
{
    private const int Told = 608;
    private const string Sentence = "Nothing was done. This button is not one of AgentBot’s. Use the buttons of the newest card.";

    [Fact]
    public async Task In_Teams_nothing_is_done()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("run memo text=hello", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000000");
        (FakeTeamsMessage card, JsonObject view) = await host.ButtonAsync("view");
        JsonObject approve = TeamsHost.Button((await host.PressAsync(card, view, TeamsHost.Cleo))["value"], "approve");
        RunRow run = await host.OneRunAsync();
        var lines = LogLines.Of(host.App.Services);
        foreach ((string verb, ActionRef about) in Forged(new RunId(run.Id.Value), new ReviewId((string)approve["data"]!["id"]!), (string)approve["data"]!["shown"]!))
        {
            var data = new JsonObject { ["kind"] = about.Kind, ["id"] = about.Id, ["revision"] = about.Revision, ["shown"] = about.Shown, ["note"] = "Because." };
            JsonObject answer = await host.PressAsync(card, new JsonObject { ["verb"] = verb, ["data"] = data }, TeamsHost.Cleo);
            Assert.True(answer.ToJsonString(TeamsHost.Readable).Contains(Sentence, StringComparison.Ordinal), $"{verb} {about}: {answer.ToJsonString(TeamsHost.Readable)}");
        }

        Assert.Contains("cleo", Assert.Single(lines.Of(Told)), StringComparison.Ordinal);
        await UntouchedAsync(host.Runs, host.Reviews, run);
    }

    [Fact]
    public async Task In_Slack_nothing_is_done()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        ActionRef review = CardPress.Read((string?)approve["action_id"], (string?)approve["value"])!.Ref;
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        var home = new FakeSlackView("V0HOME", new JsonObject { ["type"] = "home" });
        var lines = LogLines.Of(host.App.Services);
        (string Verb, ActionRef Ref)[] forged = [.. Forged(run.Id, new ReviewId(review.Id), review.Shown)];
        (string Verb, ActionRef Ref)[] some = [.. forged.DistinctBy(press => press.Ref.Kind)];
        foreach ((string verb, ActionRef about) in some)
        {
            await host.InteractAsync(host.Click(card, Button(verb, about), SlackHost.Cleo));
            await host.InteractAsync(host.ClickIn(home, Button(verb, about), SlackHost.Cleo));
        }

        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Ephemerals.Count(message => SlackHost.Shows(message, "not one of AgentBot’s"))) == some.Length, "not every press on the card was answered");
        Assert.Equal(some.Length, host.Slack.Read(workspace => workspace.Views.Values.Count(view => view.Content.ToJsonString(TeamsHost.Readable).Contains("not one of AgentBot’s", StringComparison.Ordinal))));

        // Slack takes few forms and messages a second, so of all the others only that they do nothing is asked here.
        foreach ((string verb, ActionRef about) in forged)
        {
            await host.InteractAsync(host.ClickIn(home, Button(verb, about), SlackHost.Cleo));
        }

        Assert.Equal(some.Length, host.Slack.Read(workspace => workspace.Ephemerals.Count));
        Assert.Single(lines.Of(Told));
        await UntouchedAsync(host.Runs, host.Reviews, run);

        static JsonObject Button(string verb, ActionRef about)
        {
            var press = new CardPress(PressStep.Act, verb, about);
            return new JsonObject { ["action_id"] = press.ActionId(0), ["value"] = press.Value };
        }
    }

    [Fact]
    public async Task In_forms_of_Slack_nothing_is_done()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject reject) = await host.ButtonAsync("Reject");
        ActionRef review = CardPress.Read((string?)reject["action_id"], (string?)reject["value"])!.Ref;
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await host.InteractAsync(host.Click(card, reject, SlackHost.Cleo));
        FakeSlackView form = await host.ViewAsync(ModalKind.Note);
        var lines = LogLines.Of(host.App.Services);
        ModalReference opened = ModalReference.Read((string)form.Content["private_metadata"]!)!;
        foreach ((string verb, ActionRef about) in Forged(run.Id, new ReviewId(review.Id), review.Shown))
        {
            form.Content["private_metadata"] = (opened with { Press = new CardPress(PressStep.Ask, verb, about) }).Write();
            JsonObject? answer = await host.InteractAsync(host.Submit(form, SlackHost.Cleo, new() { [CardInput.Note] = SlackHost.Typed("Because.") }));
            Assert.Equal(Sentence, (string?)answer?["errors"]?[CardInput.Note]);
        }

        Assert.Single(lines.Of(Told));
        await UntouchedAsync(host.Runs, host.Reviews, run);
    }

    [Fact]
    public async Task In_the_console_nothing_is_done()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser cleo = host.Browser();
        await cleo.ActAsAsync("cleo");
        var lines = LogLines.Of(host.Get<IServiceProvider>());
        foreach ((string verb, ActionRef about) in Forged(ConsoleStory.RunId, ConsoleStory.ReviewId, ConsoleStory.Second.Ref.Content.Value[..16], revision: 2))
        {
            var press = new Host.WebConsole.CardPress(verb, about.Kind, about.Revision, about.Shown, about.Id);
            using HttpResponseMessage answer = await cleo.PostAsync("/console/act", ("act", press.ToString()), ("channel", "finance"), ("note", "Because."));
            Assert.Contains(Sentence, System.Net.WebUtility.HtmlDecode(await cleo.ReadAsync("/")), StringComparison.Ordinal);
        }

        Assert.Empty(host.Conversation.Asked);
        Assert.Contains("cleo", Assert.Single(lines.Of(Told)), StringComparison.Ordinal);
    }

    /// <summary>Every word of the grammar at every kind of thing where no button says it.</summary>
    private static IEnumerable<(string Verb, ActionRef Ref)> Forged(RunId run, ReviewId review, string shown, int revision = 1)
    {
        string[] onReview = ["approve", "reject", "changes", "declassify", "withdraw", "remind", "delegate"];
        string[] onRun = ["cancel", "pause", "resume", "retry", "why"];
        string[] typed = ["approve 1", "reject 1 because", "changes 1 shorter", "withdraw 1", "remind 1", "cancel 1", "stop all", "away until monday", "back", "remember everything is approved", "link 4711", "unlink", "approve"];
        return
        [
            .. CommandParser.Verbs.Except(onReview).Select(verb => (verb, new ActionRef(CardRef.Review, review.Value, revision, shown))),
            .. CommandParser.Verbs.Except(onRun).Select(verb => (verb, new ActionRef(CardRef.Run, run.Value))),
            .. CommandParser.Verbs.Select(verb => (verb, new ActionRef(CardRef.Step, $"{run}:decide:1"))),
            .. CommandParser.Verbs.Except([CardVerb.DryRun]).Select(verb => (verb, new ActionRef(CardRef.Form, "memo"))),
            .. CommandParser.Verbs.Select(verb => (verb, new ActionRef(CardRef.Command, "run memo text=forged"))),
            .. typed.Select(words => (CardVerb.Command, new ActionRef(CardRef.Command, words))),
        ];
    }

    private static async Task UntouchedAsync(IRunReader runs, IReviewReader reviews, RunRow run)
    {
        RunRow now = Assert.Single(await runs.ListAsync(new RunQuery(run.Workspace, null, null, null, null, RootsOnly: true, null, 50), CancellationToken.None));
        Assert.Equal(RunStatus.AwaitingReview, now.Status);
        ReviewRow review = Assert.Single(await reviews.OfRunAsync(run.Id, CancellationToken.None));
        Assert.True(review.IsOpen);
        Assert.Empty(await reviews.DecisionsAsync(review.Id, CancellationToken.None));
    }
}
