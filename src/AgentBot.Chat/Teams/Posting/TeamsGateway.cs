using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>
/// AgentBot's way out to Teams. A post is not repeatable there and cannot be read back: a lost answer is unclear, what was
/// approved is then asked about, and a card that may stand in the conversation is waited for until it names itself.
/// </summary>
public sealed class TeamsGateway(TeamsRooms rooms, TeamsConnector connector, TeamsPostDrawer drawer, TeamsAccess access, ILogger<TeamsGateway> logger) : IChatGateway
{
    private const string EffectMark = "effect:";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public string Platform => TeamsAccounts.Platform;

    public int? MostBegunInAMinute => 5;

    public async ValueTask<PostOutcome> PostAsync(ChatPost post, CancellationToken ct)
    {
        (TeamsReference? to, PostOutcome? failure) = await rooms.Destinations.FindAsync(post.Channel, ct);
        if (to is null)
        {
            return failure!;
        }

        // What a person has approved or asked for again is tried; views of a closed conversation are not.
        if (!IsEffect(post) && rooms.Destinations.ClosedSince(post.Channel) is { } closed)
        {
            return closed;
        }

        DrawnActivity drawn = drawer.Draw(post);
        PostOutcome outcome = post.OnlyFor is { } person && to.Kind != TeamsRoomKind.Personal
            ? await PostForAsync(person, to, drawn, post, ct)
            : await PostAsync(to, drawn, post, ct);
        switch (outcome)
        {
            case PostOutcome.Unclear:
                rooms.Sightings.Lost(post.Key);
                break;
            case PostOutcome.Posted posted:
                rooms.Sightings.PostedAgain(post.Key, posted.Message);
                break;
        }

        return outcome;
    }

    public async ValueTask<PostOutcome> UpdateAsync(string message, ChatPost post, CancellationToken ct)
    {
        (TeamsReference? to, PostOutcome? failure) = await rooms.Destinations.FindAsync(post.Channel, ct);
        if (to is null)
        {
            return failure!;
        }

        var at = TeamsMessageRef.Read(post.Channel, message);
        TeamsPlace place = PlaceOf(to, at, post);
        DrawnActivity drawn = drawer.Draw(post);
        TeamsAnswer answer = await connector.UpdateAsync(place, at.Id, drawn.Activity, at.IsTargeted, ct);
        if (drawn.TextOnly is { } text && PostJudge.IsAboutContent(answer))
        {
            Tell(post, answer);
            answer = await connector.UpdateAsync(place, at.Id, text, at.IsTargeted, ct);
        }

        return answer is TeamsAnswer.Ok ? new PostOutcome.Posted(message)
            : PostJudge.IsGone(answer) ? await PostAsync(post, ct)
            : PostJudge.OfEdit(answer, rooms.Accounts.NameOf(post.Channel));
    }

    public async ValueTask<PostSearch> FindPostedAsync(ChatPost post, CancellationToken ct)
    {
        (_, PostOutcome? failure) = await rooms.Destinations.FindAsync(post.Channel, ct);
        switch (failure)
        {
            case PostOutcome.Later later:
                return new PostSearch.CannotLook(later.Sentence, later.After);
            case not null:
                // Where nothing can be posted, nothing was.
                return new PostSearch.Absent();
        }

        const string Blind = "Teams does not let AgentBot read back what it posts, so nobody knows whether it arrived.";
        if (IsEffect(post))
        {
            return new PostSearch.CannotLook(Blind, null);
        }

        // Showing something to one person twice harms nobody.
        if (post.OnlyFor is not null)
        {
            return new PostSearch.Absent();
        }

        string found = rooms.Sightings.Find(post.Key, out bool isOver);
        return found.Length > 0 ? new PostSearch.Found(found) : new PostSearch.CannotLook(Blind, isOver ? null : BetweenLooks);
    }

    /// <summary>A card asked for a reader's view and named itself: it may be one that was taken for lost, or a copy of one.</summary>
    /// <param name="conversation">Without its thread.</param>
    /// <param name="thread">The thread it stands in; empty outside channels.</param>
    /// <param name="message">Its id.</param>
    public async ValueTask SawAsync(ChannelKey channel, string conversation, string thread, string message, string key, CancellationToken ct)
    {
        if (key.Length == 0 || message.Length == 0 || !rooms.Sightings.Seen(key, new TeamsMessageRef(conversation, message, "").Write(channel)))
        {
            return;
        }

        if ((await rooms.Destinations.FindAsync(channel, ct)).To is { } to
            && await connector.DeleteAsync((to.Place with { Conversation = conversation }).InThread(thread), message, isTargeted: false, ct) is TeamsAnswer.Ok)
        {
            TeamsOutLog.CopyRemoved(logger, key);
        }
    }

    public string LinkTo(ChannelKey channel, string message)
    {
        var at = TeamsMessageRef.Read(channel, message);
        // Only messages of channels have an address; Teams: "Deep link to a channel message".
        return message.Length == 0 || at.IsTargeted || !at.Conversation.StartsWith("19:", StringComparison.Ordinal) || !at.Conversation.EndsWith("@thread.tacv2", StringComparison.Ordinal)
            ? ""
            : MessageLink(at.Conversation, at.Id, channel.Workspace.Value);
    }

    internal static string MessageLink(string conversation, string message, string tenant) =>
        $"https://teams.microsoft.com/l/message/{Uri.EscapeDataString(conversation)}/{Uri.EscapeDataString(message)}?tenantId={Uri.EscapeDataString(tenant)}";

    private async ValueTask<PostOutcome> PostAsync(TeamsReference to, DrawnActivity drawn, ChatPost post, CancellationToken ct)
    {
        string thread = to.Kind == TeamsRoomKind.Channel ? TeamsMessageRef.ThreadOf(post.Channel, post.Thread) : "";
        TeamsResult<string> sent = await SendAsync(to, thread, drawn.Activity, ct);
        if (drawn.TextOnly is { } text && PostJudge.IsAboutContent(sent.Answer))
        {
            Tell(post, sent.Answer);
            sent = await SendAsync(to, thread, text, ct);
        }

        if (sent.IsOk)
        {
            rooms.Destinations.Reopen(post.Channel);
            return new PostOutcome.Posted(new TeamsMessageRef(to.Place.Channel, sent.Value!, "").Write(post.Channel));
        }

        PostOutcome outcome = PostJudge.Of(sent.Answer, rooms.Accounts.NameOf(post.Channel));
        if (PostJudge.IsAboutPlace(sent.Answer))
        {
            rooms.Destinations.Close(post.Channel, outcome);
        }

        return outcome;
    }

    private async ValueTask<TeamsResult<string>> SendAsync(TeamsReference to, string thread, System.Text.Json.Nodes.JsonObject activity, CancellationToken ct)
    {
        if (to.Kind != TeamsRoomKind.Channel || thread.Length > 0)
        {
            return await connector.SendAsync(to.Place.InThread(thread), activity, ct);
        }

        TeamsResult<TeamsThread> begun = await connector.BeginThreadAsync(to.Place, access.BotId, activity, ct);
        return new TeamsResult<string>(begun.Answer, begun.Value?.Root);
    }

    /// <summary>To one reader: inside the conversation where Teams can, else in the chat with them.</summary>
    private async ValueTask<PostOutcome> PostForAsync(PersonKey person, TeamsReference to, DrawnActivity drawn, ChatPost post, CancellationToken ct)
    {
        string? member = rooms.ShowsTargeted && rooms.Accounts.Of(person) is { } account ? rooms.References.MemberIdOf(post.Channel.Workspace, account) : null;
        if (member is not null)
        {
            string thread = to.Kind == TeamsRoomKind.Channel ? TeamsMessageRef.ThreadOf(post.Channel, post.Thread) : "";
            TeamsResult<string> shown = await connector.SendForAsync(to.Place.InThread(thread), member, drawn.Activity, ct);
            if (shown.IsOk)
            {
                return new PostOutcome.Posted(new TeamsMessageRef(to.Place.Channel, shown.Value!, member).Write(post.Channel));
            }

            if (!PostJudge.IsAboutTarget(shown.Answer))
            {
                return PostJudge.OfEdit(shown.Answer, rooms.Accounts.NameOf(post.Channel));
            }
        }

        (TeamsReference? direct, PostOutcome? failure) = await rooms.Destinations.DirectAsync(post.Channel.Workspace, person, ct);
        return direct is null ? failure! : await PostAsync(direct, drawn, post with { Thread = "" }, ct);
    }

    private static TeamsPlace PlaceOf(TeamsReference to, TeamsMessageRef at, ChatPost post)
    {
        bool isElsewhere = at.Conversation != post.Channel.Channel;
        TeamsPlace place = isElsewhere ? to.Place with { Conversation = at.Conversation } : to.Place;
        if (to.Kind != TeamsRoomKind.Channel || isElsewhere)
        {
            return place;
        }

        // A message at the root of a thread stands in the thread that it begins.
        string thread = TeamsMessageRef.ThreadOf(post.Channel, post.Thread);
        return place.InThread(thread.Length > 0 ? thread : at.IsTargeted ? "" : at.Id);
    }

    private static bool IsEffect(ChatPost post) => post.Key.StartsWith(EffectMark, StringComparison.Ordinal);

    private void Tell(ChatPost post, TeamsAnswer answer)
    {
        if (answer is TeamsAnswer.Refused refused)
        {
            TeamsOutLog.CardRefused(logger, post.Key, refused.Status, refused.Code, refused.Message);
        }
    }
}

/// <summary>What a post needs beside the call itself.</summary>
/// <param name="ShowsTargeted">Messages for one reader inside a group or channel are to be tried.</param>
public sealed record TeamsRooms(TeamsDestinations Destinations, TeamsAccounts Accounts, ITeamsReferences References, TeamsSightings Sightings, bool ShowsTargeted);
