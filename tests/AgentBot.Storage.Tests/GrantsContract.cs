using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Storage.Tests;

/// <summary>What people have allowed in advance, and what was counted under it.</summary>
public abstract class GrantsContract : StoreContract
{
    private static CallGrant Grant(string id, int most) => Any.Filled<CallGrant>() with
    {
        Id = new GrantId(id), Most = most, Used = 0, At = Any.Start, Until = Any.Start.AddDays(9), AmountMost = 499.90m, EndedAt = null, EndedBy = null, EndedWhy = "",
    };

    private static GrantUse Use(CallGrant grant, string call, DateTimeOffset? at = null) => new(grant.Id, call, new RunId("run"), Digest.OfText(call), at ?? Any.Start);

    [Fact]
    public async Task A_grant_comes_back_as_it_went_in_with_a_number_of_its_channel()
    {
        CallGrant first = Grant("one", 3), second = Grant("two", 3);
        await KeepAsync(new Change.InsertGrant(first), new Change.InsertGrant(second));
        await Engine.ReopenAsync();
        Assert.Equal(first with { Number = 1 }, await Engine.Grants.FindAsync(first.Id, Ct));
        Assert.Equal(second with { Number = 2 }, await Engine.Grants.FindByNumberAsync(second.Channel, 2, Ct));
        Assert.Equal(2, (await Engine.Grants.StandingAsync(first.Channel, Any.Start, Ct)).Count);
        Assert.Empty(await Engine.Grants.StandingAsync(first.Channel, Any.Start.AddDays(9), Ct));
        Assert.Equal(2, (await Engine.Grants.ListAsync(first.Workspace, 10, Ct)).Count);
    }

    [Fact]
    public async Task Calls_at_once_are_never_more_than_were_allowed_and_each_is_counted_once()
    {
        const int Most = 7;
        CallGrant grant = Grant("one", Most);
        await KeepAsync(new Change.InsertGrant(grant));
        CommitResult[] results = await Task.WhenAll(Enumerable.Range(0, 40).Select(call => CommitAsync(new Change.UseGrant(Use(grant, $"call-{call % 20}"))).AsTask()));
        Assert.Equal(Most, results.Count(result => result is CommitResult.Done));
        CallGrant after = (await Engine.Grants.FindAsync(grant.Id, Ct))!;
        Assert.Equal((Most, 0), (after.Used, after.Left));
        Assert.Equal(Most, (await Engine.Grants.UsesAsync(grant.Id, new RunId("run"), Ct)).Select(use => use.Call).Distinct().Count());
        Assert.Empty(await Engine.Grants.StandingAsync(grant.Channel, Any.Start, Ct));
    }

    [Fact]
    public async Task Nothing_is_counted_twice_after_its_time_or_after_its_end()
    {
        CallGrant grant = Grant("one", 9);
        await KeepAsync(new Change.InsertGrant(grant), new Change.UseGrant(Use(grant, "a")));
        await LoseAsync(new Change.UseGrant(Use(grant, "a")));
        await LoseAsync(new Change.UseGrant(Use(grant, "late", grant.Until)));
        await KeepAsync(new Change.EndGrant(grant.Id, Any.Ben, "No longer.", Any.Start));
        await LoseAsync(new Change.EndGrant(grant.Id, Any.Ben, "", Any.Start));
        await LoseAsync(new Change.UseGrant(Use(grant, "b")));
        CallGrant ended = (await Engine.Grants.FindAsync(grant.Id, Ct))!;
        Assert.Equal((1, Any.Ben, "No longer."), (ended.Used, ended.EndedBy!.Value, ended.EndedWhy));
        Assert.Equal(Use(grant, "a"), await Engine.Grants.FindUseAsync("a", Ct));
        Assert.Null(await Engine.Grants.FindUseAsync("b", Ct));
    }
}
