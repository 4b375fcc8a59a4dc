using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Delivery;

/// <summary>One platform's way out. Called by the view and effect workers only.</summary>
public interface IChatGateway
{
    /// <summary>First part of the channel keys it serves: "console", "slack", "teams".</summary>
    string Platform { get; }

    ValueTask<PostOutcome> PostAsync(ChatPost post, CancellationToken ct);

    /// <summary>Redraws a posted message.</summary>
    ValueTask<PostOutcome> UpdateAsync(string message, ChatPost post, CancellationToken ct);

    /// <summary>Looks in the conversation for a post by its key, after an answer was lost or a process died between posting and recording.</summary>
    ValueTask<PostSearch> FindPostedAsync(ChatPost post, CancellationToken ct);

    /// <summary>
    /// True when a post only exists once its record does, because both are kept in one commit: then nothing can be posted that
    /// nobody knows of, and no mark has to be kept before it.
    /// </summary>
    bool PostsWithItsRecord => false;

    /// <summary>
    /// How many messages AgentBot begins in one channel within a minute; what comes above that is listed in one message. Null
    /// where nobody is disturbed. Replies in threads and what people approved do not count.
    /// </summary>
    int? MostBegunInAMinute => null;

    /// <summary>A link people can open to that message; empty where the platform has none.</summary>
    string LinkTo(ChannelKey channel, string message);
}

/// <param name="Thread">Reference of the thread's root message; empty for the channel itself.</param>
/// <param name="Key">Unique and stable for this post ("view:…" or "effect:…"); travels as message metadata.</param>
/// <param name="Text">The whole message where there is no card, else its fallback.</param>
/// <param name="OnlyFor">The only reader; null for everybody in the conversation.</param>
/// <param name="Purpose">As in <see cref="ViewRow.Purpose"/>.</param>
public sealed record ChatPost(ChannelKey Channel, string Thread, string Key, string Text, Card? Card, PersonKey? OnlyFor, string Purpose)
{
    /// <summary>What the card shows only a part of, whole; posted right below it, once and with it, never edited. A platform whose readers reach the console may leave them out.</summary>
    public ImmutableArray<ChatFile> Files { get; init; } = [];

    /// <summary>Who asked for what the card asks others; for platforms that draw each reader a view of their own. Null where nobody did.</summary>
    public PersonKey? Requester { get; init; }
}

/// <param name="Title">What it is, for people.</param>
/// <param name="Text">CSV, Markdown or plain text.</param>
public sealed record ChatFile(string FileName, string Title, string Text);

public abstract record PostOutcome
{
    private PostOutcome()
    {
    }

    public sealed record Posted(string Message) : PostOutcome
    {
        /// <summary>Writes of a platform that keeps its messages in this very store; kept in the commit that records the post.</summary>
        public ImmutableArray<Change> Along { get; init; } = [];
    }

    /// <summary>Not posted.</summary>
    /// <param name="After">How long the platform asked to wait, or is known to be away; such a wait is no failure of the post. Null where nobody knows.</param>
    public sealed record Later(string Sentence, TimeSpan? After) : PostOutcome;

    /// <summary>Not posted, and trying again will not help.</summary>
    public sealed record Impossible(string Sentence) : PostOutcome;

    /// <summary>It may have been posted: look for it before posting again.</summary>
    public sealed record Unclear(string Sentence) : PostOutcome;
}

/// <summary>Whether a post is there already.</summary>
public abstract record PostSearch
{
    private PostSearch()
    {
    }

    public sealed record Found(string Message) : PostSearch;

    public sealed record Absent : PostSearch;

    /// <summary>Nobody knows.</summary>
    /// <param name="After">When to look again; null where looking is not possible at all.</param>
    public sealed record CannotLook(string Sentence, TimeSpan? After) : PostSearch;
}
