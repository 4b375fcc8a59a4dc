using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Posting;

public sealed class SlackGatewayTests
{
    private static readonly ChannelKey Finance = new("slack/T0AAA1/C0FIN");

    private static readonly ChatPost Note = new(Finance, "", "view:1", "Fish & <!channel> chips", null, null, "run:1");

    [Fact]
    public async Task A_text_goes_out_with_everything_that_Slack_would_obey_taken_from_it()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string ts = await PostedAsync(rig, Note);
        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN"));
        Assert.Equal(ts, message.Ts);
        Assert.Equal("Fish &amp; &lt;!channel&gt; chips", message.Text);
        Assert.Equal("view:1", message.Key);
    }

    [Fact]
    public async Task A_card_goes_out_as_blocks_and_is_redrawn_in_its_place()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        ChatPost card = Note with { Card = CardOf("Pay 12.00 EUR?") };
        string ts = await PostedAsync(rig, card);
        Assert.Equal(new PostOutcome.Posted(ts), await rig.Gateway.UpdateAsync(ts, card with { Card = CardOf("Paid: 12.00 EUR") }, CancellationToken.None));

        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN"));
        Assert.Equal(1, message.Edits);
        Assert.Contains("Paid: 12.00 EUR", message.Blocks!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("view:1", message.Key);
    }

    [Fact]
    public async Task An_answer_goes_into_its_thread_and_out_of_it_where_the_thread_is_gone()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string root = await PostedAsync(rig, Note);
        await PostedAsync(rig, Note with { Thread = root, Key = "view:2" });
        Assert.Equal("view:2", Assert.Single(rig.Server.Workspace.In("C0FIN", root)).Key);

        await PostedAsync(rig, Note with { Thread = "1600000000.000001", Key = "view:3" });
        Assert.Contains(rig.Server.Workspace.In("C0FIN"), message => message.Key == "view:3");
    }

    [Fact]
    public async Task A_post_whose_answer_was_lost_is_found_by_its_key_and_by_nothing_else()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Workspace.PageSize = 3;
        rig.Server.Faults.CutAfter("chat.postMessage");
        Assert.IsType<PostOutcome.Unclear>(await rig.Gateway.PostAsync(Note, CancellationToken.None));
        for (int i = 0; i < 8; i++)
        {
            rig.Server.Workspace.Say("U0ANA", "C0FIN", "Fish & chips view:1");
        }

        string ts = rig.Server.Workspace.In("C0FIN")[0].Ts;
        Assert.Equal(new PostSearch.Found(ts), await rig.Gateway.FindPostedAsync(Note, CancellationToken.None));
        Assert.IsType<PostSearch.Absent>(await rig.Gateway.FindPostedAsync(Note with { Key = "view:2" }, CancellationToken.None));
    }

    [Fact]
    public async Task Another_bots_message_with_the_same_key_is_not_ours()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        await PostedAsync(rig, Note);
        FakeSlackMessage ours = rig.Server.Workspace.Messages[0];
        rig.Server.Workspace.Messages[0] = new FakeSlackMessage("C0FIN", ours.Ts) { Bot = "B0OTHER", Metadata = ours.Metadata };
        Assert.IsType<PostSearch.Absent>(await rig.Gateway.FindPostedAsync(Note, CancellationToken.None));
    }

    [Fact]
    public async Task Surplus_copies_are_taken_away_and_the_oldest_stays()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string root = await PostedAsync(rig, Note);
        string first = await PostedAsync(rig, Note with { Thread = root, Key = "view:2" });
        await PostedAsync(rig, Note with { Thread = root, Key = "view:2" });
        Assert.Equal(new PostSearch.Found(first), await rig.Gateway.FindPostedAsync(Note with { Thread = root, Key = "view:2" }, CancellationToken.None));
        Assert.Equal(first, Assert.Single(rig.Server.Workspace.In("C0FIN", root)).Ts);
    }

    [Fact]
    public async Task Who_cannot_look_says_so_instead_of_guessing()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.Limit("conversations.history", TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(60), Assert.IsType<PostSearch.CannotLook>(await rig.Gateway.FindPostedAsync(Note, CancellationToken.None)).After);

        rig.Server.Scopes.RemoveWhere(scope => scope.EndsWith(":history", StringComparison.Ordinal));
        ((EagerClock)rig.Time).Advance(TimeSpan.FromMinutes(2));
        Assert.Null(Assert.IsType<PostSearch.CannotLook>(await rig.Gateway.FindPostedAsync(Note, CancellationToken.None)).After);
    }

    [Theory]
    [InlineData("channel_not_found", "AgentBot is not in #finance. Invite it there, then try again.")]
    [InlineData("is_archived", "#finance is archived. Bring it back, or name another channel in the template.")]
    [InlineData("restricted_action", "The rules of this workspace do not let AgentBot post in #finance. An admin of the workspace can change them.")]
    [InlineData("something_new", "Slack did not take the message for #finance. The operator finds the reason in the log.")]
    public async Task A_refusal_is_a_sentence_with_a_next_step(string error, string sentence)
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.Refuse("chat.postMessage", error);
        Assert.Equal(new PostOutcome.Impossible(sentence), await rig.Gateway.PostAsync(Note, CancellationToken.None));
    }

    [Fact]
    public async Task A_missing_permission_is_named_to_people()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Scopes.Remove("chat:write");
        PostOutcome.Impossible outcome = Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note, CancellationToken.None));
        Assert.Contains("“chat:write”", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_channel_is_entered_and_a_private_one_is_not()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Workspace.AddChannel("C0NEW", "new", isPrivate: false);
        rig.Server.Workspace.AddChannel("C0PRI", "board", isPrivate: true);
        await PostedAsync(rig, Note with { Channel = new ChannelKey("slack/T0AAA1/C0NEW") });
        Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note with { Channel = new ChannelKey("slack/T0AAA1/C0PRI") }, CancellationToken.None));
        Assert.Contains(FakeSlackWorkspace.BotUser, rig.Server.Workspace.Channels["C0NEW"].Members);
    }

    [Fact]
    public async Task A_closed_channel_is_not_tried_with_every_view_but_with_what_a_person_asked_for()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Workspace.Channels["C0FIN"].IsArchived = true;
        for (int i = 0; i < 30; i++)
        {
            Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note with { Key = $"view:{i}" }, CancellationToken.None));
        }

        Assert.Single(rig.Server.CallsOf("chat.postMessage"));
        rig.Server.Workspace.Channels["C0FIN"].IsArchived = false;
        await PostedAsync(rig, Note with { Key = "effect:1" });
        await PostedAsync(rig, Note);
    }

    [Fact]
    public async Task A_revoked_token_parks_what_waits_and_costs_one_call()
    {
        await using SlackRig rig = await SlackRig.StartAsync(new FakeClock());
        rig.Server.TokenError = "token_revoked";
        for (int i = 0; i < 10; i++)
        {
            Assert.NotNull(Assert.IsType<PostOutcome.Later>(await rig.Gateway.PostAsync(Note with { Key = $"effect:{i}" }, CancellationToken.None)).After);
        }

        Assert.InRange(rig.Server.Calls.Count, 1, 3);
    }

    [Fact]
    public async Task Blocks_that_Slack_does_not_take_go_out_once_as_text()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.Refuse("chat.postMessage", "invalid_blocks", 1, "[ERROR] something [json-pointer:/blocks/0]");
        await PostedAsync(rig, Note with { Card = CardOf("Pay 12.00 EUR?") });
        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN"));
        Assert.Null(message.Blocks);
        Assert.Equal("Pay 12.00 EUR? Decide in the console.", message.Text);

        rig.Server.Faults.Refuse("chat.postMessage", "invalid_blocks", 5);
        Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note with { Key = "view:2", Card = CardOf("Pay?") }, CancellationToken.None));
        Assert.Equal(4, rig.Server.CallsOf("chat.postMessage").Count);
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("cant_update_message")]
    [InlineData("edit_window_closed")]
    public async Task A_message_that_cannot_be_edited_any_more_is_posted_anew(string error)
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string ts = await PostedAsync(rig, Note);
        rig.Server.Faults.Refuse("chat.update", error);
        PostOutcome.Posted anew = Assert.IsType<PostOutcome.Posted>(await rig.Gateway.UpdateAsync(ts, Note with { Text = "Done" }, CancellationToken.None));
        Assert.NotEqual(ts, anew.Message);
        Assert.Equal("Done", rig.Server.Workspace.In("C0FIN")[^1].Text);
    }

    [Fact]
    public async Task Edits_of_one_message_come_at_most_once_a_second_and_the_rest_is_told_to_wait()
    {
        await using SlackRig rig = await SlackRig.StartAsync(new FakeClock());
        string ts = await PostedAsync(rig, Note);
        Assert.IsType<PostOutcome.Posted>(await rig.Gateway.UpdateAsync(ts, Note, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<PostOutcome.Later>(await rig.Gateway.UpdateAsync(ts, Note, CancellationToken.None)).After);
        Assert.Single(rig.Server.CallsOf("chat.update"));
    }

    [Fact]
    public async Task What_is_for_one_person_is_shown_to_them_alone_in_the_thread()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string root = await PostedAsync(rig, Note);
        ChatPost forAna = Note with { Thread = root, Key = "view:2", OnlyFor = new PersonKey("ana") };
        string shown = await PostedAsync(rig, forAna);
        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.Ephemerals);
        Assert.Equal(("U0ANA", root), (message.User, message.Thread));
        Assert.Single(rig.Server.Workspace.Messages);

        // It cannot be edited, so the newer one is shown beside it.
        Assert.IsType<PostOutcome.Posted>(await rig.Gateway.UpdateAsync(shown, forAna, CancellationToken.None));
        Assert.Equal(2, rig.Server.Workspace.Ephemerals.Count);
        Assert.Equal("", rig.Gateway.LinkTo(Finance, shown));
    }

    [Fact]
    public async Task Who_is_not_in_the_channel_gets_a_direct_message_that_can_be_edited()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Workspace.Channels["C0FIN"].Members.Remove("U0ANA");
        ChatPost forAna = Note with { OnlyFor = new PersonKey("ana") };
        string direct = await PostedAsync(rig, forAna);
        Assert.Single(rig.Server.Workspace.In("D0ANA"));
        Assert.Equal(new PostOutcome.Posted(direct), await rig.Gateway.UpdateAsync(direct, forAna with { Text = "Later" }, CancellationToken.None));
        Assert.Equal("Later", Assert.Single(rig.Server.Workspace.In("D0ANA")).Text);
    }

    [Fact]
    public async Task A_direct_message_reaches_the_persons_account_linked_or_not()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        await PostedAsync(rig, Note with { Channel = new ChannelKey("slack/T0AAA1/@ana"), OnlyFor = new PersonKey("ana"), Key = "effect:1" });
        await PostedAsync(rig, Note with { Channel = new ChannelKey("slack/T0AAA1/@slack:U0BEN"), OnlyFor = new PersonKey("slack:U0BEN"), Key = "effect:2" });
        Assert.Equal("effect:1", Assert.Single(rig.Server.Workspace.In("D0ANA")).Key);
        Assert.Equal("effect:2", Assert.Single(rig.Server.Workspace.In("D0BEN")).Key);
        PostOutcome.Impossible nobody = Assert.IsType<PostOutcome.Impossible>(
            await rig.Gateway.PostAsync(Note with { Channel = new ChannelKey("slack/T0AAA1/@cleo"), OnlyFor = new PersonKey("cleo") }, CancellationToken.None));
        Assert.Equal("Cleo Brandt has no Slack account in AgentBot's settings. The operator can add it.", nobody.Sentence);
    }

    [Fact]
    public async Task A_card_calls_whom_it_names_and_nobody_whom_its_text_only_looks_like()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        Card card = CardOf("Approve?") with
        {
            Body = [new CardElement.TextBlock("@finance-leads, @Ben Okafor, @operations or <!here> and <@U0ANA>") { Id = CardPart.Deciders }],
            Mentions =
            [
                new CardMention("@finance-leads", new Principal(PrincipalKind.Group, "finance-leads")),
                new CardMention("@Ben Okafor", new Principal(PrincipalKind.Person, "ben")),
                new CardMention("@operations", new Principal(PrincipalKind.Group, "operations")),
            ],
        };
        await PostedAsync(rig, Note with { Card = card });
        string drawn = rig.Server.Workspace.In("C0FIN")[0].Blocks!.ToJsonString();
        Assert.Contains("S0LEADS", drawn, StringComparison.Ordinal);
        Assert.Contains("U0BEN", drawn, StringComparison.Ordinal);
        Assert.Contains("@operations", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("<!here>", System.Text.RegularExpressions.Regex.Unescape(drawn), StringComparison.Ordinal);
        Assert.DoesNotContain("<@U0ANA>", System.Text.RegularExpressions.Regex.Unescape(drawn), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_Slacks_own()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string root = await PostedAsync(rig, Note);
        string published = await PostedAsync(rig, Note with { Thread = root, Key = "effect:1" });
        Assert.Equal((await rig.Messages.PermalinkAsync("C0FIN", published, CancellationToken.None)).Value, rig.Gateway.LinkTo(Finance, published));
        Assert.Equal((await rig.Messages.PermalinkAsync("C0FIN", root, CancellationToken.None)).Value, rig.Gateway.LinkTo(Finance, root));
    }

    private static async Task<string> PostedAsync(SlackRig rig, ChatPost post) =>
        Assert.IsType<PostOutcome.Posted>(await rig.Gateway.PostAsync(post, CancellationToken.None)).Message;

    private static Card CardOf(string question) => new()
    {
        FallbackText = $"{question} Decide in the console.",
        Body = [new CardElement.TextBlock(question) { Id = CardPart.Question, Heading = true }],
    };
}
