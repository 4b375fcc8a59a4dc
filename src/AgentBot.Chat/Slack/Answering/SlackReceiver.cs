using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Home;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// The one way into AgentBot from Slack, however a delivery came. Nothing of it is answered before it is kept; where nothing can
/// be kept, Slack is asked to send it again, and nobody sees a fault.
/// </summary>
public sealed class SlackReceiver(SlackVisits visits, SlackAnswerRooms rooms, ILogger<SlackReceiver> logger) : ISlackReceiver
{
    public async ValueTask<SlackResponse> ReceiveAsync(SlackDelivery delivery, CancellationToken ct)
    {
        if (!visits.IsForUs(delivery.Origin))
        {
            SlackLog.OtherApp(logger, delivery.Origin.App);
            return new SlackResponse.NotOurs();
        }

        try
        {
            return await AnswerAsync(delivery, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or FetchingException)
        {
            return new SlackResponse.Again();
        }
#pragma warning disable CA1031 // Whatever breaks here must not reach a person: it is logged, and Slack sends the delivery again.
        catch (Exception fault)
#pragma warning restore CA1031 // As above.
        {
            SlackLog.DeliveryBroke(logger, fault, delivery.GetType().Name);
            return new SlackResponse.Again();
        }
    }

    private async ValueTask<SlackResponse> AnswerAsync(SlackDelivery delivery, CancellationToken ct)
    {
        switch (delivery)
        {
            case SlackDelivery.Challenge challenge:
                return new SlackResponse.Body(new JsonObject { ["challenge"] = challenge.Text });
            case SlackDelivery.Command command:
                return await rooms.Commands.AnswerAsync(command, ct);
            case SlackDelivery.Said said:
                return await rooms.Messages.AnswerAsync(said, ct);
            case SlackDelivery.Pressed pressed:
                return await rooms.Presses.AnswerAsync(pressed, ct);
            case SlackDelivery.Submitted submitted:
                return await rooms.Submissions.AnswerAsync(submitted, ct);
            case SlackDelivery.Shortcut shortcut:
                return await rooms.Shortcuts.AnswerAsync(shortcut, ct);
            case SlackDelivery.Suggesting suggesting:
                return rooms.Starts.Suggest(suggesting);
            case SlackDelivery.HomeOpened { Tab: "home" } home:
                rooms.Homes.Opened(home.Origin);
                break;
            case SlackDelivery.Joined joined:
                await rooms.Events.JoinedAsync(joined, ct);
                break;
            case SlackDelivery.MemberLeft left:
                await rooms.Events.MemberLeftAsync(left, ct);
                break;
            case SlackDelivery.Left left:
                rooms.Events.Left(left);
                break;
            case SlackDelivery.RateLimited limited:
                await rooms.Events.HeldBackAsync(limited, ct);
                break;
            case SlackDelivery.Disconnected disconnected:
                rooms.Events.Disconnected(disconnected);
                break;
        }

        return SlackResponse.Nothing;
    }
}

/// <summary>The rooms behind the door, by what comes in.</summary>
public sealed record SlackAnswerRooms(
    CommandAnswers Commands,
    MessageAnswers Messages,
    PressAnswers Presses,
    SubmissionAnswers Submissions,
    StartAnswers Starts,
    ShortcutAnswers Shortcuts,
    WorkspaceEvents Events,
    HomeVisitors Homes);
