using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>Messages as the connector takes them. A card stands alone: a text beside it would become a message of its own.</summary>
public static class TeamsActivity
{
    public const string CardType = "application/vnd.microsoft.card.adaptive";

    /// <summary>Of a message without a card, in characters.</summary>
    public const int LongestText = 28_000;

    /// <summary>Of a part of a stream that says what is being done, in characters.</summary>
    private const int LongestStreamed = 900;

    /// <summary>The card, or its text where it could not be made to fit.</summary>
    public static JsonObject Of(TeamsCard card) => card.Content is { } content
        ? new JsonObject { ["type"] = "message", ["summary"] = card.Text, ["attachments"] = new JsonArray(Attachment(content)) }
        : Of(card.Text);

    /// <summary>Letter for letter: nothing in it is obeyed. What is too long is cut.</summary>
    public static JsonObject Of(string text)
    {
        string visible = SafeText.Plain(CardText.Visible(text).Trim());
        JsonObject activity = Plain(visible, LongestText);
        // Some letters take six times their room in JSON.
        for (int most = LongestText / 2; TeamsJson.Size(activity) > AdaptiveDrawer.MostBytes; most /= 2)
        {
            activity = Plain(visible, most);
        }

        return activity;
    }

    public static JsonObject Attachment(JsonObject content) => new() { ["contentType"] = CardType, ["content"] = content.DeepClone() };

    public static JsonObject Typing() => new() { ["type"] = "typing" };

    /// <summary>A part of a stream that says what is being done.</summary>
    /// <param name="sequence">From 1, one more for each part.</param>
    /// <param name="stream">Its name; empty for the first part.</param>
    public static JsonObject Informs(string text, int sequence, string stream)
    {
        var info = new JsonObject { ["type"] = "streaminfo", ["streamType"] = "informative", ["streamSequence"] = sequence };
        if (stream.Length > 0)
        {
            info["streamId"] = stream;
        }

        return new JsonObject { ["type"] = "typing", ["text"] = CardText.PlainLine(SafeText.Plain(CardText.Visible(text)), LongestStreamed), ["entities"] = new JsonArray(info) };
    }

    /// <summary>The message that a stream becomes.</summary>
    public static JsonObject EndsStream(string text, string stream)
    {
        JsonObject activity = Of(text);
        activity["entities"] = new JsonArray(new JsonObject { ["type"] = "streaminfo", ["streamId"] = stream, ["streamType"] = "final" });
        return activity;
    }

    private static JsonObject Plain(string text, int most)
    {
        string shown = CardText.Cut(text, most);
        return new JsonObject { ["type"] = "message", ["textFormat"] = "plain", ["text"] = shown.Length == 0 ? "–" : shown };
    }
}
