namespace AgentBot.Testing.Slack;

/// <summary>Which permissions a method asks for (any one of them), and which methods read a form only. From Slack's method pages.</summary>
public static class FakeSlackScopes
{
    private static readonly HashSet<string> FormOnly =
    [
        "conversations.list", "conversations.replies", "conversations.members", "conversations.info", "users.info", "users.list", "users.lookupByEmail",
        "usergroups.list", "usergroups.users.list", "files.getUploadURLExternal", "chat.getPermalink", "oauth.v2.access", "files.info",
    ];

    public static bool IsFormOnly(string method) => FormOnly.Contains(method);

    public static string[] Of(string method) => method switch
    {
        "chat.postMessage" or "chat.update" or "chat.postEphemeral" or "chat.delete" => ["chat:write"],
        "conversations.history" or "conversations.replies" => ["channels:history", "groups:history", "im:history", "mpim:history"],
        "conversations.list" or "conversations.info" or "conversations.members" => ["channels:read", "groups:read", "im:read", "mpim:read"],
        "conversations.open" => ["im:write"],
        "conversations.join" => ["channels:join"],
        "users.info" or "users.list" => ["users:read"],
        "users.lookupByEmail" => ["users:read.email"],
        "usergroups.list" or "usergroups.users.list" => ["usergroups:read"],
        "files.info" => ["files:read"],
        "files.getUploadURLExternal" or "files.completeUploadExternal" => ["files:write"],
        _ => [],
    };
}
