namespace AgentBot.Chat.Slack.Calling;

/// <summary>A method of the Web API with what must be known before it is called. Tiers: docs.slack.dev, "Rate limits".</summary>
/// <param name="PerMinute">Calls a minute that Slack grants for sure.</param>
/// <param name="MayRepeat">Doing it twice is the same as doing it once, so that a call without an answer is simply repeated.</param>
public sealed record SlackMethod(string Name, int PerMinute, bool MayRepeat)
{
    /// <summary>How long a call waits for its turn before it is answered with <see cref="SlackAnswer.Limited"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The argument whose value takes one call a second: the channel for a post, the message for an edit; empty for none.</summary>
    public string PacedBy { get; init; } = "";

    /// <summary>Called with the app's own token instead of the bot's.</summary>
    public bool ByApp { get; init; }

    /// <summary>Tells whether the token is good, so it is called even while the token is known to be refused.</summary>
    public bool TellsToken { get; init; }

    public override string ToString() => Name;
}

/// <summary>The methods AgentBot calls.</summary>
public static class SlackMethods
{
    private const int Tier2 = 20;
    private const int Tier3 = 50;
    private const int Tier4 = 100;

    /// <summary>Slack names no figure for posting in all channels together, only "several hundred".</summary>
    private const int Posting = 300;

    private static readonly TimeSpan OneTurn = TimeSpan.FromMilliseconds(1100);

    public static readonly SlackMethod PostMessage = new("chat.postMessage", Posting, false) { PacedBy = "channel", Patience = OneTurn };
    public static readonly SlackMethod PostEphemeral = new("chat.postEphemeral", Tier4, false) { PacedBy = "channel", Patience = OneTurn };

    // Somebody who would wait could just as well draw what is true by then.
    public static readonly SlackMethod UpdateMessage = new("chat.update", Tier3, true) { PacedBy = "ts", Patience = TimeSpan.Zero };
    public static readonly SlackMethod DeleteMessage = new("chat.delete", Tier3, true);
    public static readonly SlackMethod Permalink = new("chat.getPermalink", Posting, true) { Patience = TimeSpan.Zero };

    // A modal that comes after its three seconds does not come at all.
    public static readonly SlackMethod OpenView = new("views.open", Tier4, false) { Patience = TimeSpan.Zero };
    public static readonly SlackMethod PushView = new("views.push", Tier4, false) { Patience = TimeSpan.Zero };
    public static readonly SlackMethod UpdateView = new("views.update", Tier4, true) { Patience = TimeSpan.FromSeconds(1) };
    public static readonly SlackMethod PublishView = new("views.publish", Tier4, true);

    public static readonly SlackMethod History = new("conversations.history", Tier3, true);
    public static readonly SlackMethod Replies = new("conversations.replies", Tier3, true);
    public static readonly SlackMethod ListConversations = new("conversations.list", Tier2, true);
    public static readonly SlackMethod ConversationInfo = new("conversations.info", Tier3, true);
    public static readonly SlackMethod Members = new("conversations.members", Tier4, true);
    public static readonly SlackMethod OpenConversation = new("conversations.open", Tier3, true);
    public static readonly SlackMethod Join = new("conversations.join", Tier3, true);

    public static readonly SlackMethod UserInfo = new("users.info", Tier4, true);
    public static readonly SlackMethod ListUsers = new("users.list", Tier2, true);
    public static readonly SlackMethod UserByEmail = new("users.lookupByEmail", Tier3, true);
    public static readonly SlackMethod ListUserGroups = new("usergroups.list", Tier2, true);
    public static readonly SlackMethod UserGroupMembers = new("usergroups.users.list", Tier2, true);

    public static readonly SlackMethod FileInfo = new("files.info", Tier4, true);
    public static readonly SlackMethod UploadUrl = new("files.getUploadURLExternal", Tier4, true);
    public static readonly SlackMethod CompleteUpload = new("files.completeUploadExternal", Tier4, false);

    public static readonly SlackMethod SetThreadStatus = new("assistant.threads.setStatus", Tier4, true) { Patience = TimeSpan.Zero };

    public static readonly SlackMethod TestToken = new("auth.test", Posting, true) { TellsToken = true };
    public static readonly SlackMethod OpenConnection = new("apps.connections.open", Tier3, true) { ByApp = true };
}
