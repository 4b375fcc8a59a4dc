using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Storing;

namespace AgentBot.Host.Publishing;

/// <summary>Posts approved content into a channel, a thread or to one person, through the platform's gateway.</summary>
public sealed class ChatSender(Gateways gateways, IDeliveryReader delivery, PublishedDrawing drawing, TimeProvider time) : IEffectSender
{
    private const int MostLooks = 4;

    /// <summary>Longest wait before a look, so that a person is asked within a minute where looking leads nowhere.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileRootIsComing = TimeSpan.FromSeconds(1);

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

        if (await RootAsync(channel, thread, ct) is not { } root)
        {
            return new SendOutcome.NotSent("The thread it belongs to has not begun yet.", WhileRootIsComing);
        }

        var (card, files) = await drawing.DrawAsync(effect, artifact, ct);
        var post = new ChatPost(channel, root, $"effect:{effect.Id.Value}", card.FallbackText, card, onlyFor, $"effect:{effect.Id.Value}") { Files = files };
        // An earlier attempt may have arrived: it is looked for first.
        if (effect.Attempts > 1 && await LookAsync(gateway, post, TimeSpan.Zero, ct) is { } known)
        {
            return known;
        }

        return await gateway.PostAsync(post, ct) switch
        {
            PostOutcome.Posted posted => new SendOutcome.Sent(gateway.LinkTo(channel, posted.Message)) { Along = posted.Along },
            PostOutcome.Later later => new SendOutcome.NotSent(later.Sentence, later.After),
            PostOutcome.Impossible impossible => new SendOutcome.Impossible(impossible.Sentence),
            PostOutcome.Unclear unclear => await LookAsync(gateway, post, UsualWait, ct) ?? new SendOutcome.NotSent(unclear.Sentence, null),
            _ => throw new InvalidOperationException("No rule for this outcome of a post."),
        };
    }

    /// <summary>Whether the post is there. Null: it is certainly not. Nobody knows: then a person is asked.</summary>
    /// <param name="wait">Before the first look. A request whose answer was lost may still arrive, so that one look that finds nothing is not enough then.</param>
    private async ValueTask<SendOutcome?> LookAsync(IChatGateway gateway, ChatPost post, TimeSpan wait, CancellationToken ct)
    {
        bool mayStillArrive = wait > TimeSpan.Zero, seen = false;
        string sentence = "It was not there yet.";
        for (int look = 1; look <= MostLooks; look++)
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, ct);
            }

            switch (await gateway.FindPostedAsync(post, ct))
            {
                case PostSearch.Found found:
                    return new SendOutcome.Sent(gateway.LinkTo(post.Channel, found.Message));
                case PostSearch.Absent when seen || !mayStillArrive:
                    return null;
                case PostSearch.Absent:
                    seen = true;
                    wait = UsualWait;
                    break;
                case PostSearch.CannotLook { After: null } blind:
                    return new SendOutcome.Unclear(blind.Sentence);
                case PostSearch.CannotLook { After: { } after } busy:
                    sentence = busy.Sentence;
                    wait = after < LongestWait ? after : LongestWait;
                    break;
            }
        }

        return new SendOutcome.Unclear($"{sentence} So nobody knows whether it arrived.");
    }

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
