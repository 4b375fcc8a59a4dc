using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.People;

/// <summary>Which account belongs to whom, from the settings and from what accounts confirmed to each other.</summary>
public sealed class AccountOwnersTests
{
    private static readonly Person Ana = Settled("ana", ("slack", "UANA"));
    private static readonly Person Ben = Settled("ben", ("teams", "ben"));

    [Fact]
    public void An_account_of_the_settings_is_its_persons_and_rows_that_name_the_account_mean_the_person()
    {
        var owners = AccountOwners.Of([Ana, Ben], []);
        Assert.Equal("ana", owners.Of(new PersonKey("slack:UANA")).Value);
        Assert.Equal("ben", owners.Of(new PersonKey("teams:ben")).Value);
        Assert.Equal("slack:U9", owners.Of(new PersonKey("slack:U9")).Value);
        Assert.Equal("ana", owners.HumanOf(new PersonKey("slack:UANA")).Value);
    }

    [Fact]
    public void Two_linked_accounts_are_the_person_of_the_first_and_whoever_stands_in_the_settings_comes_before()
    {
        var plain = AccountOwners.Of([], [Link("1", Slack("U1"), Teams("g1"))]);
        Assert.Equal("slack:U1", plain.Of(new PersonKey("teams:g1")).Value);
        Assert.Equal("slack:U1", plain.Of(new PersonKey("slack:U1")).Value);
        Assert.Equal(["slack", "teams"], plain.AccountsOf(new PersonKey("slack:U1"))!.Keys);

        var settled = AccountOwners.Of([Ben], [Link("1", Slack("U1"), Teams("ben"))]);
        Assert.Equal("ben", settled.Of(new PersonKey("slack:U1")).Value);
        Assert.Equal("U1", settled.AccountsOf(new PersonKey("ben"))!["slack"]);
        Assert.True(settled.IsSettled(new PersonKey("ben")));
        Assert.False(plain.IsSettled(new PersonKey("slack:U1")));
    }

    [Fact]
    public void What_the_settings_say_cannot_be_linked_away()
    {
        var owners = AccountOwners.Of([Ana, Ben], [Link("1", Slack("UANA"), Teams("ben"))]);
        Assert.Equal("ana", owners.Of(new PersonKey("slack:UANA")).Value);
        Assert.Equal("ben", owners.Of(new PersonKey("teams:ben")).Value);
        Assert.False(owners.MayJoin(Slack("UANA"), Teams("ben")));
        Assert.NotEqual(owners.HumanOf(new PersonKey("slack:UANA")), owners.HumanOf(new PersonKey("teams:ben")));
    }

    [Fact]
    public void A_second_account_on_a_platform_joins_nobody()
    {
        LinkRow[] links = [Link("1", Slack("U1"), Teams("g1")), Link("2", Slack("U1"), Teams("g2"))];
        var owners = AccountOwners.Of([], links);
        Assert.Equal("slack:U1", owners.Of(new PersonKey("teams:g1")).Value);
        Assert.Equal("teams:g2", owners.Of(new PersonKey("teams:g2")).Value);
        Assert.False(owners.MayJoin(Slack("U1"), Teams("g2")));
        Assert.False(owners.MayJoin(Slack("U2"), Slack("U3")));
        Assert.True(owners.MayJoin(Slack("U2"), Teams("g2")));
    }

    [Fact]
    public void After_unlinking_the_accounts_are_two_people_again_and_still_one_human()
    {
        var owners = AccountOwners.Of([], [Link("1", Slack("U1"), Teams("g1")) with { State = LinkState.Ended }]);
        Assert.Equal("teams:g1", owners.Of(new PersonKey("teams:g1")).Value);
        Assert.Equal(owners.HumanOf(new PersonKey("slack:U1")), owners.HumanOf(new PersonKey("teams:g1")));
        Assert.True(owners.MayJoin(Slack("U1"), Teams("g1")));
    }

    /// <summary>Whatever was confirmed in whatever order: nobody of the settings loses an account or becomes somebody else, nobody has two accounts on a platform.</summary>
    [Fact]
    public void No_sequence_of_links_takes_anything_from_the_settings()
    {
        Random random = Proof.Random();
        Person[] settings = [Ana, Ben, Settled("cleo", ("slack", "U3"), ("teams", "g3"))];
        for (int round = 0; round < Proof.Size(5_000); round++)
        {
            LinkRow[] links = [.. Enumerable.Range(0, random.Next(1, 12)).Select(i => Link(
                $"{round}-{i}",
                Slack(random.Next(3) == 0 ? "UANA" : $"U{random.Next(1, 6)}"),
                Teams(random.Next(3) == 0 ? "ben" : $"g{random.Next(1, 6)}"),
                random.Next(60)) with { State = (LinkState)random.Next(7) })];
            var owners = AccountOwners.Of(settings, links);
            foreach (Person person in settings)
            {
                Assert.All(person.Accounts, account => Assert.Equal(person.Key, owners.Of(new PersonKey($"{account.Key}:{account.Value}"))));
                Assert.All(person.Accounts, account => Assert.Equal(account.Value, owners.AccountsOf(person.Key)![account.Key]));
                Assert.All(settings.Where(other => other != person), other => Assert.NotEqual(owners.HumanOf(person.Key), owners.HumanOf(other.Key)));
            }

            string[] accounts = [.. Enumerable.Range(1, 5).SelectMany(i => new[] { $"slack:U{i}", $"teams:g{i}" })];
            foreach (IGrouping<PersonKey, string> owned in accounts.GroupBy(account => owners.Of(new PersonKey(account))))
            {
                Assert.All(owned.GroupBy(account => account.Split(':')[0]), platform => Assert.Single(platform));
                Assert.Single(owned.Select(account => owners.HumanOf(new PersonKey(account))).Distinct());
                Assert.Equal(owned.Key, owners.Of(owned.Key));
            }
        }
    }

    [Fact]
    public void A_code_is_read_as_people_write_it_and_compared_by_its_digest_alone()
    {
        var codes = new LinkCodes();
        string handle = LinkCodes.NewHandle(), salt = LinkCodes.NewSalt(), code = codes.CodeOf(handle);
        Assert.Matches("^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$", code);
        Assert.Equal(code, codes.CodeOf(handle));
        Assert.NotEqual(code, new LinkCodes().CodeOf(handle));
        LinkRow row = Link(handle, Slack("U1"), Teams("g1")) with { Salt = salt, Code = LinkCodes.DigestOf(salt, code) };
        Assert.DoesNotContain(code.Replace("-", "", StringComparison.Ordinal)[4..], row.ToString(), StringComparison.Ordinal);

        foreach (string typed in new[] { code, code.ToLowerInvariant(), code.Replace("-", "", StringComparison.Ordinal), code.Replace('-', ' '), $" `{code}` ", code.Replace('0', 'O').Replace('1', 'l'), code.Replace('-', '–') })
        {
            Assert.True(LinkCodes.IsCodeOf(row, LinkCodes.Read(typed)!), typed);
        }

        string wrong = LinkCodes.Read(code)![..^1] + (code[^1] == 'A' ? 'B' : 'A');
        Assert.False(LinkCodes.IsCodeOf(row, wrong));
        Assert.False(LinkCodes.IsCodeOf(null, wrong));
        Assert.Null(LinkCodes.Read(code + "A"));
        Assert.Null(LinkCodes.Read(code[..^1]));
        Assert.Null(LinkCodes.Read("U" + code[1..]));
        Assert.Null(LinkCodes.Read(""));
    }

    private static Person Settled(string key, params (string Platform, string Account)[] accounts) => new(new PersonKey(key), key, "Etc/UTC", [])
    {
        Accounts = accounts.ToImmutableSortedDictionary(account => account.Platform, account => account.Account).Add("console", key),
    };

    private static LinkEnd Slack(string account) => new("slack", new WorkspaceKey("T1"), account);

    private static LinkEnd Teams(string account) => new("teams", new WorkspaceKey("tenant"), account);

    private static LinkRow Link(string handle, LinkEnd first, LinkEnd second, int minute = 0) => new()
    {
        Handle = handle, Workspace = first.Workspace, First = first, Second = second, Code = Digest.None, Salt = "", State = LinkState.Linked,
        CreatedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch, ChangedAt = DateTimeOffset.UnixEpoch, LinkedAt = DateTimeOffset.UnixEpoch.AddMinutes(minute),
    };
}
