using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Asks which template to start, and where: what the shortcuts and the Home tab open.</summary>
public static class StartModal
{
    public const string Callback = "agentbot.start";
    public const string TemplateBlock = "template";
    public const string PlaceBlock = "place";

    /// <summary>The options come from us while somebody types, so that any number of templates fits.</summary>
    public const string TemplateAction = "ab.template";

    private const int MostOptions = 100;

    public static JsonObject Draw(ImmutableArray<Template> templates, string? chosen, StartAbout? about)
    {
        var blocks = new List<JsonObject>();
        if (about is not null)
        {
            blocks.Add(Block.Context($"About: {SlackText.Mrkdwn(about.Shown, 300)}"));
        }

        if (templates.IsEmpty)
        {
            blocks.Add(Block.Section("There is no template to start yet."));
            return View(blocks, about, submit: false);
        }

        var select = new JsonObject
        {
            ["type"] = "external_select",
            ["action_id"] = TemplateAction,
            ["min_query_length"] = 0,
            ["placeholder"] = Block.Plain("Choose"),
        };
        if (templates.FirstOrDefault(template => template.Name == chosen) is { } found)
        {
            select["initial_option"] = Option(found);
        }

        blocks.Add(Block.Input(TemplateBlock, "What to start", select, optional: false));
        if (about is null)
        {
            blocks.Add(Block.Input(
                PlaceBlock,
                "Where its cards go",
                new JsonObject
                {
                    ["type"] = "conversations_select",
                    ["action_id"] = "v",
                    ["default_to_current_conversation"] = true,
                    ["filter"] = new JsonObject { ["include"] = new JsonArray("public", "private"), ["exclude_bot_users"] = true },
                },
                optional: false,
                "AgentBot has to be in that channel."));
        }

        return View(blocks, about, submit: true);
    }

    /// <summary>Templates whose name or title holds what was typed.</summary>
    public static JsonArray Options(IEnumerable<Template> templates, string typed) =>
    [
        .. templates
            .Where(template => template.Name.Contains(typed, StringComparison.OrdinalIgnoreCase) || template.Workflow.Title.Contains(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(template => template.Name, StringComparer.Ordinal)
            .Take(MostOptions)
            .Select(Option),
    ];

    private static JsonObject View(IEnumerable<JsonObject> blocks, StartAbout? about, bool submit)
    {
        var view = new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = Callback,
            ["title"] = Block.Plain("Start a template"),
            ["close"] = Block.Plain("Cancel"),
            ["private_metadata"] = about?.Write() ?? "",
            ["blocks"] = Block.Array(blocks),
        };
        if (submit)
        {
            view["submit"] = Block.Plain("Next");
        }

        return view;
    }

    private static JsonObject Option(Template template)
    {
        string label = CardText.PlainLine(template.Workflow.Title, BlockLimits.OptionText);
        return Block.Option(label.Length == 0 ? template.Name : label, template.Name);
    }
}

/// <summary>The message that a run is to be about, by its bytes: references only.</summary>
/// <param name="Content">Digest of its text, kept in the channel.</param>
public sealed record StartAbout(ChannelKey Channel, string Thread, Digest Content, long Length)
{
    /// <summary>Its beginning, for the person to see; not part of the reference.</summary>
    public string Shown { get; init; } = "";

    public string Write() => new JsonObject { ["c"] = Channel.Value, ["h"] = Thread, ["d"] = Content.Value, ["n"] = Length }.ToJsonString();

    /// <summary>Null for a form that is about nothing.</summary>
    public static StartAbout? Read(string metadata)
    {
        try
        {
            return metadata.Length > 0 && JsonNode.Parse(metadata) is JsonObject told
                && told["c"] is JsonValue channel && told["h"] is JsonValue thread && told["d"] is JsonValue digest && told["n"] is JsonValue length
                    ? new StartAbout(new ChannelKey(channel.GetValue<string>()), thread.GetValue<string>(), new Digest(digest.GetValue<string>()), length.GetValue<long>())
                    : null;
        }
        catch (Exception strange) when (strange is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
