using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Receiving;

/// <summary>Reads the one kind of body that Teams sends. What is missing or strange becomes empty, never an exception.</summary>
internal static class ActivityPayload
{
    private const string ThreadMark = ";messageid=";
    private const int MostMentions = 20;
    private const int MostFiles = 20;

    /// <summary>What a button's data holds beside inputs.</summary>
    private static readonly HashSet<string> OwnNames = ["verb", "kind", "id", "revision", "shown", "msteams", PressData.Key, PressData.Page];

    public static TeamsDelivery Read(JsonElement activity)
    {
        TeamsOrigin origin = OriginOf(activity);
        bool isInvoke = activity.Text("type") == "invoke";
        TeamsDelivery delivery = origin.Sender.IsBot && activity.Text("type") is "message"
            ? new TeamsDelivery.Skipped("the words of a bot")
            : activity.Text("type") switch
            {
                "message" => ReadMessage(activity, origin),
                "invoke" => ReadInvoke(activity),
                "installationUpdate" => ReadInstallation(activity),
                "conversationUpdate" => ReadUpdate(activity, origin),
                var other => new TeamsDelivery.Skipped($"an activity of the kind “{other}”"),
            };
        return delivery with { Origin = origin, IsInvoke = isInvoke };
    }

    private static TeamsOrigin OriginOf(JsonElement activity)
    {
        JsonElement data = activity.Object("channelData");
        JsonElement reader = activity.Object("recipient");
        string tenant = FirstOf(activity.Object("conversation").Text("tenantId"), data.Object("tenant").Text("id"));
        return new TeamsOrigin(
            activity.Text("channelId"),
            tenant.ToLowerInvariant(),
            activity.Text("serviceUrl"),
            RoomOf(activity, data),
            SenderOf(activity),
            activity.Text("id"),
            activity.Text("name"),
            reader.Text("id"),
            activity.Text("replyToId"),
            reader.IsTrue("isTargeted"));
    }

    private static TeamsSpot RoomOf(JsonElement activity, JsonElement data)
    {
        JsonElement conversation = activity.Object("conversation");
        string id = conversation.Text("id");
        int mark = id.IndexOf(ThreadMark, StringComparison.Ordinal);
        TeamsRoomKind kind = conversation.Text("conversationType") switch
        {
            "channel" => TeamsRoomKind.Channel,
            "groupChat" => TeamsRoomKind.GroupChat,
            "personal" => TeamsRoomKind.Personal,
            _ => data.Has("team") || data.Has("teamsTeamId") ? TeamsRoomKind.Channel : conversation.IsTrue("isGroup") ? TeamsRoomKind.GroupChat : TeamsRoomKind.Personal,
        };

        // An update of a whole team bears the id of its first channel; the channel it is about stands beside it.
        string channel = kind == TeamsRoomKind.Channel ? FirstOf(mark < 0 ? data.Object("channel").Text("id") : "", mark < 0 ? id : id[..mark]) : id;
        string thread = mark < 0 || kind != TeamsRoomKind.Channel ? "" : id[(mark + ThreadMark.Length)..];
        return new TeamsSpot(
            kind,
            channel,
            thread,
            FirstOf(data.Object("channel").Text("name"), kind == TeamsRoomKind.Channel ? "" : conversation.Text("name")),
            FirstOf(data.Object("team").Text("id"), data.Text("teamsTeamId")),
            data.Object("team").Text("name"));
    }

    private static TeamsSender SenderOf(JsonElement activity)
    {
        JsonElement from = activity.Object("from");
        string id = from.Text("id");
        string zone = FirstOf(activity.Text("localTimezone"), activity.Items("entities").FirstOrDefault(entity => entity.Text("type") == "clientInfo").Text("timezone"));
        bool isBot = id.StartsWith("28:", StringComparison.Ordinal) || from.Text("role") is "bot" or "skill";
        return new TeamsSender(isBot ? "" : from.Text("aadObjectId").ToLowerInvariant(), id, from.Text("name"), TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : "", isBot);
    }

    private static TeamsDelivery ReadMessage(JsonElement activity, TeamsOrigin origin)
    {
        JsonElement value = activity.Object("value");
        if (value.ValueKind == JsonValueKind.Object)
        {
            return PressOf(value, "") is { } press
                ? new TeamsDelivery.Pressed(press, InputsOf(value), IsRefresh: false)
                : new TeamsDelivery.Skipped("a card of somebody else");
        }

        ImmutableArray<NamedInText> mentions =
        [
            .. activity.Items("entities")
                .Where(entity => entity.Text("type") == "mention")
                .Take(MostMentions)
                .Select(entity => new NamedInText(entity.Object("mentioned").Text("id"), entity.Object("mentioned").Text("name"), entity.Text("text")))
                .Where(mention => mention.Id.Length > 0),
        ];
        ImmutableArray<TeamsFile> files =
        [
            .. activity.Items("attachments")
                .Where(attachment => attachment.Text("contentType") == "application/vnd.microsoft.teams.file.download.info")
                .Take(MostFiles)
                .Select(attachment => new TeamsFile(attachment.Text("name"), attachment.Object("content").Text("fileType"), attachment.Object("content").Text("downloadUrl"))),
        ];
        return new TeamsDelivery.Said(activity.Text("text"), mentions.Any(mention => mention.Id == origin.Reader), mentions, files);
    }

    private static TeamsDelivery ReadInvoke(JsonElement activity)
    {
        JsonElement value = activity.Object("value");
        switch (activity.Text("name"))
        {
            case "adaptiveCard/action":
                JsonElement action = value.Object("action");
                JsonElement given = action.Object("data");
                return PressOf(given, action.Text("verb")) is { } press
                    ? new TeamsDelivery.Pressed(press, InputsOf(given), value.Text("trigger") == "automatic")
                    : new TeamsDelivery.Skipped("a card of somebody else");
            case "task/fetch":
                return PressOf(value.Object("data"), "") is { } asked
                    ? new TeamsDelivery.DialogAsked(asked, InputsOf(value.Object("data")))
                    : new TeamsDelivery.Skipped("a card of somebody else");
            case "task/submit":
                return PressOf(value.Object("data"), "") is { } submitted
                    ? new TeamsDelivery.DialogSubmitted(submitted, InputsOf(value.Object("data")))
                    : new TeamsDelivery.Skipped("a dialog of somebody else");
            case var other:
                return new TeamsDelivery.UnknownInvoke(other);
        }
    }

    private static TeamsDelivery ReadInstallation(JsonElement activity) => activity.Text("action") switch
    {
        "add" or "add-upgrade" => new TeamsDelivery.Installed(Present: true),
        "remove" => new TeamsDelivery.Installed(Present: false),
        var other => new TeamsDelivery.Skipped($"an installation of the kind “{other}”"),
    };

    private static TeamsDelivery ReadUpdate(JsonElement activity, TeamsOrigin origin)
    {
        bool IsUs(JsonElement member) => origin.Reader.Length > 0 && member.Text("id") == origin.Reader;
        if (activity.Items("membersAdded").Any(IsUs))
        {
            return new TeamsDelivery.Installed(Present: true);
        }

        if (activity.Items("membersRemoved").Any(IsUs))
        {
            return new TeamsDelivery.Installed(Present: false);
        }

        if (activity.Items("membersAdded").Length + activity.Items("membersRemoved").Length > 0)
        {
            return new TeamsDelivery.MembersChanged();
        }

        return activity.Object("channelData").Text("eventType") switch
        {
            "channelDeleted" => new TeamsDelivery.ChannelChanged(Gone: true),
            "channelCreated" or "channelRenamed" or "channelRestored" or "teamRenamed" => new TeamsDelivery.ChannelChanged(Gone: false),
            "teamDeleted" or "teamHardDeleted" or "teamArchived" => new TeamsDelivery.Installed(Present: false),
            "teamRestored" or "teamUnarchived" => new TeamsDelivery.Installed(Present: true),
            var other => new TeamsDelivery.Skipped($"an update of the kind “{other}”"),
        };
    }

    /// <summary>Null for data that no button of ours sends.</summary>
    private static TeamsPress? PressOf(JsonElement data, string verb)
    {
        string named = FirstOf(verb, data.Text("verb"));
        string kind = data.Text("kind"), id = data.Text("id");
        return named.Length == 0 || kind.Length == 0 || id.Length == 0
            ? null
            : new TeamsPress(named, new ActionRef(kind, id, (int)Math.Clamp(data.Number("revision"), 0, int.MaxValue), data.Text("shown")))
            {
                Key = data.Text(PressData.Key),
                Page = (int)Math.Clamp(data.Number(PressData.Page), 0, int.MaxValue),
            };
    }

    private static TeamsInputs InputsOf(JsonElement data)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (data.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty input in data.EnumerateObject().Where(input => !OwnNames.Contains(input.Name)))
            {
                string value = input.Value.ValueKind switch
                {
                    JsonValueKind.String => input.Value.GetString() ?? "",
                    JsonValueKind.Number => input.Value.GetRawText(),
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => "",
                };
                // Another button's field of the same name may come along empty.
                string name = PressData.InputName(input.Name);
                if (value.Length > 0 || !texts.ContainsKey(name))
                {
                    texts[name] = value;
                }
            }
        }

        return new TeamsInputs(texts);
    }

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
