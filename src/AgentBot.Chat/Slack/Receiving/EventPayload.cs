using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Receiving;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>What comes to the address of events, or in an envelope of that kind.</summary>
internal static class EventPayload
{
    public static SlackDelivery Read(JsonElement payload) => payload.Text("type") switch
    {
        "url_verification" => new SlackDelivery.Challenge(payload.Text("challenge")),
        "app_rate_limited" => new SlackDelivery.RateLimited(DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(payload.Number("minute_rate_limited"), 0, 253_402_300_799)))
        {
            Origin = SlackOrigin.None with { App = payload.Text("api_app_id"), Team = payload.Text("team_id") },
        },
        "event_callback" => ReadEvent(payload),
        var other => new SlackDelivery.Skipped($"a delivery of the kind “{other}”"),
    };

    private static SlackDelivery ReadEvent(JsonElement payload)
    {
        JsonElement told = payload.Object("event");
        JsonElement authorization = payload.Items("authorizations").FirstOrDefault();
        var origin = new SlackOrigin(
            payload.Text("api_app_id"),
            TeamOf(payload, authorization),
            EnterpriseOf(payload, authorization),
            UserOf(told),
            FirstOf(told.Text("user_team"), told.Text("source_team"), told.Text("team")),
            payload.Text("event_id"),
            payload.IsTrue("is_ext_shared_channel"),
            authorization.IsTrue("is_enterprise_install"));
        SlackDelivery delivery = told.Text("type") switch
        {
            "app_mention" => ReadMessage(told, isMention: true),
            "message" => ReadMessage(told, isMention: false),
            "app_home_opened" => new SlackDelivery.HomeOpened(told.Text("tab")),
            "member_joined_channel" => new SlackDelivery.Joined(told.Text("channel"), told.Text("inviter")),
            "member_left_channel" => new SlackDelivery.MemberLeft(told.Text("channel")),
            "channel_left" or "group_left" or "channel_archive" or "group_archive" or "channel_deleted" => new SlackDelivery.Left(told.Text("channel")),
            "app_uninstalled" => new SlackDelivery.Disconnected(Uninstalled: true),
            "tokens_revoked" => told.Object("tokens").Items("bot").Length > 0
                ? new SlackDelivery.Disconnected(Uninstalled: false)
                : new SlackDelivery.Skipped("tokens of people were revoked, not the bot's"),
            var other => new SlackDelivery.Skipped($"an event of the kind “{other}”"),
        };
        return delivery with { Origin = origin };
    }

    /// <summary>Of an app installed for an organisation, the authorisation names the workspace it acts for.</summary>
    private static string TeamOf(JsonElement payload, JsonElement authorization) => FirstOf(payload.Text("team_id"), authorization.Text("team_id"));

    private static string EnterpriseOf(JsonElement payload, JsonElement authorization) => FirstOf(payload.Text("enterprise_id"), authorization.Text("enterprise_id"));

    /// <summary>Most events name the account as text, a few as an object.</summary>
    private static string UserOf(JsonElement told) => FirstOf(told.Text("user"), told.Object("user").Text("id"));

    private static SlackDelivery ReadMessage(JsonElement told, bool isMention)
    {
        string subtype = told.Text("subtype");
        if (told.Text("bot_id").Length > 0 || subtype == "bot_message" || told.Object("bot_profile").ValueKind == JsonValueKind.Object)
        {
            return new SlackDelivery.Skipped("the words of a bot");
        }

        if (subtype is not ("" or "file_share" or "thread_broadcast" or "me_message"))
        {
            return new SlackDelivery.Skipped($"a message of the kind “{subtype}”");
        }

        if (UserOf(told).Length == 0 || told.Text("channel").Length == 0 || told.Text("ts").Length == 0)
        {
            return new SlackDelivery.Skipped("a message without an author");
        }

        return new SlackDelivery.Said(MessageOf(told, told.Text("channel")), isMention);
    }

    public static HeardMessage MessageOf(JsonElement message, string channel)
    {
        string timestamp = message.Text("ts");
        string thread = message.Text("thread_ts");
        return new HeardMessage(
            channel,
            message.Text("channel_type"),
            timestamp,
            thread == timestamp ? "" : thread,
            message.Text("text"),
            UserOf(message),
            FilesOf(message.Items("files")));
    }

    public static ImmutableArray<SharedFile> FilesOf(ImmutableArray<JsonElement> files) =>
    [
        .. files.Select(file => new SharedFile(
            file.Text("id"),
            FirstOf(file.Text("name"), file.Text("title"), "file"),
            file.Number("size"),
            FirstOf(file.Text("url_private_download"), file.Text("url_private")))),
    ];

    private static string FirstOf(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            if (text.Length > 0)
            {
                return text;
            }
        }

        return "";
    }
}
