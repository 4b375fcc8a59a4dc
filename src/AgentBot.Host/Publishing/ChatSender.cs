using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Storing;

namespace AgentBot.Host.Publishing;

/// <summary>Posts approved content into a channel, a thread or to one person, through the platform's gateway.</summary>
public sealed class ChatSender(Gateways gateways, IDeliveryReader delivery, PublishedDrawing drawing) : IEffectSender
{
    public bool Handles(EffectTarget target) => target is EffectTarget.Channel or EffectTarget.Thread or EffectTarget.Direct;

    // The post carries its key, so that a gateway finds it again instead of posting twice.
    public bool MayRepeat(EffectTarget target) => true;

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        (ChannelKey channel, string thread, PersonKey? onlyFor) = target switch
        {
            EffectTarget.Channel to => (to.Key, "", (PersonKey?)null),
            EffectTarget.Thread to => (to.Key, to.Root, null),
            EffectTarget.Direct to => (Direct(effect, to), "", to.Person),
            _ => throw new InvalidOperationException("Not a chat target."),
        };
        if (gateways.For(channel) is not { } gateway)
        {
            return new SendOutcome.Impossible($"AgentBot is not connected to {channel.Platform}.");
        }

        string root = await RootAsync(channel, thread, ct);
        Card card = await drawing.DrawAsync(effect, artifact, ct);
        var post = new ChatPost(channel, root, $"effect:{effect.Id.Value}", card.FallbackText, card, onlyFor, $"effect:{effect.Id.Value}");
        if (effect.Attempts > 1 && await gateway.FindPostedAsync(post, ct) is { } found)
        {
            return new SendOutcome.Sent(gateway.LinkTo(channel, found));
        }

        return await gateway.PostAsync(post, ct) switch
        {
            PostOutcome.Posted posted => new SendOutcome.Sent(gateway.LinkTo(channel, posted.Message)) { Along = posted.Along },
            PostOutcome.Later later => new SendOutcome.NotSent(later.Sentence, later.After),
            PostOutcome.Impossible impossible => new SendOutcome.Impossible(impossible.Sentence),
            PostOutcome.Unclear unclear => new SendOutcome.Unclear(unclear.Sentence),
            _ => throw new InvalidOperationException("No rule for this outcome of a post."),
        };
    }

    private async ValueTask<string> RootAsync(ChannelKey channel, string thread, CancellationToken ct) =>
        thread.StartsWith("run:", StringComparison.Ordinal)
            ? (await delivery.FindViewAsync(Conversations.InChannel(channel), thread, ct))?.Message ?? ""
            : thread;

    // A direct message lies in the person's own channel of the workspace; the console shows it only to them.
    private static ChannelKey Direct(EffectRow effect, EffectTarget.Direct to) => ChannelKey.Of(to.Platform, effect.Workspace, $"@{to.Person}");
}
