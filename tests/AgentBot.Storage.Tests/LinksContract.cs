using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>Accounts that become one person, and tries at secrets that cannot be made too often.</summary>
public abstract class LinksContract : StoreContract
{
    private static readonly LinkEnd Slack = new("slack", new WorkspaceKey("T1"), "U1");
    private static readonly LinkEnd Teams = new("teams", new WorkspaceKey("tenant"), "guid");

    [Fact]
    public async Task A_link_comes_back_as_it_went_in_and_every_change_of_it_is_a_compare_and_set()
    {
        LinkRow row = Any.Filled<LinkRow>();
        await KeepAsync(new Change.InsertLink(row));
        Assert.Equal(row, await Engine.Links.FindAsync(row.Handle, Ct));
        await LoseAsync(new Change.InsertLink(row with { Salt = "other" }));

        LinkRow changed = row with { Second = null, State = LinkState.Offered, LinkedAt = null, ExpiresAt = Any.Start, ChangedAt = Any.Start };
        await KeepAsync(new Change.UpdateLink(changed));
        Assert.Equal(changed with { RowVersion = row.RowVersion + 1 }, await Engine.Links.FindAsync(row.Handle, Ct));
        await LoseAsync(new Change.UpdateLink(changed));
    }

    [Fact]
    public async Task What_was_confirmed_is_read_in_its_order_after_a_restart_too()
    {
        await KeepAsync(
            new Change.InsertLink(Link("BBBB") with { State = LinkState.Linked, LinkedAt = Any.Start.AddMinutes(2), Second = Teams }),
            new Change.InsertLink(Link("AAAA")),
            new Change.InsertLink(Link("CCCC") with { State = LinkState.Ended, LinkedAt = Any.Start.AddMinutes(1), Second = Teams }),
            new Change.InsertLink(Link("DDDD") with { First = Teams }));
        await Engine.ReopenAsync();
        Assert.Equal(["CCCC", "BBBB"], (await Engine.Links.SettledAsync(Ct)).Select(row => row.Handle));
        Assert.Equal(["AAAA"], (await Engine.Links.OfferedAsync(Slack, Ct)).Select(row => row.Handle));
        Assert.Null(await Engine.Links.FindAsync("EEEE", Ct));
    }

    [Fact]
    public async Task However_many_try_at_once_only_so_many_tries_are_had()
    {
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CommitAsync(Try("account:a", Any.Start)).AsTask()));
        Assert.Equal(5, results.OfType<CommitResult.Done>().Count());
        await KeepAsync(Try("account:b", Any.Start));
        await LoseAsync(Try("account:a", Any.Start.AddMinutes(59)));
        await KeepAsync(Try("account:a", Any.Start.AddMinutes(60)));
        await Engine.ReopenAsync();
        for (int i = 0; i < 4; i++)
        {
            await KeepAsync(Try("account:a", Any.Start.AddMinutes(61)));
        }

        await LoseAsync(Try("account:a", Any.Start.AddMinutes(61)));
    }

    [Fact]
    public async Task A_try_that_is_not_had_takes_everything_else_of_its_commit_with_it()
    {
        await KeepAsync(new Change.InsertLink(Link("AAAA")));
        for (int i = 0; i < 5; i++)
        {
            await KeepAsync(Try("code:AAAA", Any.Start));
        }

        LinkRow row = (await Engine.Links.FindAsync("AAAA", Ct))!;
        await LoseAsync(Try("account:a", Any.Start), Try("code:AAAA", Any.Start), new Change.UpdateLink(row with { Second = Teams, State = LinkState.Claimed }));
        Assert.Equal(LinkState.Offered, (await Engine.Links.FindAsync("AAAA", Ct))!.State);
        for (int i = 0; i < 5; i++)
        {
            await KeepAsync(Try("account:a", Any.Start));
        }
    }

    [Fact]
    public async Task A_try_that_turned_out_right_is_lost_like_any_other_and_not_counted()
    {
        Change.SpendTry right = Try("account:a", Any.Start) with { Counts = false };
        for (int i = 0; i < 4; i++)
        {
            await KeepAsync(right);
            await KeepAsync(Try("account:a", Any.Start));
            await KeepAsync(right);
        }

        await KeepAsync(Try("account:a", Any.Start));
        await LoseAsync(right);
        await KeepAsync(Try("account:a", Any.Start.AddMinutes(60)) with { Counts = false });
    }

    [Fact]
    public async Task What_never_became_a_link_is_forgotten_and_what_did_is_not()
    {
        await KeepAsync(
            new Change.InsertLink(Link("AAAA")),
            new Change.InsertLink(Link("BBBB") with { ChangedAt = Any.Start.AddDays(3) }),
            new Change.InsertLink(Link("CCCC") with { State = LinkState.Ended, LinkedAt = Any.Start, Second = Teams }));
        await Engine.Upkeep.TendAsync(Any.Start.AddDays(2), Ct);
        Assert.Null(await Engine.Links.FindAsync("AAAA", Ct));
        Assert.NotNull(await Engine.Links.FindAsync("BBBB", Ct));
        Assert.NotNull(await Engine.Links.FindAsync("CCCC", Ct));
    }

    private static Change.SpendTry Try(string subject, DateTimeOffset at) => new(subject, 5, at, at.AddHours(-1));

    private static LinkRow Link(string handle) => new()
    {
        Handle = handle, Workspace = Any.Workspace, First = Slack, Code = Digest.OfText(handle), Salt = "s", CreatedAt = Any.Start, ChangedAt = Any.Start, ExpiresAt = Any.Start.AddMinutes(10),
    };
}
