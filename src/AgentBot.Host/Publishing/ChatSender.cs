using System.Collections.Immutable;
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
    /// <summary>A request whose answer was lost may still be on its way: before this time a look that finds nothing proves nothing.</summary>
    private static readonly TimeSpan BeforeLooking = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WhileRootIsComing = TimeSpan.FromSeconds(1);

    public bool Handles(EffectTarget target) => target is EffectTarget.Channel or EffectTarget.Thread or EffectTarget.Direct;

    // The post carries its key, so that a gateway finds it again instead of posting twice.
    public bool MayRepeat(EffectTarget target) => true;

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        (ChannelKey channel, string thread, PersonKey? onlyFor) = PlaceOf(effect, target);
        if (gateways.For(channel) is not { } gateway)
        {
            return new SendOutcome.Impossible($"AgentBot is not connected to {channel.Platform}.");
        }

        if (await RootAsync(channel, thread, ct) is not { } root)
        {
            return new SendOutcome.NotSent("The thread it belongs to has not begun yet.", WhileRootIsComing);
        }

        ChatPost post = PostOf(effect, channel, root, onlyFor, await drawing.DrawAsync(effect, artifact, ct));
        // A person may have said that it did not arrive, and be wrong. Where the platform lets nobody look, their word counts.
        if (effect.Attempts > 1 && await LookAsync(gateway, post, ct) is { } known and not SendOutcome.Unclear)
        {
            return known;
        }

        return await gateway.PostAsync(post, ct) switch
        {
            PostOutcome.Posted posted => new SendOutcome.Sent(gateway.LinkTo(channel, posted.Message)) { Along = posted.Along },
            PostOutcome.Later later => new SendOutcome.NotSent(later.Sentence, later.After),
            PostOutcome.Impossible impossible => new SendOutcome.Impossible(impossible.Sentence),
            PostOutcome.Unclear unclear => new SendOutcome.LookAgain(unclear.Sentence, BeforeLooking),
            _ => throw new InvalidOperationException("No rule for this outcome of a post."),
        };
    }

    public async ValueTask<SendOutcome?> FindAsync(EffectRow effect, EffectTarget target, CancellationToken ct)
    {
        (ChannelKey channel, string thread, PersonKey? onlyFor) = PlaceOf(effect, target);
        if (gateways.For(channel) is not { } gateway || await RootAsync(channel, thread, ct) is not { } root)
        {
            return null;
        }

        return await LookAsync(gateway, PostOf(effect, channel, root, onlyFor, await drawing.DrawAsync(effect, ct)), ct);
    }

    /// <summary>Null: it is certainly not there.</summary>
    private static async ValueTask<SendOutcome?> LookAsync(IChatGateway gateway, ChatPost post, CancellationToken ct) => await gateway.FindPostedAsync(post, ct) switch
    {
        PostSearch.Found found => new SendOutcome.Sent(gateway.LinkTo(post.Channel, found.Message)),
        PostSearch.CannotLook { After: { } after } busy => new SendOutcome.LookAgain(busy.Sentence, after),
        PostSearch.CannotLook blind => new SendOutcome.Unclear(blind.Sentence),
        _ => null,
    };

    private static (ChannelKey Channel, string Thread, PersonKey? OnlyFor) PlaceOf(EffectRow effect, EffectTarget target) => target switch
    {
        EffectTarget.Channel to => (to.Key, "", null),
        EffectTarget.Thread to => (to.Key, to.Root, null),
        EffectTarget.Direct to => (Direct(effect, to), "", to.Person),
        _ => throw new InvalidOperationException("Not a chat target."),
    };

    private static ChatPost PostOf(EffectRow effect, ChannelKey channel, string root, PersonKey? onlyFor, (Card Card, ImmutableArray<ChatFile> Files)? drawn) =>
        new(channel, root, $"effect:{effect.Id.Value}", drawn?.Card.FallbackText ?? "", drawn?.Card, onlyFor, $"effect:{effect.Id.Value}") { Files = drawn?.Files ?? [] };

    /// <summary>The thread's first message; the channel itself where there is none; null while it is still to come.</summary>
    private async ValueTask<string?> RootAsync(ChannelKey channel, string thread, CancellationToken ct)
    {
        if (!thread.StartsWith("run:", StringComparison.Ordinal))
        {
            return thread;
        }

        ViewRow? root = await delivery.FindViewAsync(Conversations.InChannel(channel), thread, ct);
        return root is { Message.Length: 0 } && root.Sent < root.Wanted ? null : root?.Message ?? "";
    }

    // A direct message lies in the person's own channel of the workspace; the console shows it only to them.
    private static ChannelKey Direct(EffectRow effect, EffectTarget.Direct to) => ChannelKey.Of(to.Platform, effect.Workspace, $"@{to.Person}");
}
