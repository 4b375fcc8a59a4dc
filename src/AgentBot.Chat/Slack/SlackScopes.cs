using System.Collections.Immutable;

namespace AgentBot.Chat.Slack;

/// <summary>What the app must be allowed and told, as the manifest asks for it. A test holds both against each other.</summary>
public static class SlackScopes
{
    /// <summary>Bot permissions without which something of AgentBot does not work.</summary>
    public static readonly ImmutableArray<string> Needed =
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "usergroups:read",
        "users:read",
    ];

    /// <summary>Events that are understood.</summary>
    public static readonly ImmutableArray<string> Events =
    [
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_left",
        "group_archive",
        "group_left",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "tokens_revoked",
    ];

    /// <summary>The slash command.</summary>
    public const string Command = "/agent";
}
