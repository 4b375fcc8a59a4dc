using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Testing;
using static AgentBot.Host.Tests.People.TwoPlatforms;

namespace AgentBot.Host.Tests.People;

/// <summary>Fault row A12: accounts become one person only by a code that both sides confirm.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task A_code_asked_for_in_one_app_and_typed_in_the_other_links_once_both_accounts_have_confirmed()
    {
        await using TwoPlatforms host = await StartAsync();
        string code = await host.CodeAsync(OnSlack, "alice");
        string handle = code[..4];

        Assert.Contains("Alice of slack in Slack", await host.SaidAsync(OnTeams, "alice", "link " + code.ToLowerInvariant()), StringComparison.Ordinal);
        DrawnView asked = (await host.CardAsync(handle, isFirst: false, OnTeams, "alice"))!;
        Assert.StartsWith("Is Alice of slack in Slack you?", asked.Text, StringComparison.Ordinal);
        Assert.Equal(2, asked.Card!.Actions.Length);
        Assert.Null(await host.CardAsync(handle, isFirst: true, OnSlack, "alice"));
        Assert.Contains("has not confirmed so far", await host.SaidAsync(OnSlack, "alice", "link confirm " + handle), StringComparison.Ordinal);
        AssertApart(host, "alice", "alice");

        await host.SaidAsync(OnTeams, "alice", "link confirm " + handle);
        Assert.StartsWith("Alice of teams’s Teams account wants to be you", (await host.CardAsync(handle, isFirst: true, OnSlack, "alice"))!.Text, StringComparison.Ordinal);
        AssertApart(host, "alice", "alice");

        Assert.Contains("are one person now", await host.SaidAsync(OnSlack, "alice", "link confirm " + handle), StringComparison.Ordinal);
        Assert.Equal("slack:alice", host.Person(OnTeams, "alice").Value);
        Person alice = host.People.Find(new PersonKey("teams:alice"))!;
        Assert.Equal(("slack:alice", "Alice of slack"), (alice.Key.Value, alice.Name));
        Assert.Equal(["slack", "teams"], alice.Accounts.Keys);
        Assert.DoesNotContain("teams:alice", host.People.People.Keys);
        Assert.Single(host.People.Groups["leads"].Members, member => member.Value.EndsWith(":alice", StringComparison.Ordinal));
        Assert.Contains("are one person", (await host.CardAsync(handle, isFirst: false, OnTeams, "alice"))!.Text, StringComparison.Ordinal);
        Assert.Contains("are one person already", await host.SaidAsync(OnTeams, "alice", "link"), StringComparison.Ordinal);
        Assert.Equal(["link.offered", "link.claimed", "link.agreed", "link.made"], await VerbsAsync(host));

        await host.ReopenAsync();
        Assert.Equal("slack:alice", host.Person(OnTeams, "alice").Value);
    }

    [Fact]
    public async Task Who_stands_in_the_settings_gives_the_name_and_nothing_in_the_settings_can_be_taken_back_by_chat()
    {
        await using TwoPlatforms host = await StartAsync();
        await host.LinkAsync(OnTeams, "ana", OnSlack, "ana");
        Assert.Equal("anna", host.Person(OnTeams, "ana").Value);
        Assert.Equal("ana", host.People.Find(new PersonKey("anna"))!.Accounts["teams"]);

        Assert.Contains("stands alone again", await host.SaidAsync(OnSlack, "ana", "unlink"), StringComparison.Ordinal);
        Assert.Equal("teams:ana", host.Person(OnTeams, "ana").Value);
        Assert.Equal("anna", host.Person(OnSlack, "ana").Value);
        Assert.Contains("stands in AgentBot’s settings", await host.SaidAsync(OnSlack, "ana", "unlink"), StringComparison.Ordinal);
        Assert.Contains("linked to no other", await host.SaidAsync(OnTeams, "ana", "unlink"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redelivery_gets_the_same_code_which_stands_nowhere_in_the_data()
    {
        await using TwoPlatforms host = await StartAsync();
        string first = await host.SaidAsync(OnSlack, "alice", "link", "one delivery");
        Assert.Equal(first, await host.SaidAsync(OnSlack, "alice", "link", "one delivery"));
        string code = first.Substring("Your code is ".Length, 19);
        Assert.Equal(new Reply.Said(first, Private: true), await host.SayAsync(OnSlack, "alice", "link", "one delivery"));
        string receipt = (await host.Get<IDeliveryReader>().FindReceiptAsync("one delivery", CancellationToken.None))!;
        string row = (await host.Get<ILinkReader>().FindAsync(code[..4], CancellationToken.None))!.ToString();
        foreach (string secret in new[] { code[5..], code[5..].Replace("-", "", StringComparison.Ordinal) })
        {
            Assert.DoesNotContain(secret, receipt, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, row, StringComparison.Ordinal);
        }

        // Another process cannot tell it again, and says so; the code itself still works.
        await host.ReopenAsync();
        Assert.Contains("no longer known", await host.SaidAsync(OnSlack, "alice", "link", "one delivery"), StringComparison.Ordinal);
        Assert.Contains("The code is right", await host.SaidAsync(OnTeams, "alice", "link " + code), StringComparison.Ordinal);
        Assert.Contains("can no longer be used", await host.SaidAsync(OnSlack, "alice", "link", "one delivery"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_works_once_for_ten_minutes_and_only_the_newest()
    {
        await using TwoPlatforms host = await StartAsync();
        string old = await host.CodeAsync(OnSlack, "alice");
        string code = await host.CodeAsync(OnSlack, "alice");
        Assert.Contains("does not work", await host.SaidAsync(OnTeams, "alice", "link " + old), StringComparison.Ordinal);
        Assert.Contains("this very account", await host.SaidAsync(OnSlack, "alice", "link " + code), StringComparison.Ordinal);
        Assert.Contains("The code is right", await host.SaidAsync(OnTeams, "alice", "link " + code), StringComparison.Ordinal);
        Assert.Contains("does not work", await host.SaidAsync(OnTeams, "alice", "link " + code), StringComparison.Ordinal);
        Assert.Contains("does not work", await host.SaidAsync(OnTeams, "bob", "link " + code), StringComparison.Ordinal);

        string late = await host.CodeAsync(OnSlack, "bob");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains("does not work", await host.SaidAsync(OnTeams, "bob", "link " + late), StringComparison.Ordinal);

        // The question itself ends too.
        host.Clock.Advance(TimeSpan.FromMinutes(51));
        Assert.Contains("time for it is over", await host.SaidAsync(OnTeams, "alice", "link confirm " + code[..4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_wrong_codes_even_the_right_one_is_refused_for_an_hour()
    {
        await using TwoPlatforms host = await StartAsync();
        for (int i = 0; i < LinkCommands.MostWrong; i++)
        {
            Assert.Contains("does not work", await host.SaidAsync(OnTeams, "mallory", $"link ZZZZ-ZZZZ-ZZZZ-ZZZ{i}"), StringComparison.Ordinal);
        }

        string code = await host.CodeAsync(OnSlack, "alice");
        Assert.Contains("five codes", await host.SaidAsync(OnTeams, "mallory", "link " + code), StringComparison.Ordinal);
        await host.ReopenAsync();
        Assert.Contains("five codes", await host.SaidAsync(OnTeams, "mallory", "link " + code), StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        code = await host.CodeAsync(OnSlack, "alice");
        Assert.Contains("The code is right", await host.SaidAsync(OnTeams, "mallory", "link " + code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_code_is_no_wrong_try_whatever_comes_of_it()
    {
        await using TwoPlatforms host = await StartAsync();
        await host.LinkAsync(OnSlack, "bob", OnTeams, "bob");
        for (int i = 0; i <= LinkCommands.MostWrong; i++)
        {
            string code = await host.CodeAsync(OnSlack, "alice");
            Assert.Contains("An operator can say", await host.SaidAsync(OnTeams, "bob", "link " + code), StringComparison.Ordinal);
            Assert.Contains("The code is right", await host.SaidAsync(OnTeams, "mallory", "link " + code), StringComparison.Ordinal);
        }

        foreach (string account in (string[])["bob", "mallory"])
        {
            for (int i = 0; i < LinkCommands.MostWrong; i++)
            {
                Assert.Contains("does not work", await host.SaidAsync(OnTeams, account, $"link ZZZZ-ZZZZ-ZZZZ-ZZZ{i}"), StringComparison.Ordinal);
            }

            Assert.Contains("five codes", await host.SaidAsync(OnTeams, account, "link " + await host.CodeAsync(OnSlack, "alice")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_account_gets_twenty_codes_an_hour()
    {
        await using TwoPlatforms host = await StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await host.CodeAsync(OnSlack, "alice");
        }

        Assert.Contains("twenty within an hour", await host.SaidAsync(OnSlack, "alice", "link"), StringComparison.Ordinal);
        await host.CodeAsync(OnSlack, "bob");
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        await host.CodeAsync(OnSlack, "alice");
    }

    [Fact]
    public async Task A_code_that_was_guessed_at_five_times_is_dead()
    {
        await using TwoPlatforms host = await StartAsync();
        string code = await host.CodeAsync(OnSlack, "alice");
        for (int i = 0; i < LinkCommands.MostWrong; i++)
        {
            string wrong = code[..^1] + (code[^1] == 'A' ? 'B' : 'A');
            Assert.Contains("does not work", await host.SaidAsync(OnTeams, Accounts[i % 3], "link " + wrong), StringComparison.Ordinal);
        }

        Assert.Contains("does not work", await host.SaidAsync(OnTeams, "ana", "link " + code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Either_side_can_say_no_and_then_nothing_is_linked()
    {
        await using TwoPlatforms host = await StartAsync();
        string stolen = await host.CodeAsync(OnSlack, "alice");
        await host.SaidAsync(OnTeams, "mallory", "link " + stolen);
        await host.SaidAsync(OnTeams, "mallory", "link confirm " + stolen[..4]);
        Assert.StartsWith("Mallory of teams’s Teams account wants to be you", (await host.CardAsync(stolen[..4], isFirst: true, OnSlack, "alice"))!.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was linked", await host.SaidAsync(OnSlack, "alice", "link refuse " + stolen[..4]), StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", await host.SaidAsync(OnSlack, "alice", "link confirm " + stolen[..4]), StringComparison.Ordinal);
        Assert.Contains("tell an operator", (await host.CardAsync(stolen[..4], isFirst: true, OnSlack, "alice"))!.Text, StringComparison.Ordinal);
        AssertApart(host, "alice", "mallory");

        string lured = await host.CodeAsync(OnSlack, "mallory");
        await host.SaidAsync(OnTeams, "alice", "link " + lured);
        Assert.Contains("No other account asks", await host.SaidAsync(OnTeams, "bob", "link confirm " + lured[..4]), StringComparison.Ordinal);
        await host.SaidAsync(OnTeams, "alice", "link refuse " + lured[..4]);
        Assert.Contains("Nothing was changed", await host.SaidAsync(OnSlack, "mallory", "link confirm " + lured[..4]), StringComparison.Ordinal);
        AssertApart(host, "mallory", "alice");
    }

    [Fact]
    public async Task A_guest_a_stranger_and_the_console_link_nothing()
    {
        await using TwoPlatforms host = await StartAsync();
        Assert.Contains("does not know you", await host.SaidAsync(OnSlack, "eve", "link"), StringComparison.Ordinal);
        Reply reply = await host.Get<IConversation>().SayAsync(
            new CommandRequest(new Caller(new PersonKey("anna"), new ChannelKey("console/local/finance"), "", "console|local|words|1"), "link", [], []), CancellationToken.None);
        Assert.Contains("Who you are here stands in AgentBot’s settings", Words(reply), StringComparison.Ordinal);
        Assert.Contains("sixteen letters", await host.SaidAsync(OnSlack, "alice", "link alice@fernway.example"), StringComparison.Ordinal);
    }

    /// <summary>Fault row A12: nobody becomes somebody else, whatever is typed by whom in what order, codes seen over a shoulder included.</summary>
    [Fact]
    public async Task No_takeover_in_any_number_of_tries()
    {
        Random random = Proof.Random();
        await using TwoPlatforms host = await StartAsync();
        var codes = new List<string>();
        int takeovers = 0;
        for (int i = 0; i < Proof.Size(500); i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(random.Next(8)));
            string platform = random.Next(2) == 0 ? OnSlack : OnTeams;
            string seen = codes.Count > 0 && random.Next(3) > 0 ? codes[^random.Next(1, Math.Min(codes.Count, 4) + 1)] : Guess(random);
            switch (random.Next(7))
            {
                case 0:
                    // Alice asks for a code, and Mallory sees it.
                    Reply offered = await host.SayAsync(platform, "alice", "link");
                    codes.AddRange(Words(offered) is ['Y', ..] said ? [said.Substring("Your code is ".Length, 19)] : []);
                    break;
                case 1:
                    Reply lure = await host.SayAsync(platform, "mallory", "link");
                    codes.AddRange(Words(lure) is ['Y', ..] words ? [words.Substring("Your code is ".Length, 19)] : []);
                    break;
                case 2:
                    await host.SayAsync(platform, "mallory", "link " + seen);
                    break;
                case 3:
                    await host.SayAsync(platform, "mallory", "link confirm " + seen[..4]);
                    break;
                case 4:
                    // Alice is talked into typing a code of Mallory's.
                    await host.SayAsync(platform, "alice", "link " + seen);
                    break;
                default:
                    // She confirms what is her own, and that alone; what she sees says whose the other account is.
                    LinkRow? row = await host.Get<ILinkReader>().FindAsync(seen[..4], CancellationToken.None);
                    bool isHers = row is { First.Account: "alice", Second.Account: "alice" };
                    await host.SayAsync(platform, "alice", $"link {(isHers ? "confirm" : "refuse")} {seen[..4]}");
                    break;
            }

            takeovers += new[] { OnSlack, OnTeams }.SelectMany(_ => new[] { OnSlack, OnTeams }, (a, b) => host.Person(a, "alice") == host.Person(b, "mallory")).Count(isOne => isOne);
        }

        Assert.Equal(0, takeovers);
    }

    private static string Guess(Random random)
    {
        const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        return string.Join('-', Enumerable.Range(0, 4).Select(_ => new string([.. Enumerable.Range(0, 4).Select(_ => Letters[random.Next(32)])])));
    }

    private static void AssertApart(TwoPlatforms host, string onSlack, string onTeams) => Assert.NotEqual(host.Person(OnSlack, onSlack), host.Person(OnTeams, onTeams));

    private static async Task<string[]> VerbsAsync(TwoPlatforms host)
    {
        var verbs = new List<string>();
        await foreach (AgentBot.Core.Audit.AuditRow row in host.Get<IAuditStore>().ReadAsync(0, CancellationToken.None))
        {
            verbs.Add(row.Verb);
        }

        return [.. verbs.Where(verb => verb.StartsWith("link.", StringComparison.Ordinal))];
    }
}
