using System.Text.Json.Nodes;

namespace AgentBot.Testing.Slack;

/// <summary>users.*, usergroups.*, auth.test and apps.connections.open</summary>
internal sealed class FakeSlackPeople(FakeSlackServer server)
{
    private FakeSlackWorkspace Workspace => server.Workspace;

    public IEnumerable<KeyValuePair<string, Func<FakeSlackCall, JsonObject>>> Methods =>
    [
        new("users.info", call => new JsonObject { ["user"] = Draw(Workspace.Users.GetValueOrDefault(call["user"]) ?? throw new FakeSlackRefusal("user_not_found")) }),
        new("users.lookupByEmail", call => new JsonObject { ["user"] = Draw(Workspace.Users.Values.FirstOrDefault(user => user.Email == call["email"] && !user.IsDeleted) ?? throw new FakeSlackRefusal("users_not_found")) }),
        new("users.list", ListUsers),
        new("usergroups.list", call => new JsonObject { ["usergroups"] = new JsonArray([.. Workspace.UserGroups.Values.Where(group => !group.IsDisabled).Select(group => Draw(group, call.Flag("include_users")))]) }),
        new("usergroups.users.list", ListGroupMembers),
        new("auth.test", _ => Identity()),
        new("apps.connections.open", _ => new JsonObject { ["url"] = server.SocketUrl }),
    ];

    private JsonObject ListUsers(FakeSlackCall call)
    {
        if (call["limit"].Length == 0)
        {
            throw new FakeSlackRefusal("limit_required");
        }

        List<FakeSlackUser> all = [.. Workspace.Users.Values.OrderBy(user => user.Id, StringComparer.Ordinal)];
        var (page, next) = FakeSlackConversations.Cut(all, call, Workspace.PageSize);
        return FakeSlackConversations.Page("members", page.Select(Draw), next);
    }

    private JsonObject ListGroupMembers(FakeSlackCall call)
    {
        FakeSlackUserGroup group = Workspace.UserGroups.GetValueOrDefault(call["usergroup"]) ?? throw new FakeSlackRefusal("no_such_subteam");
        return new JsonObject { ["users"] = new JsonArray([.. group.Members.Select(member => (JsonNode?)JsonValue.Create(member))]) };
    }

    private JsonObject Identity() => new()
    {
        ["url"] = Workspace.Url,
        ["team"] = "Acme",
        ["team_id"] = Workspace.Team,
        ["user"] = "agentbot",
        ["user_id"] = FakeSlackWorkspace.BotUser,
        ["bot_id"] = FakeSlackWorkspace.BotId,
        ["is_enterprise_install"] = false,
    };

    private static JsonObject Draw(FakeSlackUserGroup group, bool withMembers)
    {
        var drawn = new JsonObject { ["id"] = group.Id, ["handle"] = group.Handle, ["name"] = group.Handle, ["date_delete"] = 0 };
        if (withMembers)
        {
            drawn["users"] = new JsonArray([.. group.Members.Select(member => (JsonNode?)JsonValue.Create(member))]);
        }

        return drawn;
    }

    private static JsonObject Draw(FakeSlackUser user) => new()
    {
        ["id"] = user.Id,
        ["team_id"] = user.Team,
        ["name"] = user.Name.ToLowerInvariant().Replace(' ', '.'),
        ["real_name"] = user.Name,
        ["deleted"] = user.IsDeleted,
        ["is_bot"] = user.IsBot,
        ["is_restricted"] = user.IsRestricted,
        ["is_ultra_restricted"] = false,
        ["is_stranger"] = user.IsStranger,
        ["tz"] = user.TimeZone,
        ["profile"] = new JsonObject { ["real_name"] = user.Name, ["display_name"] = "", ["email"] = user.Email },
    };
}
