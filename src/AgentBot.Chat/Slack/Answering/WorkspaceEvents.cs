using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>What happens to the workspace and the app themselves: arriving in a channel, leaving one, limits, removal.</summary>
public sealed class WorkspaceEvents(SlackVisits visits, SlackRoster roster, SlackDestinations destinations, WorkspaceKeeping keeping, ILogger<WorkspaceEvents> logger)
{
    /// <summary>Says once what can be done in the channel that AgentBot was invited to. Anybody else who joins only changes who is in it.</summary>
    public async ValueTask JoinedAsync(SlackDelivery.Joined joined, CancellationToken ct)
    {
        if (visits.Identity is not { } identity)
        {
            return;
        }

        ChannelKey channel = ChannelKey.Of(SlackRoster.PlatformName, SlackVisits.HomeOf(identity), joined.Channel);
        roster.Stale(channel);
        if (joined.Origin.User != identity.User || !visits.IsOurs(joined.Origin))
        {
            return;
        }

        destinations.Reopen(joined.Channel);
        await roster.LookUpAsync(channel, [joined.Inviter], ct);
        DateTimeOffset now = keeping.Time.GetUtcNow();
        var caller = new Caller(new PersonKey(SlackRoster.PlatformName + ":" + joined.Origin.User), channel, "", SlackVisits.ReceiptOf(joined.Origin, channel.Workspace, "event", joined.Origin.Event));
        await keeping.Committer.CommitAsync(
            new Commit
            {
                Workspace = channel.Workspace,
                Receipt = new Inbound(caller, [], now).Receipt(new ReceiptAnswer("said", "", false)),
                Changes = [new Change.WantView(Conversations.InChannel(channel), Purposes.Arrival(channel), now)],
            },
            ct);
    }

    public async ValueTask MemberLeftAsync(SlackDelivery.MemberLeft left, CancellationToken ct)
    {
        if (visits.Identity is { } identity && visits.IsOurs(left.Origin))
        {
            ChannelKey channel = ChannelKey.Of(SlackRoster.PlatformName, SlackVisits.HomeOf(identity), left.Channel);
            roster.Stale(channel);
            await roster.LookUpAsync(channel, [], ct);
        }
    }

    public void Left(SlackDelivery.Left left)
    {
        if (visits.Identity is { } identity && visits.IsOurs(left.Origin))
        {
            roster.Forget(ChannelKey.Of(SlackRoster.PlatformName, SlackVisits.HomeOf(identity), left.Channel));
        }
    }

    /// <summary>Slack held events back: what was acknowledged is kept, what was not sent cannot be. The operators are told.</summary>
    public async ValueTask HeldBackAsync(SlackDelivery.RateLimited limited, CancellationToken ct)
    {
        SlackLog.HeldBack(logger, limited.Minute);
        await keeping.NoticeAsync(
            visits,
            "notice:slack-held-back",
            $"Slack held events back around {limited.Minute:HH:mm} UTC because there were more than 30,000 within an hour. Commands typed then may have to be repeated; nothing that was answered is lost.",
            ct);
    }

    public void Disconnected(SlackDelivery.Disconnected disconnected)
    {
        if (!visits.IsOurs(disconnected.Origin))
        {
            return;
        }

        SlackLog.Disconnected(logger);
        keeping.Health.TokenRefused(disconnected.Uninstalled ? "app_uninstalled" : "token_revoked");
    }
}

/// <summary>Where events of the workspace leave their trace.</summary>
public sealed record WorkspaceKeeping(ICommitter Committer, SlackHealth Health, TimeProvider Time)
{
    /// <summary>Tells every operator who has a Slack account, in a direct message.</summary>
    /// <param name="mark">Name under which the sentence is kept.</param>
    public async ValueTask NoticeAsync(SlackVisits visits, string mark, string sentence, CancellationToken ct)
    {
        if (visits.Identity is not { } identity)
        {
            return;
        }

        WorkspaceKey workspace = SlackVisits.HomeOf(identity);
        DateTimeOffset now = Time.GetUtcNow();
        Change[] tellings =
        [
            .. visits.People.Operators
                .Where(key => visits.People.Find(key)?.Accounts.ContainsKey(SlackRoster.PlatformName) == true)
                .Select(key => new Change.WantView(Conversations.InChannel(ChannelKey.Of(SlackRoster.PlatformName, workspace, $"@{key}")), Purposes.Notice(mark), now)),
        ];
        await Committer.CommitAsync(new Commit { Workspace = workspace, Changes = [new Change.PutMark(mark, sentence), .. tellings] }, ct);
    }
}
