namespace AgentBot.Chat.Slack.Receiving;

/// <summary>Where every delivery goes once it is proved and read, over HTTP and over Socket Mode alike.</summary>
public interface ISlackReceiver
{
    /// <summary>Answers after what it caused was kept; <see cref="SlackResponse.Again"/> when nothing could be kept.</summary>
    ValueTask<SlackResponse> ReceiveAsync(SlackDelivery delivery, CancellationToken ct);
}
