using System.Collections.Concurrent;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>
/// AgentBot's way out to Slack. Posting is not repeatable there: a lost answer is unclear, and the message is looked for by its
/// key before anything is posted again. What Slack refuses becomes a sentence with a next step.
/// </summary>
public sealed class SlackGateway(SlackRooms rooms, SlackMessages messages, SlackWorkspace workspace, SlackPostDrawer drawer, ILogger<SlackGateway> logger) : IChatGateway
{
    private const int MostLinks = 2000;

    private readonly ConcurrentDictionary<string, string> _links = new(StringComparer.Ordinal);

    public string Platform => SlackAccounts.Platform;

    public int? MostBegunInAMinute => 5;

    public async ValueTask<PostOutcome> PostAsync(ChatPost post, CancellationToken ct)
    {
        (string channel, PostOutcome? failure) = await rooms.Destinations.FindAsync(post.Channel, ct);
        if (failure is not null)
        {
            return failure;
        }

        // What a person has approved or asked for again is tried; views of a closed channel are not.
        bool isEffect = post.Key.StartsWith("effect:", StringComparison.Ordinal);
        if (!isEffect && rooms.Destinations.ClosedSince(channel) is { } closed)
        {
            return closed;
        }

        DrawnPost drawn = drawer.Draw(post);
        return post.OnlyFor is { } person && !post.Channel.Channel.StartsWith('@')
            ? await PostForAsync(person, channel, drawn, post, ct)
            : await PostAsync(channel, drawn, post, keepLink: isEffect, ct);
    }

    public async ValueTask<PostOutcome> UpdateAsync(string message, ChatPost post, CancellationToken ct)
    {
        var at = SlackMessageRef.Read(post.Channel, message);
        if (at.IsFleeting)
        {
            return await PostAsync(post, ct);
        }

        DrawnPost drawn = drawer.Draw(post);
        SlackAnswer answer = await messages.UpdateAsync(at.Channel, at.Ts, drawn.Content, ct);
        if (drawn.Content.Blocks is not null && PostJudge.IsAboutContent(answer))
        {
            Tell(post, (SlackAnswer.Refused)answer);
            answer = await messages.UpdateAsync(at.Channel, at.Ts, drawn.Content with { Blocks = null }, ct);
        }

        return answer is SlackAnswer.Ok ? new PostOutcome.Posted(message)
            : PostJudge.IsGone(answer) ? await PostAsync(post, ct)
            : PostJudge.OfEdit(answer, rooms.Accounts.NameOf(post.Channel));
    }

    public async ValueTask<PostSearch> FindPostedAsync(ChatPost post, CancellationToken ct)
    {
        (string channel, PostOutcome? failure) = await rooms.Destinations.FindAsync(post.Channel, ct);
        switch (failure)
        {
            case PostOutcome.Later later:
                return new PostSearch.CannotLook(later.Sentence, later.After);
            case not null:
                // Where nothing can be posted, nothing was.
                return new PostSearch.Absent();
        }

        // What one person alone saw is in no history; showing it twice harms nobody.
        if (post.OnlyFor is not null && !post.Channel.Channel.StartsWith('@'))
        {
            return new PostSearch.Absent();
        }

        string thread = SlackMessageRef.ThreadOf(post.Channel, post.Thread);
        (PostSearch search, string ts) = await rooms.Search.FindAsync(channel, thread, post.Key, ct);
        if (ts.Length == 0)
        {
            return search;
        }

        await rooms.Attachments.CompleteAsync(channel, thread.Length > 0 ? thread : ts, ts, post.Key, drawer.Draw(post).Cut, ct);
        string found = new SlackMessageRef(channel, ts, "").Write(post.Channel);
        await KeepLinkAsync(channel, ts, ct);
        return new PostSearch.Found(found);
    }

    public string LinkTo(ChannelKey channel, string message)
    {
        var at = SlackMessageRef.Read(channel, message);
        return at.IsFleeting || message.Length == 0 ? ""
            : _links.TryGetValue($"{at.Channel}/{at.Ts}", out string? link) ? link
            : workspace.Known?.LinkTo(at.Channel, at.Ts) ?? "";
    }

    private async ValueTask<PostOutcome> PostAsync(string channel, DrawnPost drawn, ChatPost post, bool keepLink, CancellationToken ct)
    {
        string thread = SlackMessageRef.ThreadOf(post.Channel, post.Thread);
        var (posted, wentWithout) = await PostPatientlyAsync(channel, thread, drawn.Content, post, ct);
        if (!posted.IsOk)
        {
            return Failed(posted.Answer, channel, post);
        }

        rooms.Destinations.Reopen(channel);
        PostedMessage message = posted.Value!;
        string place = wentWithout ? "" : thread;
        await rooms.Attachments.AddAsync(message.Channel, place.Length > 0 ? place : message.Ts, post.Key, drawn.Cut, ct);
        if (keepLink)
        {
            await KeepLinkAsync(message.Channel, message.Ts, ct);
        }

        return new PostOutcome.Posted(new SlackMessageRef(message.Channel, message.Ts, "").Write(post.Channel));
    }

    /// <summary>Posts, and where Slack says what is in the way, takes that away once: enters the channel, leaves the thread, sends text alone.</summary>
    private async ValueTask<(SlackResult<PostedMessage> Posted, bool WithoutThread)> PostPatientlyAsync(
        string channel, string thread, SlackContent content, ChatPost post, CancellationToken ct)
    {
        bool joined = false, withoutThread = false;
        while (true)
        {
            SlackResult<PostedMessage> posted = await messages.PostAsync(channel, withoutThread ? "" : thread, content, ct);
            if (posted.Answer.IsRefused("not_in_channel") && !joined && await rooms.Destinations.JoinAsync(channel, ct) is SlackAnswer.Ok)
            {
                joined = true;
            }
            else if (PostJudge.IsAboutThread(posted.Answer) && thread.Length > 0 && !withoutThread)
            {
                withoutThread = true;
            }
            else if (PostJudge.IsAboutContent(posted.Answer) && content.Blocks is not null)
            {
                Tell(post, (SlackAnswer.Refused)posted.Answer);
                content = content with { Blocks = null };
            }
            else
            {
                return (posted, withoutThread);
            }
        }
    }

    private async ValueTask<PostOutcome> PostForAsync(PersonKey person, string channel, DrawnPost drawn, ChatPost post, CancellationToken ct)
    {
        string name = rooms.Accounts.NameOf(person);
        if (rooms.Accounts.Of(person) is not { } user)
        {
            return new PostOutcome.Impossible($"{name} has no Slack account in AgentBot's settings. The operator can add it.");
        }

        string thread = SlackMessageRef.ThreadOf(post.Channel, post.Thread);
        SlackResult<PostedMessage> shown = await messages.PostForAsync(user, channel, thread, drawn.Content, ct);
        if (drawn.Content.Blocks is not null && PostJudge.IsAboutContent(shown.Answer))
        {
            Tell(post, (SlackAnswer.Refused)shown.Answer);
            shown = await messages.PostForAsync(user, channel, thread, drawn.Content with { Blocks = null }, ct);
        }

        if (shown.IsOk)
        {
            return new PostOutcome.Posted(new SlackMessageRef(channel, shown.Value!.Ts, user).Write(post.Channel));
        }

        if (shown.Answer is not SlackAnswer.Refused { Error: "user_not_in_channel" or "channel_not_found" or "not_in_channel" or "is_archived" or "channel_type_not_supported" or "method_not_supported_for_channel_type" })
        {
            return PostJudge.OfEdit(shown.Answer, rooms.Accounts.NameOf(post.Channel));
        }

        // Where the person cannot be shown something in passing, a direct message says it.
        (string direct, PostOutcome? failure) = await rooms.Destinations.DirectAsync(user, name, ct);
        return failure ?? await PostAsync(direct, drawn, post with { Thread = "" }, keepLink: false, ct);
    }

    private PostOutcome Failed(SlackAnswer answer, string channel, ChatPost post)
    {
        PostOutcome outcome = PostJudge.Of(answer, rooms.Accounts.NameOf(post.Channel));
        if (PostJudge.IsAboutChannel(answer))
        {
            rooms.Destinations.Close(channel, outcome);
        }

        return outcome;
    }

    // Only links that are shown to people are asked for; any other can be put together from the workspace's address.
    private async ValueTask KeepLinkAsync(string channel, string ts, CancellationToken ct)
    {
        if (_links.Count >= MostLinks)
        {
            _links.Clear();
        }

        await workspace.FindAsync(ct);
        if (await messages.PermalinkAsync(channel, ts, ct) is { IsOk: true, Value: { Length: > 0 } link })
        {
            _links[$"{channel}/{ts}"] = link;
        }
    }

    private void Tell(ChatPost post, SlackAnswer.Refused refused) => Log.CardRefused(logger, post.Key, refused.Error, refused.Details);
}

/// <summary>What a post needs beside the call itself.</summary>
public sealed record SlackRooms(SlackDestinations Destinations, SlackAccounts Accounts, SlackSearch Search, SlackAttachments Attachments);
