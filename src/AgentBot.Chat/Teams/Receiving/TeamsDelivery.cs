using System.Collections.Immutable;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Receiving;

/// <summary>One thing that Teams told us, read from its wire and from nothing else. The closed list of everything that is understood.</summary>
public abstract record TeamsDelivery
{
    private TeamsDelivery()
    {
    }

    public TeamsOrigin Origin { get; init; } = TeamsOrigin.None;

    /// <summary>Teams waits for an answer with a body.</summary>
    public bool IsInvoke { get; init; }

    /// <summary>Somebody wrote something.</summary>
    /// <param name="IsMention">AgentBot is named in it.</param>
    public sealed record Said(string Text, bool IsMention, ImmutableArray<NamedInText> Mentions, ImmutableArray<TeamsFile> Files) : TeamsDelivery;

    /// <summary>A button of a card: an invoke of today's clients, or a message with a value of older ones.</summary>
    /// <param name="IsRefresh">The client asks by itself, because the card came into view.</param>
    public sealed record Pressed(TeamsPress Press, TeamsInputs Inputs, bool IsRefresh) : TeamsDelivery;

    /// <summary>A button that opens a dialog.</summary>
    public sealed record DialogAsked(TeamsPress Press, TeamsInputs Inputs) : TeamsDelivery;

    /// <summary>A dialog was handed in.</summary>
    public sealed record DialogSubmitted(TeamsPress Press, TeamsInputs Inputs) : TeamsDelivery;

    /// <summary>AgentBot came into this conversation or left it.</summary>
    public sealed record Installed(bool Present) : TeamsDelivery;

    /// <summary>People came into this conversation or left it.</summary>
    public sealed record MembersChanged : TeamsDelivery;

    /// <summary>Team or channel got another name, or went.</summary>
    /// <param name="Gone">The channel is no longer there.</param>
    public sealed record ChannelChanged(bool Gone) : TeamsDelivery;

    /// <summary>An invoke that nothing here knows; told so.</summary>
    public sealed record UnknownInvoke(string Name) : TeamsDelivery;

    /// <summary>Nothing to do, and why: reactions, edits, words of bots.</summary>
    public sealed record Skipped(string Why) : TeamsDelivery;
}

/// <summary>Where it comes from. Nothing of it is trusted before the token was held against it.</summary>
/// <param name="Platform">Teams' word for itself, "msteams".</param>
/// <param name="ServiceUrl">Where this conversation is answered.</param>
/// <param name="Activity">Id of the message or the invoke; unique in its conversation at most.</param>
/// <param name="Name">Of an invoke; empty for messages.</param>
/// <param name="Reader">Id of whom it is meant for, AgentBot itself ("28:…").</param>
/// <param name="ReplyTo">The message that holds the card; empty where there is none.</param>
/// <param name="IsTargeted">Only the sender sees what was written, so only the sender should see the answer.</param>
public sealed record TeamsOrigin(string Platform, string Tenant, string ServiceUrl, TeamsSpot Spot, TeamsSender Sender, string Activity, string Name, string Reader, string ReplyTo, bool IsTargeted)
{
    public static readonly TeamsOrigin None = new("", "", "", TeamsSpot.None, TeamsSender.None, "", "", "", "", false);
}

/// <param name="Kind">A one-to-one chat, a group chat or a channel.</param>
/// <param name="Conversation">Id without the thread: "19:…@thread.tacv2", "a:…".</param>
/// <param name="Thread">Id of the thread's first message; empty outside a thread.</param>
/// <param name="Name">Empty where Teams does not say.</param>
/// <param name="Team">Id of the team of a channel; empty otherwise.</param>
public sealed record TeamsSpot(TeamsRoomKind Kind, string Conversation, string Thread, string Name, string Team, string TeamName)
{
    public static readonly TeamsSpot None = new(TeamsRoomKind.Personal, "", "", "", "", "");
}

public enum TeamsRoomKind
{
    Personal,
    GroupChat,
    Channel,
}

/// <param name="Account">Entra object id in small letters; the only thing about a person that is trusted. Empty for what is no person.</param>
/// <param name="Id">Teams' own id ("29:…"), which only this bot can use.</param>
/// <param name="TimeZone">IANA name; empty where Teams does not say.</param>
/// <param name="IsBot">It was no human.</param>
public sealed record TeamsSender(string Account, string Id, string Name, string TimeZone, bool IsBot)
{
    public static readonly TeamsSender None = new("", "", "", "", false);
}

/// <param name="Id">Whom it names ("29:…" or "28:…").</param>
/// <param name="Written">The exact words in the text, with their marks.</param>
public sealed record NamedInText(string Id, string Name, string Written);

/// <param name="Address">Where it is fetched without a token, for some minutes.</param>
public sealed record TeamsFile(string Name, string Type, string Address);

/// <summary>What a button of ours sends: identifiers only. What they allow is looked up again.</summary>
public sealed record TeamsPress(string Verb, ActionRef Ref)
{
    /// <summary>Of a refresh: the key of the post it is asked for; empty otherwise.</summary>
    public string Key { get; init; } = "";

    /// <summary>Of a dialog with pages: the one that is asked for, from 1; 0 otherwise.</summary>
    public int Page { get; init; }
}

/// <summary>What was typed or chosen beside the button, by the name of the input.</summary>
public sealed class TeamsInputs(IReadOnlyDictionary<string, string> texts)
{
    public static readonly TeamsInputs None = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, string> Texts => texts;

    /// <summary>Empty where nothing was given.</summary>
    public string Text(string name) => texts.GetValueOrDefault(name, "");
}
