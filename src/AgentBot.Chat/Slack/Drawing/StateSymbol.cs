using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>The one symbol of a card, beside the word that it repeats. Slack cannot tint a strip.</summary>
internal static class StateSymbol
{
    /// <summary>By how the state begins; any other state has the symbol of its style.</summary>
    private static readonly (string Start, string Symbol)[] ByWord =
    [
        ("Waiting", "🔵"),
        ("Sent back", "↩️"),
        ("Withdrawn", "↩️"),
        ("Replaced", "↪️"),
        ("Changed since", "↪️"),
        ("Expired", "⌛"),
        ("Rejected", "⛔"),
        ("Refused", "⛔"),
        ("Stopped", "⏹️"),
        ("Outcome unknown", "❓"),
        ("Approved, but", "⚠️"),
        ("Failed", "⚠️"),
        ("Paused", "⏸️"),
        ("Working", "⏳"),
        ("Publishing", "⏳"),
        ("Only you", "👤"),
        ("Your version", "✏️"),
    ];

    public static string Of(ContainerStyle? style, string state)
    {
        foreach ((string start, string symbol) in ByWord)
        {
            if (state.StartsWith(start, StringComparison.Ordinal))
            {
                return symbol;
            }
        }

        return style switch
        {
            ContainerStyle.Good => "✅",
            ContainerStyle.Attention => "⛔",
            ContainerStyle.Warning => "⚠️",
            ContainerStyle.Accent => "🔵",
            _ => "▫️",
        };
    }
}
