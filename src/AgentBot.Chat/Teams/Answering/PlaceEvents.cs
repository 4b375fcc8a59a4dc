using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>What happens to conversations themselves: AgentBot comes into one or leaves it, people come and go, channels change.</summary>
public sealed class PlaceEvents(TeamsVisits visits, TeamsBook book, TeamsRoster roster, TeamsDestinations destinations, PlaceKeeping keeping)
{
    /// <summary>Says once what can be done here. Teams tells an installation in two ways, and the one view serves both.</summary>
    public async ValueTask InstalledAsync(TeamsDelivery.Installed installed, CancellationToken ct)
    {
        ChannelKey channel = TeamsVisits.ChannelOf(installed.Origin);
        if (!installed.Present)
        {
            await LeaveAsync(channel, installed.Origin, ct);
            return;
        }

        KnownPlace place = await visits.MeetAsync(installed.Origin, ct);
        destinations.Reopen(channel);
        roster.Stale(channel);
        await roster.LookUpAsync(place, ct);
        DateTimeOffset now = keeping.Time.GetUtcNow();
        string receipt = visits.ReceiptOf(channel.Workspace, "arrival", $"{installed.Origin.Spot.Conversation}#{installed.Origin.Activity}");
        var caller = new Caller(new PersonKey(TeamsRoster.PlatformName + ":" + installed.Origin.Reader), channel, "", receipt);
        await keeping.Committer.CommitAsync(
            new Commit
            {
                Workspace = channel.Workspace,
                Receipt = new Inbound(caller, [], now).Receipt(new ReceiptAnswer("said", "", false)),
                Changes = [new Change.WantView(Conversations.InChannel(channel), Purposes.Arrival(channel), now)],
            },
            ct);
    }

    /// <summary>Who may read a conversation is asked again.</summary>
    public async ValueTask MembersChangedAsync(TeamsDelivery delivery, CancellationToken ct)
    {
        KnownPlace place = await visits.MeetAsync(delivery.Origin, ct);
        roster.Stale(new ChannelKey(place.Channel));
        await roster.LookUpAsync(place, ct);
    }

    public async ValueTask ChangedAsync(TeamsDelivery.ChannelChanged changed, CancellationToken ct)
    {
        if (changed.Gone)
        {
            await LeaveAsync(TeamsVisits.ChannelOf(changed.Origin), changed.Origin, ct);
        }
        else
        {
            await visits.MeetAsync(changed.Origin, ct);
        }
    }

    private async ValueTask LeaveAsync(ChannelKey channel, TeamsOrigin origin, CancellationToken ct)
    {
        // Out of a team means out of all its channels.
        KnownPlace[] left =
        [
            .. book.Places.Where(place => place.IsHere && (place.Channel == channel.Value
                || (origin.Spot.Team.Length > 0 && place.Team == origin.Spot.Team && origin.Spot.Conversation == origin.Spot.Team))),
        ];
        foreach (KnownPlace place in left)
        {
            await book.KeepAsync(channel.Workspace, place with { IsHere = false }, [], ct);
            roster.Forget(new ChannelKey(place.Channel));
        }
    }
}

/// <summary>Where events of conversations leave their trace.</summary>
public sealed record PlaceKeeping(ICommitter Committer, TimeProvider Time);
