using System.Text.Json;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>A slash command, from its form or from a Socket Mode envelope with the same names.</summary>
internal static class CommandPayload
{
    public static SlackDelivery Read(IReadOnlyDictionary<string, string> form)
    {
        string Field(string name) => form.GetValueOrDefault(name, "");
        return new SlackDelivery.Command(Field("channel_id"), Field("text"), Field("trigger_id"), Field("response_url"))
        {
            ChannelName = Field("channel_name"),
            Origin = new SlackOrigin(
                Field("api_app_id"),
                Field("team_id"),
                Field("enterprise_id"),
                Field("user_id"),
                Field("team_id"),
                "",
                IsShared: false,
                Field("is_enterprise_install") == "true"),
        };
    }

    public static SlackDelivery Read(JsonElement payload)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        if (payload.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in payload.EnumerateObject())
            {
                form[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString() ?? "",
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => "",
                };
            }
        }

        return Read(form);
    }
}
