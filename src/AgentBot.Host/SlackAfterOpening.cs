using AgentBot.Chat.Slack.Receiving;
using AgentBot.Host.Workers;

namespace AgentBot.Host;

/// <summary>A command that comes by Socket Mode before the templates are known waits for them, as one that comes by HTTP does at the door.</summary>
internal sealed class SlackAfterOpening(ISlackReceiver receiver, Opening opening) : ISlackReceiver
{
    public async ValueTask<SlackResponse> ReceiveAsync(SlackDelivery delivery, CancellationToken ct)
    {
        await opening.WaitAsync(ct);
        return await receiver.ReceiveAsync(delivery, ct);
    }
}
