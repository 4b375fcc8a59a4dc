using AgentBot.Chat.Teams.Posting;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;
using AgentBot.Testing.Teams;

namespace AgentBot.Chat.Tests.Teams.Posting;

public sealed class TeamsGatewayTests
{
    private static readonly ChatPost Note = new(TeamsRig.Finance, "", "view:1", "Fish & <at>Ana</at> **chips**", null, null, "run:1");

    private static readonly ActionRef Review = new(CardRef.Review, "rv_1", 1, "0123456789abcdef");

    [Fact]
    public async Task A_text_goes_out_letter_for_letter_and_calls_nobody()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        string id = await PostedAsync(rig, Note);
        FakeTeamsMessage message = Assert.Single(rig.Server.World.Messages);
        Assert.Equal((id, "Fish & <at>Ana</at> **chips**", "plain"), (message.Id, message.Text, (string?)message.Activity["textFormat"]));
        Assert.False(message.Activity.ContainsKey("entities"));
    }

    [Fact]
    public async Task A_post_in_a_channel_begins_a_thread_and_what_belongs_to_it_follows_there()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        string root = await PostedAsync(rig, Note);
        await PostedAsync(rig, Note with { Thread = root, Key = "view:2", Text = "second" });
        Assert.Equal(["Fish & <at>Ana</at> **chips**", "second"], rig.Server.World.In($"{TeamsRig.FinanceId};messageid={root}").Select(message => message.Text));

        // A group chat has no threads.
        string first = await PostedAsync(rig, Note with { Channel = TeamsRig.Leads });
        await PostedAsync(rig, Note with { Channel = TeamsRig.Leads, Thread = first, Key = "view:4" });
        Assert.Equal(2, rig.Server.World.In(TeamsRig.GroupId).Count);
    }

    [Fact]
    public async Task A_card_stands_alone_with_its_summary_and_is_redrawn_in_its_place()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        ChatPost card = Note with { Card = CardOf("Pay 12.00 EUR?") };
        string root = await PostedAsync(rig, card);
        string reply = await PostedAsync(rig, card with { Thread = root, Key = "view:2" });
        ((EagerClock)rig.Time).Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new PostOutcome.Posted(root), await rig.Gateway.UpdateAsync(root, card with { Card = CardOf("Paid: 12.00 EUR") }, CancellationToken.None));
        Assert.Equal(new PostOutcome.Posted(reply), await rig.Gateway.UpdateAsync(reply, card with { Thread = root, Card = CardOf("Done") }, CancellationToken.None));

        IReadOnlyList<FakeTeamsMessage> thread = rig.Server.World.In($"{TeamsRig.FinanceId};messageid={root}");
        Assert.Equal(["Paid: 12.00 EUR Decide in the console.", "Done Decide in the console."], thread.Select(message => message.Summary));
        Assert.Contains("Paid: 12.00 EUR", thread[0].Card!.ToJsonString(), StringComparison.Ordinal);
        Assert.All(thread, message => Assert.Equal(("", 1), (message.Text, message.Edits)));
    }

    [Fact]
    public async Task Everybody_sees_the_question_and_those_who_decide_fetch_their_own_view()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        await PostedAsync(rig, Asking(new Principal(PrincipalKind.Group, "finance-leads"), "@finance-leads"));
        System.Text.Json.Nodes.JsonObject card = Assert.Single(rig.Server.World.Messages).Card!;
        string json = card.ToJsonString();
        Assert.Equal(["29:ana-aad", "29:ben-aad"], card["refresh"]!["userIds"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(("view", "review", "rv_1", "view:1"), ((string)card["refresh"]!["action"]!["verb"]!, (string)card["refresh"]!["action"]!["data"]!["kind"]!, (string)card["refresh"]!["action"]!["data"]!["id"]!, (string)card["refresh"]!["action"]!["data"]!["key"]!));
        Assert.Contains("I can decide this", json, StringComparison.Ordinal);
        Assert.DoesNotContain("secret draft", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"approve\"", json, StringComparison.Ordinal);
        Assert.Equal(["29:ana-aad", "29:ben-aad"], card["msteams"]!["entities"]!.AsArray().Select(entity => (string)entity!["mentioned"]!["id"]!));

        string own = rig.Drawer.DrawFor(Asking(new Principal(PrincipalKind.Group, "finance-leads"), "@finance-leads").Card!).Content!.ToJsonString();
        Assert.Contains("secret draft", own, StringComparison.Ordinal);
        Assert.Contains("\"approve\"", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Above_sixty_who_may_decide_each_asks_by_the_button()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        for (int i = 0; i < 70; i++)
        {
            rig.Server.World.AddPerson($"p{i}", $"Person {i}");
        }

        await PostedAsync(rig, Asking(new Principal(PrincipalKind.Group, "everybody"), "@everybody"));
        System.Text.Json.Nodes.JsonObject card = Assert.Single(rig.Server.World.Messages).Card!;
        Assert.Empty(card["refresh"]!["userIds"]!.AsArray());
        Assert.Null(card["msteams"]!["entities"]);
        Assert.Contains("I can decide this", card.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_card_is_found_when_it_asks_for_a_view_and_is_not_posted_again()
    {
        var clock = new FakeClock();
        await using TeamsRig rig = await TeamsRig.StartAsync(clock);
        ChatPost post = Asking(new Principal(PrincipalKind.Person, "ana"), "Ana Duarte");
        rig.Server.Faults.FailAfter("begin", 504);
        Assert.IsType<PostOutcome.Unclear>(await rig.Gateway.PostAsync(post, CancellationToken.None));
        Assert.NotNull(Assert.IsType<PostSearch.CannotLook>(await rig.Gateway.FindPostedAsync(post, CancellationToken.None)).After);

        FakeTeamsMessage lost = Assert.Single(rig.Server.World.Messages);
        await rig.Gateway.SawAsync(post.Channel, TeamsRig.FinanceId, lost.Id, lost.Id, "view:1", CancellationToken.None);
        Assert.Equal(new PostSearch.Found(lost.Id), await rig.Gateway.FindPostedAsync(post, CancellationToken.None));
        Assert.False(lost.IsDeleted);
    }

    [Fact]
    public async Task A_copy_of_a_card_that_was_taken_for_lost_is_taken_away_and_the_one_that_is_kept_stays()
    {
        var clock = new FakeClock();
        await using TeamsRig rig = await TeamsRig.StartAsync(clock);
        ChatPost post = Asking(new Principal(PrincipalKind.Person, "ana"), "Ana Duarte");
        rig.Server.Faults.CutAfter("begin");
        Assert.IsType<PostOutcome.Unclear>(await rig.Gateway.PostAsync(post, CancellationToken.None));
        clock.Advance(TeamsSightings.Waiting);
        Assert.Null(Assert.IsType<PostSearch.CannotLook>(await rig.Gateway.FindPostedAsync(post, CancellationToken.None)).After);
        string kept = await PostedAsync(rig, post);

        foreach (FakeTeamsMessage message in rig.Server.World.Messages)
        {
            await rig.Gateway.SawAsync(post.Channel, TeamsRig.FinanceId, message.Id, message.Id, "view:1", CancellationToken.None);
        }

        Assert.Equal(kept, Assert.Single(rig.Server.World.Messages, message => !message.IsDeleted).Id);
    }

    [Fact]
    public async Task What_was_approved_is_never_posted_twice_unasked()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        ChatPost effect = Note with { Key = "effect:1", Purpose = "effect:1", Card = CardOf("Report") };
        rig.Server.Faults.FailAfter("begin", 502);
        Assert.IsType<PostOutcome.Unclear>(await rig.Gateway.PostAsync(effect, CancellationToken.None));
        Assert.Null(Assert.IsType<PostSearch.CannotLook>(await rig.Gateway.FindPostedAsync(effect, CancellationToken.None)).After);
        Assert.Single(rig.Server.World.Messages);
        Assert.Single(rig.Server.CallsOf("begin"));
    }

    [Theory]
    [InlineData(403, "BotNotInConversationRoster", "AgentBot is not in the channel Finance. Add the app there, then try again.")]
    [InlineData(404, "ConversationNotFound", "AgentBot is not in the channel Finance. Add the app there, then try again.")]
    [InlineData(403, "BotDisabledByAdmin", "An admin has switched AgentBot off in Teams. An admin can allow the app again.")]
    [InlineData(409, "SomethingNew", "Teams did not take the message for the channel Finance. The operator finds the reason in the log.")]
    public async Task A_refusal_is_a_sentence_with_a_next_step(int status, string code, string sentence)
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.Faults.Refuse("begin", status, code);
        Assert.Equal(new PostOutcome.Impossible(sentence), await rig.Gateway.PostAsync(Note, CancellationToken.None));
    }

    [Fact]
    public async Task A_conversation_that_AgentBot_left_costs_one_call_and_is_tried_for_what_a_person_asked()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.World.Conversations[TeamsRig.FinanceId].IsClosed = true;
        for (int i = 0; i < 30; i++)
        {
            Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note with { Key = $"view:{i}" }, CancellationToken.None));
        }

        Assert.Single(rig.Server.CallsOf("begin"));
        rig.Server.World.Conversations[TeamsRig.FinanceId].IsClosed = false;
        await PostedAsync(rig, Note with { Key = "effect:1" });
        await PostedAsync(rig, Note);
    }

    [Fact]
    public async Task A_card_that_Teams_does_not_take_goes_out_once_as_text()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.Server.Faults.Refuse("begin", 413, "MessageSizeTooBig");
        await PostedAsync(rig, Note with { Card = CardOf("Pay 12.00 EUR?") });
        Assert.Equal("Pay 12.00 EUR? Decide in the console.", Assert.Single(rig.Server.World.Messages).Text);
        Assert.Contains(rig.Logs.Lines, line => line.Contains("went out as text", StringComparison.Ordinal));

        rig.Server.Faults.Refuse("begin", 400, "BadArgument", 5);
        Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note with { Key = "view:2", Card = CardOf("Pay?") }, CancellationToken.None));
        Assert.Equal(4, rig.Server.CallsOf("begin").Count);
    }

    [Fact]
    public async Task A_message_that_is_gone_is_posted_anew()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        string id = await PostedAsync(rig, Note);
        rig.Server.World.Messages[0].IsDeleted = true;
        PostOutcome.Posted anew = Assert.IsType<PostOutcome.Posted>(await rig.Gateway.UpdateAsync(id, Note with { Text = "Done" }, CancellationToken.None));
        Assert.NotEqual(id, anew.Message);
    }

    [Fact]
    public async Task What_is_for_one_person_goes_to_the_chat_with_them_where_the_conversation_cannot_show_it()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        ChatPost forAna = Note with { Key = "view:2", OnlyFor = new PersonKey("ana") };
        string direct = await PostedAsync(rig, forAna);
        Assert.Single(rig.Server.World.In("a:ana-aad"));
        ((EagerClock)rig.Time).Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new PostOutcome.Posted(direct), await rig.Gateway.UpdateAsync(direct, forAna with { Text = "Later" }, CancellationToken.None));
        Assert.Equal("Later", Assert.Single(rig.Server.World.In("a:ana-aad")).Text);
        Assert.Equal("", rig.Gateway.LinkTo(TeamsRig.Finance, direct));
    }

    [Fact]
    public async Task What_is_for_one_person_is_shown_to_them_alone_in_the_thread_where_Teams_can()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync(showsTargeted: true);
        string root = await PostedAsync(rig, Note);
        ChatPost forAna = Note with { Thread = root, Key = "view:2", OnlyFor = new PersonKey("ana") };
        string shown = await PostedAsync(rig, forAna);
        Assert.Equal("29:ana-aad", rig.Server.World.In($"{TeamsRig.FinanceId};messageid={root}")[1].OnlyFor);
        ((EagerClock)rig.Time).Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new PostOutcome.Posted(shown), await rig.Gateway.UpdateAsync(shown, forAna with { Text = "Later" }, CancellationToken.None));

        rig.Server.KnowsTargeted = false;
        await PostedAsync(rig, forAna with { Key = "view:3" });
        Assert.Single(rig.Server.World.In("a:ana-aad"));
    }

    [Fact]
    public async Task A_direct_message_reaches_the_persons_account_linked_or_not()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        string workspace = FakeTeamsServer.Tenant;
        await PostedAsync(rig, Note with { Channel = new ChannelKey($"teams/{workspace}/@ana"), OnlyFor = new PersonKey("ana"), Key = "effect:1" });
        await PostedAsync(rig, Note with { Channel = new ChannelKey($"teams/{workspace}/@teams:ben-aad"), OnlyFor = new PersonKey("teams:ben-aad"), Key = "effect:2" });
        Assert.Single(rig.Server.World.In("a:ana-aad"));
        Assert.Single(rig.Server.World.In("a:ben-aad"));
        PostOutcome.Impossible nobody = Assert.IsType<PostOutcome.Impossible>(
            await rig.Gateway.PostAsync(Note with { Channel = new ChannelKey($"teams/{workspace}/@cleo"), OnlyFor = new PersonKey("cleo") }, CancellationToken.None));
        Assert.Equal("Cleo Brandt has no Teams account in AgentBot's settings. The operator can add it.", nobody.Sentence);
    }

    [Fact]
    public async Task Where_AgentBot_was_never_added_nothing_is_called()
    {
        await using TeamsRig rig = await TeamsRig.StartAsync();
        rig.References.KnowsNothing = true;
        Assert.IsType<PostOutcome.Impossible>(await rig.Gateway.PostAsync(Note, CancellationToken.None));
        Assert.Empty(rig.Server.Calls);
    }

    private static async Task<string> PostedAsync(TeamsRig rig, ChatPost post) =>
        Assert.IsType<PostOutcome.Posted>(await rig.Gateway.PostAsync(post, CancellationToken.None)).Message;

    private static ChatPost Asking(Principal who, string name) => Note with
    {
        Purpose = "review:rv_1:1",
        Card = CardOf("Pay 12.00 EUR?") with
        {
            Body =
            [
                new CardElement.TextBlock("Pay 12.00 EUR?") { Id = CardPart.Question, Heading = true },
                new CardElement.Container([new CardElement.TextBlock($"secret draft {name}")]) { Id = CardPart.Draft },
                new CardElement.TextBlock($"**Who decides:** {name}") { Id = CardPart.Deciders },
            ],
            Actions = [new CardAction.Execute(CardVerb.Approve, Review) { Title = "Approve" }],
            Mentions = [new CardMention(name, who)],
        },
    };

    private static Card CardOf(string question) => new()
    {
        FallbackText = $"{question} Decide in the console.",
        Body = [new CardElement.TextBlock(question) { Id = CardPart.Question, Heading = true }],
    };
}
