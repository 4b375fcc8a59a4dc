using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>Messages as the connector takes them. A card stands alone: a text beside it would become a message of its own.</summary>
public static class TeamsActivity
{
    public const string CardType = "application/vnd.microsoft.card.adaptive";

    /// <summary>Of a message without a card, in characters.</summary>
    public const int LongestText = 28_000;

    /// <summary>The card, or its text where it could not be made to fit.</summary>
    public static JsonObject Of(TeamsCard card) => card.Content is { } content
        ? new JsonObject { ["type"] = "message", ["summary"] = card.Text, ["attachments"] = new JsonArray(Attachment(content)) }
        : Of(card.Text);

    /// <summary>Letter for letter: nothing in it is obeyed. What is too long is cut.</summary>
    public static JsonObject Of(string text)
    {
        string visible = CardText.Visible(text).Trim();
        JsonObject activity = Plain(visible, LongestText);
        // Some letters take six times their room in JSON.
        for (int most = LongestText / 2; TeamsJson.Size(activity) > AdaptiveDrawer.MostBytes; most /= 2)
        {
            activity = Plain(visible, most);
        }

        return activity;
    }

    public static JsonObject Attachment(JsonObject content) => new() { ["contentType"] = CardType, ["content"] = content.DeepClone() };

    private static JsonObject Plain(string text, int most)
    {
        string shown = CardText.Cut(text, most);
        return new JsonObject { ["type"] = "message", ["textFormat"] = "plain", ["text"] = shown.Length == 0 ? "–" : shown };
    }
}
