using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>The bare blocks and text objects of Block Kit. Texts given here are escaped and cut already.</summary>
internal static class Block
{
    public static JsonObject Section(string mrkdwn) => new() { ["type"] = "section", ["text"] = Mrkdwn(mrkdwn), ["expand"] = true };

    public static JsonObject Fields(IEnumerable<string> mrkdwn) => new() { ["type"] = "section", ["fields"] = Array(mrkdwn.Select(Mrkdwn)) };

    public static JsonObject Header(string plain) => new() { ["type"] = "header", ["text"] = Plain(plain) };

    public static JsonObject Context(string mrkdwn) => new() { ["type"] = "context", ["elements"] = new JsonArray(Mrkdwn(mrkdwn)) };

    public static JsonObject Divider() => new() { ["type"] = "divider" };

    public static JsonObject Actions(IEnumerable<JsonObject> elements) => new() { ["type"] = "actions", ["elements"] = Array(elements) };

    public static JsonObject RichText(IEnumerable<JsonObject> elements) => new() { ["type"] = "rich_text", ["elements"] = Array(elements) };

    public static JsonObject RichSection(IEnumerable<JsonObject> elements) => new() { ["type"] = "rich_text_section", ["elements"] = Array(elements) };

    public static JsonObject RichQuote(IEnumerable<JsonObject> elements) => new() { ["type"] = "rich_text_quote", ["elements"] = Array(elements) };

    public static JsonObject Preformatted(string text) =>
        new() { ["type"] = "rich_text_preformatted", ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };

    public static JsonObject Input(string blockId, string label, JsonObject element, bool optional, string hint = "")
    {
        var input = new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = blockId,
            ["label"] = Plain(label),
            ["element"] = element,
            ["optional"] = optional,
        };
        if (hint.Length > 0)
        {
            input["hint"] = Plain(hint);
        }

        return input;
    }

    /// <summary>Emoji names in outside text stay text.</summary>
    public static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    /// <summary>Verbatim: addresses and channel names in it do not become links by themselves.</summary>
    public static JsonObject Mrkdwn(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };

    public static JsonObject Option(string text, string value) => new() { ["text"] = Plain(text), ["value"] = value };

    public static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);
}
