using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// The one way into AgentBot from Teams. Nothing is answered before it is kept; where nothing can be kept, Teams or the person is
/// asked to try again, and nobody sees a fault.
/// </summary>
public sealed class TeamsReceiver(TeamsAnswerRooms rooms, ILogger<TeamsReceiver> logger) : ITeamsReceiver
{
    private const string TryAgain = "Nothing was done. AgentBot could not keep it at the moment. Try again in a minute.";

    public async ValueTask<TeamsResponse> ReceiveAsync(ProvedDelivery delivery, CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(delivery.Delivery, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (StoreUnavailableException)
        {
            return Again(delivery.Delivery);
        }
#pragma warning disable CA1031 // Whatever breaks here must not reach a person: it is logged, and whoever sent it may try again.
        catch (Exception fault)
#pragma warning restore CA1031 // As above.
        {
            TeamsLog.DeliveryBroke(logger, fault, delivery.Delivery.GetType().Name);
            return Again(delivery.Delivery);
        }
    }

    private async ValueTask<TeamsResponse> AnswerAsync(TeamsDelivery delivery, CancellationToken ct)
    {
        switch (delivery)
        {
            case TeamsDelivery.Said said:
                await rooms.Messages.AnswerAsync(said, ct);
                break;
            case TeamsDelivery.Pressed pressed:
                return await rooms.Presses.AnswerAsync(pressed, ct);
            case TeamsDelivery.DialogAsked asked:
                return await rooms.Dialogs.AnswerAsync(asked, asked.Press, asked.Inputs, ct);
            case TeamsDelivery.DialogSubmitted submitted:
                return await rooms.Dialogs.AnswerAsync(submitted, submitted.Press, submitted.Inputs, ct);
            case TeamsDelivery.Installed installed:
                await rooms.Places.InstalledAsync(installed, ct);
                break;
            case TeamsDelivery.MembersChanged changed:
                await rooms.Places.MembersChangedAsync(changed, ct);
                break;
            case TeamsDelivery.ChannelChanged changed:
                await rooms.Places.ChangedAsync(changed, ct);
                break;
            case TeamsDelivery.UnknownInvoke:
                return new TeamsResponse.NotServed();
            case TeamsDelivery.Skipped when delivery.IsInvoke:
                // A dialog takes no other answer than a dialog's; anything else shows as a fault of the app.
                return new TeamsResponse.Body(delivery.Origin.Name.StartsWith("task/", StringComparison.Ordinal) ? InvokeBody.DialogSays(ButtonWords.Foreign.ToString()) : InvokeBody.Refused(ButtonWords.Foreign.ToString()));
        }

        return TeamsResponse.Nothing;
    }

    // A click is answered with a sentence: a status alone would show as a fault of the app.
    private static TeamsResponse Again(TeamsDelivery delivery) => delivery switch
    {
        TeamsDelivery.Pressed { IsInvoke: true } => new TeamsResponse.Body(InvokeBody.Refused(TryAgain, 500, "Unavailable")),
        TeamsDelivery.DialogAsked or TeamsDelivery.DialogSubmitted => new TeamsResponse.Body(InvokeBody.DialogSays(TryAgain)),
        _ => new TeamsResponse.Again(),
    };
}

/// <summary>The rooms behind the door, by what comes in.</summary>
public sealed record TeamsAnswerRooms(MessageAnswers Messages, PressAnswers Presses, DialogAnswers Dialogs, PlaceEvents Places);
