using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Writes inks as elements of rich text, which shows every character as it is.</summary>
internal static class RichText
{
    public static IEnumerable<JsonObject> Elements(IEnumerable<Ink> inks) => inks.Where(ink => ink.Text.Length > 0).Select(Element);

    private static JsonObject Element(Ink ink)
    {
        if (ink.Mention is { } mention)
        {
            return mention.IsGroup
                ? new JsonObject { ["type"] = "usergroup", ["usergroup_id"] = mention.Id }
                : new JsonObject { ["type"] = "user", ["user_id"] = mention.Id };
        }

        var element = ink.Url.Length > 0
            ? new JsonObject { ["type"] = "link", ["url"] = ink.Url, ["text"] = ink.Text }
            : new JsonObject { ["type"] = "text", ["text"] = ink.Text };
        if (ink.Bold || ink.Italic || ink.Strike || ink.Code)
        {
            var style = new JsonObject();
            Mark(style, "bold", ink.Bold);
            Mark(style, "italic", ink.Italic);
            Mark(style, "strike", ink.Strike);
            Mark(style, "code", ink.Code);
            element["style"] = style;
        }

        return element;
    }

    private static void Mark(JsonObject style, string name, bool on)
    {
        if (on)
        {
            style[name] = true;
        }
    }
}
