using System.Collections.Immutable;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>One thing that Slack told us, read from its wire and from nothing else. The closed list of everything that is understood.</summary>
public abstract record SlackDelivery
{
    private SlackDelivery()
    {
    }

    /// <summary>Where it comes from; empty for what names nobody.</summary>
    public SlackOrigin Origin { get; init; } = SlackOrigin.None;

    /// <summary>Slack asks whether this address is ours.</summary>
    public sealed record Challenge(string Text) : SlackDelivery;

    /// <summary>Slack holds events back for this minute, because there were more than 30,000 within an hour.</summary>
    public sealed record RateLimited(DateTimeOffset Minute) : SlackDelivery;

    /// <summary>A slash command. It names no thread: Slack offers none inside one.</summary>
    public sealed record Command(string Channel, string Text, string TriggerId, string ResponseUrl) : SlackDelivery
    {
        /// <summary>Name as Slack tells it: a channel's, or "directmessage".</summary>
        public string ChannelName { get; init; } = "";
    }

    /// <summary>Somebody wrote something, told as a mention of the bot or as a message of a conversation the bot is in; often both.</summary>
    public sealed record Said(HeardMessage Message, bool IsMention) : SlackDelivery;

    /// <param name="Tab">"home" or "messages".</param>
    public sealed record HomeOpened(string Tab) : SlackDelivery;

    /// <summary>Somebody, perhaps the bot itself, was added to a channel.</summary>
    /// <param name="Inviter">Empty where Slack does not say.</param>
    public sealed record Joined(string Channel, string Inviter) : SlackDelivery;

    /// <summary>Somebody left a channel: who may read it is asked again.</summary>
    public sealed record MemberLeft(string Channel) : SlackDelivery;

    /// <summary>The bot left a channel, or the channel was closed.</summary>
    public sealed record Left(string Channel) : SlackDelivery;

    /// <summary>The app was removed, or its tokens were taken back.</summary>
    public sealed record Disconnected(bool Uninstalled) : SlackDelivery;

    /// <summary>A button or a choice on a message, a form or the Home tab.</summary>
    public sealed record Pressed(PressPlace Surface, PressedElement Press, SlackInputs Inputs, string TriggerId, string ResponseUrl) : SlackDelivery;

    /// <summary>A form was handed in.</summary>
    public sealed record Submitted(FilledView View, SlackInputs Inputs, string TriggerId) : SlackDelivery;

    public sealed record Closed(FilledView View) : SlackDelivery;

    /// <summary>A shortcut, of the whole workspace or of one message.</summary>
    /// <param name="Message">Null for one of the whole workspace.</param>
    public sealed record Shortcut(string Callback, string TriggerId, string ResponseUrl, HeardMessage? Message) : SlackDelivery;

    /// <summary>Somebody types into a choice whose options come from us.</summary>
    /// <param name="Inputs">What the form holds already.</param>
    public sealed record Suggesting(string ActionId, string BlockId, string Typed, FilledView? View, SlackInputs Inputs) : SlackDelivery;

    /// <summary>Nothing to do, and why: edits, joins, talk among people, words of bots.</summary>
    public sealed record Skipped(string Why) : SlackDelivery;
}

/// <param name="App">The app it is meant for ("A…").</param>
/// <param name="Team">The workspace in which it happened ("T…"); of an app installed for an organisation the workspace of the user.</param>
/// <param name="Enterprise">The organisation on Enterprise Grid ("E…"); empty outside.</param>
/// <param name="User">Account ("U…" or "W…"); the only thing about a person that is trusted.</param>
/// <param name="UserTeam">The person's own workspace where Slack says it; empty otherwise.</param>
/// <param name="Event">Id of the event ("Ev…"); empty for what is no event.</param>
/// <param name="IsShared">It happened in a channel shared with another organisation.</param>
/// <param name="IsOrgInstall">The app is installed for the whole organisation.</param>
public sealed record SlackOrigin(string App, string Team, string Enterprise, string User, string UserTeam, string Event, bool IsShared, bool IsOrgInstall)
{
    public static readonly SlackOrigin None = new("", "", "", "", "", "", false, false);
}

/// <param name="Kind">"channel", "group", "im", "mpim" or "app_home"; empty where Slack does not say.</param>
/// <param name="Thread">Timestamp of the thread's first message; empty outside a thread.</param>
/// <param name="Text">As Slack writes it, with its escapes and tokens.</param>
/// <param name="Author">Account of who wrote it; differs from who acts, for a shortcut.</param>
public sealed record HeardMessage(string Channel, string Kind, string Timestamp, string Thread, string Text, string Author, ImmutableArray<SharedFile> Files)
{
    public bool IsDirect => Kind == "im";
}

/// <param name="Size">In bytes, as Slack tells it.</param>
/// <param name="Address">Where it is fetched from with the bot's token; empty where Slack sends a stub.</param>
public sealed record SharedFile(string Id, string Name, long Size, string Address);

/// <summary>What was pressed.</summary>
/// <param name="Value">Of a button its value, of a choice what was chosen.</param>
public sealed record PressedElement(string Type, string ActionId, string BlockId, string Value);

/// <summary>Where it was pressed.</summary>
public abstract record PressPlace
{
    private PressPlace()
    {
    }

    /// <param name="Thread">Timestamp of the thread's first message; empty outside a thread.</param>
    /// <param name="IsEphemeral">Only the person sees it, and only their response address can change it.</param>
    public sealed record OnMessage(string Channel, string Timestamp, string Thread, bool IsEphemeral) : PressPlace;

    public sealed record InView(FilledView View) : PressPlace;
}

/// <param name="Kind">"modal" or "home".</param>
/// <param name="Callback">Which of our forms it is.</param>
/// <param name="Metadata">What we wrote into it when it was opened.</param>
/// <param name="Hash">Of its present state, so that an update does not overwrite a newer one.</param>
public sealed record FilledView(string Id, string Kind, string Callback, string Metadata, string Hash, string RootId);
