using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>What people and the clock do with schedules, on a host whose loops stand still.</summary>
internal static class Ringing
{
    /// <summary>Needs nobody: its runs end by themselves.</summary>
    public const string Greet = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: greet
        title: Greeting
        summary: Greets one word.
        owner: ben
        inputs:
          word: { type: text, label: Word, default: world }
        steps:
          - id: greet
            action: message.render
            with: { text: "{{ inputs.word }}" }
        """;

    public static IScheduleReader Schedules(this FaultHost host) => host.Get<IScheduleReader>();

    /// <summary>Types it and presses the first button.</summary>
    public static async Task<ScheduleRow> ScheduleAsync(this FaultHost host, string text, string person = FaultHost.Ana)
    {
        Card card = await host.ShownAsync("schedule " + text, person);
        Assert.IsType<Reply.Said>(await host.SayAsync(CommandOf(card, 0), person));
        return await host.ScheduleOfAsync(CommandOf(card, 0).Split(' ')[^1]);
    }

    public static async Task<Card> ShownAsync(this FaultHost host, string text, string person = FaultHost.Ana)
    {
        Reply reply = await host.SayAsync(text, person);
        Assert.True(reply is Reply.Shown, $"{text}: {reply}");
        return ((Reply.Shown)reply).Card;
    }

    public static async Task<Refusal> RefusedAsync(this FaultHost host, string text, string person = FaultHost.Ana)
    {
        Reply reply = await host.SayAsync(text, person);
        Assert.True(reply is Reply.Refused, $"{text}: {reply}");
        return ((Reply.Refused)reply).Refusal;
    }

    public static string CommandOf(Card card, int action) => Assert.IsType<CardAction.Execute>(card.Actions[action]).Ref.Id;

    public static async Task<ScheduleRow> ScheduleOfAsync(this FaultHost host, string id) => (await host.Schedules().FindAsync(new ScheduleId(id), CancellationToken.None))!;

    public static Task<ScheduleRow> NowAsync(this FaultHost host, ScheduleRow row) => host.ScheduleOfAsync(row.Id.Value);

    /// <summary>Rings for every schedule whose time has come, does the work and notes the ends, until nothing is left.</summary>
    public static Task RingAsync(this FaultHost host, bool clockJumped = false, bool works = true) => host.RingAsync(_ => clockJumped, works);

    /// <param name="jumpedOver">Whether the clock was set forward past a time.</param>
    /// <inheritdoc cref="RingAsync(FaultHost, bool, bool)"/>
    public static async Task RingAsync(this FaultHost host, Func<DateTimeOffset, bool> jumpedOver, bool works = true)
    {
        for (int round = 0; round < 200; round++)
        {
            ScheduleId[] due = [.. (await host.Schedules().WakingAsync(CancellationToken.None)).Where(waking => waking.At <= host.Clock.GetUtcNow()).Select(waking => waking.Id)];
            foreach (ScheduleId id in due)
            {
                await host.Get<FiringHandler>().HandleAsync(id, jumpedOver, CancellationToken.None);
            }

            if (works)
            {
                await host.WorkAsync();
                await host.Get<FiringFollower>().FollowAsync(CancellationToken.None);
            }

            if (due.Length == 0)
            {
                break;
            }
        }

        if (works)
        {
            // Those that waited in line have begun by now, one after the other.
            for (int i = 0; i < 60; i++)
            {
                await host.WorkAsync();
                await host.Get<FiringFollower>().FollowAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Moves the clock to the schedule's next start and rings.</summary>
    public static async Task RingNextAsync(this FaultHost host, ScheduleRow row)
    {
        host.Clock.Advance((await host.NowAsync(row)).WakeAt!.Value - host.Clock.GetUtcNow());
        await host.RingAsync();
    }

    public static async Task<IReadOnlyList<FiringRow>> FiringsAsync(this FaultHost host, ScheduleRow row) => await host.Schedules().FiringsAsync(row.Id, 500, CancellationToken.None);

    public static async Task<IReadOnlyList<RunRow>> AllRunsAsync(this FaultHost host) =>
        await host.Runs.ListAsync(new RunQuery(FaultHost.Finance.Workspace, null, null, null, null, true, null, 1_000), CancellationToken.None);

    /// <summary>Everything that AgentBot has said by itself, oldest first, drawn and posted as its worker would.</summary>
    public static async Task<IReadOnlyList<MessageRow>> ToldAsync(this FaultHost host)
    {
        IReadOnlyList<ViewRow> due;
        while ((due = await host.Get<IDeliveryReader>().DueViewsAsync(host.Clock.GetUtcNow(), 50, CancellationToken.None)).Count > 0)
        {
            foreach (ViewRow view in due)
            {
                await host.Get<ViewSender>().SendAsync(view, CancellationToken.None);
            }
        }

        return [.. (await host.Get<IChatLog>().ReadAsync(FaultHost.Finance, new PersonKey(FaultHost.Ana), null, 500, CancellationToken.None)).Where(message => message.Purpose.StartsWith("notice:", StringComparison.Ordinal))];
    }
}
