using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Links;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>
/// Draws a card as Teams takes it: Adaptive Card 1.5 with what Teams adds to it (mentions, views per reader, a second way for
/// clients that know no Action.Execute), within the size that Teams allows.
/// </summary>
public static class AdaptiveDrawer
{
    /// <summary>Of a whole activity, in bytes as Teams counts them; Teams refuses above 100 KB.</summary>
    public const int MostBytes = 80_000;

    /// <summary>Room for the activity around the card.</summary>
    public const int MostCardBytes = MostBytes - 6_000;

    /// <summary>Of the text beside a card, in characters; each may take six in JSON.</summary>
    public const int LongestSummary = 450;

    public static TeamsCard Draw(Card card, TeamsContext? context = null)
    {
        TeamsContext with = context ?? TeamsContext.Plain;
        card = SafeCard.Of(card, with.Links);
        string text = SummaryOf(card);
        AdaptiveWriter? last = null;
        JsonObject? content = null;
        bool Fits(Card smaller)
        {
            last = new AdaptiveWriter(with);
            content = last.Write(smaller);
            return TeamsJson.Size(content) <= MostCardBytes;
        }

        Card? fitted = CardFitting.Fit(card, Fits);
        if (fitted is null)
        {
            return new TeamsCard(null, text, ["the card: it is too large"], IsCut: true);
        }

        // The last try need not have been the one that was kept.
        Fits(fitted);
        return new TeamsCard(content, text, [.. last!.Lost], IsCut: fitted != card);
    }

    private static string SummaryOf(Card card)
    {
        string text = CardText.PlainLine(card.FallbackText, LongestSummary);
        return text.Length == 0 ? "AgentBot" : text;
    }
}
