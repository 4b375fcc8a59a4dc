using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>Bodies with which presses and dialogs are answered. HTTP says 200 for all of them; what happened stands inside.</summary>
public static class InvokeBody
{
    private const int LongestToast = 400;

    /// <summary>Takes the place of the card, for the one who pressed.</summary>
    public static JsonObject Card(TeamsCard card) => card.Content is { } content
        ? new JsonObject { ["statusCode"] = 200, ["type"] = TeamsActivity.CardType, ["value"] = content.DeepClone() }
        : Toast(card.Text);

    /// <summary>A line that passes by; the card stays.</summary>
    public static JsonObject Toast(string text) =>
        new() { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = Line(text, LongestToast) };

    /// <summary>A press that changed nothing because it cannot be understood or allowed.</summary>
    public static JsonObject Refused(string text, int status = 400, string code = "BadRequest") => new()
    {
        ["statusCode"] = status,
        ["type"] = "application/vnd.microsoft.error",
        ["value"] = new JsonObject { ["code"] = code, ["message"] = Line(text, LongestToast) },
    };

    /// <summary>Opens a dialog, or shows the next step of one.</summary>
    public static JsonObject Dialog(string title, TeamsCard card) => card.Content is { } content
        ? new JsonObject
        {
            ["task"] = new JsonObject
            {
                ["type"] = "continue",
                ["value"] = new JsonObject
                {
                    ["title"] = Line(title, 80),
                    ["height"] = "large",
                    ["width"] = "large",
                    ["card"] = TeamsActivity.Attachment(content),
                },
            },
        }
        : DialogSays(card.Text);

    /// <summary>Closes a dialog with a sentence, or opens one that only says it.</summary>
    public static JsonObject DialogSays(string text) => new() { ["task"] = new JsonObject { ["type"] = "message", ["value"] = Line(text, LongestToast) } };

    private static string Line(string text, int most)
    {
        string line = CardText.PlainLine(SafeText.Plain(CardText.Visible(text)), most);
        return line.Length == 0 ? "AgentBot" : line;
    }
}
