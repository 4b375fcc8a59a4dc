using System.Text.Json.Nodes;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.Slack;

/// <summary>From the command to the approved post, as people in Slack do it.</summary>
public sealed class SlackStoryTests
{
    [Fact]
    public async Task A_command_opens_a_form_the_form_starts_a_run_and_an_approved_card_is_published()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);

        Assert.Null(await host.CommandAsync("run memo"));
        FakeSlackView form = await host.ViewAsync("agentbot.form");
        Assert.Contains("What it says", form.Content.ToJsonString(), StringComparison.Ordinal);

        JsonObject? unfilled = await host.InteractAsync(host.Submit(form, SlackHost.Ana, new() { ["f.text"] = SlackHost.Typed("") }));
        Assert.Equal("errors", (string?)unfilled!["response_action"]);
        JsonObject? closed = await host.InteractAsync(host.Submit(form, SlackHost.Ana, new() { ["f.text"] = SlackHost.Typed("The budget is approved.") }));
        Assert.Equal("clear", (string?)closed!["response_action"]);

        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        Assert.NotEqual("", card.Thread);

        // Who asked, and who is no reviewer: a private sentence, no decision.
        Assert.Null(await host.InteractAsync(host.Click(card, approve, SlackHost.Ana)));
        FakeSlackMessage told = await host.PostedAsync("You asked for this");
        Assert.Contains(told, host.Slack.Read(workspace => workspace.Ephemerals.ToArray()));
        Assert.Null(await host.InteractAsync(host.Click(card, approve, "U0DAN")));
        await host.PostedAsync("This one is for");

        Assert.Null(await host.InteractAsync(host.Click(card, approve, SlackHost.Ben)));
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.In(SlackHost.Finance).Any(message => SlackHost.Shows(message, "The budget is approved."))), "the memo was not published");
        await SlackHost.UntilAsync(() => host.Slack.Read(_ => SlackHost.Shows(card, "Ben Okafor") && !SlackHost.Buttons(card.Blocks).Any(button => ((string?)button["text"]!["text"])!.StartsWith("Approve", StringComparison.Ordinal))), "the card was not resolved");
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the run did not end");

        // The same button once more is told who was first.
        Assert.Null(await host.InteractAsync(host.Click(card, approve, SlackHost.Cleo)));
        await host.PostedAsync("Ben Okafor approved this");
    }

    [Fact]
    public async Task A_remark_a_rejection_and_an_edit_go_through_forms()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=\"first words\"");
        (FakeSlackMessage card, JsonObject reject) = await host.ButtonAsync("Reject");

        Assert.Null(await host.InteractAsync(host.Click(card, reject, SlackHost.Ben)));
        FakeSlackView note = await host.ViewAsync("agentbot.note");
        JsonObject? empty = await host.InteractAsync(host.Submit(note, SlackHost.Ben, new() { ["note"] = SlackHost.Typed("") }));
        Assert.Equal("errors", (string?)empty!["response_action"]);

        JsonObject edit = SlackHost.Buttons(card.Blocks).Single(button => ((string?)button["text"]!["text"])!.StartsWith("Edit", StringComparison.Ordinal));
        Assert.Null(await host.InteractAsync(host.Click(card, edit, SlackHost.Ben)));
        FakeSlackView text = await host.ViewAsync("agentbot.edit");
        JsonObject? saved = await host.InteractAsync(host.Submit(text, SlackHost.Ben, new() { ["f.text"] = SlackHost.Typed("better words"), ["then"] = SlackHost.Chosen("edit-approve", "radio_buttons") }));
        Assert.Equal("clear", (string?)saved!["response_action"]);
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.In(SlackHost.Finance).Any(message => SlackHost.Shows(message, "better words"))), "the edited memo was not published");

        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        ReviewRow last = (await host.Reviews.OfRunAsync(run.Id, CancellationToken.None)).OrderBy(review => review.Revision).Last();
        Assert.Equal(ReviewState.Approved, last.State);
        Assert.Equal("ben", last.ClosedBy?.Value);
    }

    [Fact]
    public async Task A_rejection_says_why_and_publishes_nothing()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        await host.CommandAsync("run memo text=hello");
        (FakeSlackMessage card, JsonObject reject) = await host.ButtonAsync("Reject");
        await host.InteractAsync(host.Click(card, reject, SlackHost.Ben));
        FakeSlackView note = await host.ViewAsync("agentbot.note");
        JsonObject? closed = await host.InteractAsync(host.Submit(note, SlackHost.Ben, new() { ["note"] = SlackHost.Typed("The totals are wrong.") }));
        Assert.Equal("clear", (string?)closed!["response_action"]);
        await SlackHost.UntilAsync(() => host.Slack.Read(_ => SlackHost.Shows(card, "The totals are wrong.")), "the card does not say why");
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Rejected, "the run was not rejected");
    }

    [Fact]
    public async Task A_long_text_is_approved_only_by_who_has_opened_all_of_it()
    {
        await using SlackHost host = await SlackHost.StartAsync([SmallTemplates.Memo]);
        string words = string.Join(" ", Enumerable.Range(1, 1_200).Select(number => $"sentence{number}."));
        Assert.Null(await host.CommandAsync("run memo"));
        FakeSlackView form = await host.ViewAsync("agentbot.form");
        await host.InteractAsync(host.Submit(form, SlackHost.Ana, new() { ["f.text"] = SlackHost.Typed(words) }));
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");

        await host.InteractAsync(host.Click(card, approve, SlackHost.Ben));
        await host.PostedAsync("Open the whole once, then approve");

        JsonObject open = SlackHost.Buttons(card.Blocks).First(button => ((string?)button["action_id"])!.StartsWith("ab:read", StringComparison.Ordinal));
        await host.InteractAsync(host.Click(card, open, SlackHost.Ben));
        FakeSlackView whole = await host.ViewAsync("agentbot.full");
        Assert.DoesNotContain("sentence1200.", whole.Content.ToJsonString(), StringComparison.Ordinal);
        await host.InteractAsync(host.Click(card, approve, SlackHost.Ben));
        JsonObject next = SlackHost.Buttons(whole.Content["blocks"]).Single(button => (string?)button["text"]!["text"] == "Next page");
        await host.InteractAsync(host.ClickIn(whole, next, SlackHost.Ben));
        Assert.Contains("sentence1200.", whole.Content.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(RunStatus.AwaitingReview, Assert.Single(await SlackIngressTests.RunsAsync(host)).Status);

        await host.InteractAsync(host.Click(card, approve, SlackHost.Ben));
        RunRow run = Assert.Single(await SlackIngressTests.RunsAsync(host));
        await SlackHost.UntilAsync(async () => (await host.Runs.FindAsync(run.Id, CancellationToken.None))!.Status == RunStatus.Done, "the approval did not count");
    }
}
