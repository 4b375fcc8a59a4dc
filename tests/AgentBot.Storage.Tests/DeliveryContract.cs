using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

public abstract class DeliveryContract : StoreContract
{
    [Fact]
    public async Task In_a_conversation_one_effect_is_due_at_a_time()
    {
        await KeepAsync(
            new Change.InsertEffect(Any.Effect("a1", "r1", "a")),
            new Change.InsertEffect(Any.Effect("a2", "r2", "a")),
            new Change.InsertEffect(Any.Effect("b1", "r3", "b")));
        Assert.Equal(["a1", "b1"], await DueAsync());
        EffectRow sending = await ChangeAsync("a1", row => row with { State = EffectState.Sending, DueAt = Any.Start.AddMinutes(10) });
        Assert.Equal(["b1"], await DueAsync());
        await KeepAsync(new Change.UpdateEffect(sending with { State = EffectState.Sent, EndedAt = Any.Start }));
        Assert.Equal(["b1", "a2"], (await DueAsync()).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task A_pause_of_the_first_holds_the_later_ones_back()
    {
        await KeepAsync(
            new Change.InsertEffect(Any.Effect("a1", "r1", "a") with { DueAt = Any.Start.AddMinutes(5) }),
            new Change.InsertEffect(Any.Effect("a2", "r2", "a")));
        Assert.Empty(await DueAsync());
        Assert.Equal(Any.Start.AddMinutes(5), await Engine.Delivery.NextDueAsync(Ct));
        Engine.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["a1"], await DueAsync());
    }

    [Theory]
    [InlineData(EffectState.Unknown)]
    [InlineData(EffectState.Dead)]
    public async Task A_stuck_effect_holds_back_its_own_run_and_no_other(EffectState state)
    {
        await KeepAsync(
            new Change.InsertEffect(Any.Effect("a1", "r1", "a")),
            new Change.InsertEffect(Any.Effect("a2", "r1", "a")),
            new Change.InsertEffect(Any.Effect("a3", "r2", "a")));
        await ChangeAsync("a1", row => row with { State = state });
        Assert.Empty(await DueAsync());
        Assert.Equal("a1", Assert.Single(await Engine.Delivery.StuckEffectsAsync(Any.Workspace, Ct)).Id.Value);
        await ChangeAsync("a2", row => row with { State = EffectState.Withdrawn });
        Assert.Equal(["a3"], await DueAsync());
        Assert.Equal(3, (await Engine.Delivery.EffectsAsync(new RunId("r1"), Ct)).Count + (await Engine.Delivery.EffectsAsync(new RunId("r2"), Ct)).Count);
    }

    /// <summary>Fault row C2: what was being sent when the process died is found, and found at once.</summary>
    [Fact]
    public async Task A_sending_left_behind_by_a_dead_process_is_due_after_the_restart_only()
    {
        await KeepAsync(new Change.InsertEffect(Any.Effect("a1", "r1", "a")), new Change.InsertEffect(Any.Effect("a2", "r1", "a")));
        await ChangeAsync("a1", row => row with { State = EffectState.Sending, Attempts = 1, DueAt = Any.Start.AddMinutes(10) });
        Assert.Empty(await DueAsync());
        await Engine.ReopenAsync();
        EffectRow left = Assert.Single(await Engine.Delivery.DueEffectsAsync(Engine.Clock.GetUtcNow(), 10, Ct));
        Assert.Equal(("a1", EffectState.Sending), (left.Id.Value, left.State));
    }

    [Fact]
    public async Task A_sending_whose_time_is_up_is_due_again_and_holds_its_conversation()
    {
        await KeepAsync(new Change.InsertEffect(Any.Effect("a1", "r1", "a")), new Change.InsertEffect(Any.Effect("a2", "r2", "a")));
        await ChangeAsync("a1", row => row with { State = EffectState.Sending, Attempts = 1, DueAt = Any.Start.AddMinutes(10) });
        Assert.Empty(await DueAsync());
        Assert.Equal(Any.Start.AddMinutes(10), await Engine.Delivery.NextDueAsync(Ct));
        Engine.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["a1"], await DueAsync());
    }

    [Fact]
    public async Task A_stale_change_of_an_effect_loses()
    {
        await KeepAsync(new Change.InsertEffect(Any.Effect("a1", "r1")));
        await ChangeAsync("a1", row => row with { State = EffectState.Sending });
        await LoseAsync(new Change.UpdateEffect(Any.Effect("a1", "r1") with { State = EffectState.Sent }));
    }

    [Fact]
    public async Task A_view_is_due_while_its_wish_is_ahead()
    {
        await WantAsync(Any.Start);
        await WantAsync(Any.Start.AddSeconds(2));
        ViewRow view = Assert.Single(await Engine.Delivery.DueViewsAsync(Any.Start, 10, Ct));
        Assert.Equal((2L, 0L), (view.Wanted, view.Sent));
        await WantAsync(Any.Start.AddSeconds(3));
        await KeepAsync(new Change.UpdateView(view with { Sent = 2, Message = "m1" }));
        ViewRow behind = Assert.Single(await Engine.Delivery.DueViewsAsync(Any.Start, 10, Ct));
        Assert.Equal((3L, 2L, "m1"), (behind.Wanted, behind.Sent, behind.Message));
        await KeepAsync(new Change.UpdateView(behind with { Sent = 3 }));
        Assert.Empty(await Engine.Delivery.DueViewsAsync(Any.Start.AddDays(1), 10, Ct));
        Assert.Null(await Engine.Delivery.NextDueAsync(Ct));
        await WantAsync(Any.Start.AddMinutes(1));
        Assert.Empty(await Engine.Delivery.DueViewsAsync(Any.Start, 10, Ct));
        Assert.Equal(Any.Start.AddMinutes(1), await Engine.Delivery.NextDueAsync(Ct));
    }

    [Fact]
    public async Task A_new_wish_does_not_shorten_the_pause_after_a_failure()
    {
        await WantAsync(Any.Start);
        ViewRow view = (await Engine.Delivery.FindViewAsync("c", "run:r", Ct))!;
        await KeepAsync(new Change.UpdateView(view with { Attempts = 1, DueAt = Any.Start.AddMinutes(5), Failure = "Busy." }));
        await WantAsync(Any.Start);
        Assert.Null(await Engine.Delivery.FindViewByMessageAsync("c", "1700000000.000100", Ct));
        Assert.Empty(await Engine.Delivery.DueViewsAsync(Any.Start.AddMinutes(4), 10, Ct));
        Assert.Single(await Engine.Delivery.DueViewsAsync(Any.Start.AddMinutes(5), 10, Ct));
    }

    [Fact]
    public async Task What_one_message_lists_is_found_by_it_and_the_message_stands_for_itself()
    {
        foreach (string purpose in new[] { "run:b", "run:a", "run:own", "roundup:1" })
        {
            await KeepAsync(new Change.WantView("c", purpose, Any.Start));
        }

        await KeepAsync(new Change.WantView("other", "run:c", Any.Start));
        foreach ((string conversation, string purpose) in new[] { ("c", "run:b"), ("c", "run:a"), ("other", "run:c") })
        {
            ViewRow listed = (await Engine.Delivery.FindViewAsync(conversation, purpose, Ct))!;
            await KeepAsync(new Change.UpdateView(listed with { Sent = 1, Roundup = "roundup:1", Message = "m1" }));
        }

        await KeepAsync(new Change.UpdateView((await Engine.Delivery.FindViewAsync("c", "roundup:1", Ct))! with { Sent = 1, Message = "m1" }));
        Assert.Equal(["run:b", "run:a"], (await Engine.Delivery.ListedViewsAsync("c", "roundup:1", Ct)).Select(view => view.Purpose));
        Assert.Empty(await Engine.Delivery.ListedViewsAsync("c", "", Ct));
        Assert.Equal("roundup:1", (await Engine.Delivery.FindViewByMessageAsync("c", "m1", Ct))!.Purpose);
    }

    private Task WantAsync(DateTimeOffset due) => KeepAsync(new Change.WantView("c", "run:r", due));

    private async Task<string[]> DueAsync() =>
        [.. (await Engine.Delivery.DueEffectsAsync(Engine.Clock.GetUtcNow(), 10, Ct)).Select(effect => effect.Id.Value)];

    private async Task<EffectRow> ChangeAsync(string id, Func<EffectRow, EffectRow> change)
    {
        EffectRow row = (await Engine.Delivery.FindEffectAsync(new EffectId(id), Ct))!;
        await KeepAsync(new Change.UpdateEffect(change(row)));
        return change(row) with { RowVersion = row.RowVersion + 1 };
    }
}
