using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Receiving;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>What comes to the address of interactions, or in an envelope of that kind.</summary>
internal static class InteractionPayload
{
    public static SlackDelivery Read(JsonElement payload)
    {
        SlackDelivery delivery = payload.Text("type") switch
        {
            "block_actions" => ReadPress(payload),
            "view_submission" => new SlackDelivery.Submitted(ViewOf(payload.Object("view")), InputsOf(payload.Object("view").Object("state")), payload.Text("trigger_id")),
            "view_closed" => new SlackDelivery.Closed(ViewOf(payload.Object("view"))),
            "shortcut" => new SlackDelivery.Shortcut(payload.Text("callback_id"), payload.Text("trigger_id"), "", null),
            "message_action" => new SlackDelivery.Shortcut(
                payload.Text("callback_id"),
                payload.Text("trigger_id"),
                payload.Text("response_url"),
                EventPayload.MessageOf(payload.Object("message"), payload.Object("channel").Text("id"))),
            "block_suggestion" => new SlackDelivery.Suggesting(
                payload.Text("action_id"),
                payload.Text("block_id"),
                payload.Text("value"),
                payload.Has("view") ? ViewOf(payload.Object("view")) : null,
                InputsOf(payload.Object("view").Object("state"))),
            var other => new SlackDelivery.Skipped($"an interaction of the kind “{other}”"),
        };
        return delivery with { Origin = OriginOf(payload) };
    }

    private static SlackOrigin OriginOf(JsonElement payload)
    {
        JsonElement user = payload.Object("user");
        JsonElement team = payload.Object("team");
        string userTeam = user.Text("team_id");

        // "team" is null where the app is installed for an organisation and the click has no workspace of its own.
        string workspace = team.Text("id").Length > 0 ? team.Text("id") : payload.Object("view").Text("team_id") is { Length: > 0 } ofView ? ofView : userTeam;
        string enterprise = payload.Object("enterprise").Text("id") is { Length: > 0 } named ? named : team.Text("enterprise_id");
        return new SlackOrigin(
            payload.Text("api_app_id"),
            workspace,
            enterprise,
            user.Text("id"),
            userTeam,
            "",
            payload.Object("channel").IsTrue("is_ext_shared") || payload.IsTrue("is_ext_shared_channel"),
            payload.IsTrue("is_enterprise_install"));
    }

    private static SlackDelivery ReadPress(JsonElement payload)
    {
        ImmutableArray<JsonElement> actions = payload.Items("actions");
        if (actions.IsEmpty)
        {
            return new SlackDelivery.Skipped("a click on nothing");
        }

        JsonElement container = payload.Object("container");
        bool inView = payload.Has("view") && container.Text("type") is "view" or "";
        PressPlace surface = inView
            ? new PressPlace.InView(ViewOf(payload.Object("view")))
            : SurfaceOf(payload, container);
        JsonElement state = inView ? payload.Object("view").Object("state") : payload.Object("state");
        return new SlackDelivery.Pressed(surface, PressOf(actions[0]), InputsOf(state), payload.Text("trigger_id"), payload.Text("response_url"));
    }

    private static PressPlace.OnMessage SurfaceOf(JsonElement payload, JsonElement container)
    {
        JsonElement message = payload.Object("message");
        string channel = container.Text("channel_id") is { Length: > 0 } named ? named : payload.Object("channel").Text("id");
        string timestamp = container.Text("message_ts") is { Length: > 0 } at ? at : message.Text("ts");
        string thread = container.Text("thread_ts") is { Length: > 0 } root ? root : message.Text("thread_ts");
        return new PressPlace.OnMessage(channel, timestamp, thread, container.IsTrue("is_ephemeral"));
    }

    private static PressedElement PressOf(JsonElement action)
    {
        SlackInput input = InputOf(action.Text("action_id"), action);
        return new PressedElement(action.Text("type"), action.Text("action_id"), action.Text("block_id"), input.Texts.IsEmpty ? "" : input.Texts[0]);
    }

    public static FilledView ViewOf(JsonElement view) => new(
        view.Text("id"),
        view.Text("type"),
        view.Text("callback_id"),
        view.Text("private_metadata"),
        view.Text("hash"),
        view.Text("root_view_id"));

    public static SlackInputs InputsOf(JsonElement state)
    {
        var blocks = new Dictionary<string, SlackInput>(StringComparer.Ordinal);
        JsonElement values = state.Object("values");
        if (values.ValueKind != JsonValueKind.Object)
        {
            return SlackInputs.None;
        }

        foreach (JsonProperty block in values.EnumerateObject())
        {
            if (block.Value.ValueKind == JsonValueKind.Object && block.Value.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } element)
            {
                blocks[block.Name] = InputOf(element.Name, element.Value);
            }
        }

        return new SlackInputs(blocks);
    }

    private static SlackInput InputOf(string actionId, JsonElement element)
    {
        string type = element.Text("type");
        ImmutableArray<string> texts = type switch
        {
            "static_select" or "external_select" or "radio_buttons" or "overflow" => One(element.Object("selected_option").Text("value")),
            "checkboxes" or "multi_static_select" or "multi_external_select" => [.. element.Items("selected_options").Select(option => option.Text("value"))],
            "datepicker" => One(element.Text("selected_date")),
            "timepicker" => One(element.Text("selected_time")),
            "datetimepicker" => One(element.Text("selected_date_time")),
            "users_select" => One(element.Text("selected_user")),
            "multi_users_select" => Texts(element.Items("selected_users")),
            "channels_select" => One(element.Text("selected_channel")),
            "multi_channels_select" => Texts(element.Items("selected_channels")),
            "conversations_select" => One(element.Text("selected_conversation")),
            "multi_conversations_select" => Texts(element.Items("selected_conversations")),
            _ => One(element.Text("value")),
        };
        return new SlackInput(type, actionId, texts, EventPayload.FilesOf(element.Items("files")));
    }

    private static ImmutableArray<string> One(string text) => text.Length == 0 ? [] : [text];

    private static ImmutableArray<string> Texts(ImmutableArray<JsonElement> items) =>
        [.. items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
