using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Cards;

namespace AgentBot.Host.WebConsole;

/// <param name="Review">Null for a card that asks nothing about a review.</param>
/// <param name="Id">Unique on the page; prefix of the ids inside.</param>
public sealed record CardModel(Card Card, ReviewStanding? Review, ChannelKey Channel, string Id);

/// <summary>What a button of a card sends: identifiers only. The id comes last because a command may hold any character.</summary>
public sealed record CardPress(string Verb, string Kind, int Revision, string Shown, string Id)
{
    public static CardPress Of(CardAction.Execute execute) => new(execute.Verb, execute.Ref.Kind, execute.Ref.Revision, execute.Ref.Shown, execute.Ref.Id);

    /// <summary>Null for a text that no button of the console makes.</summary>
    public static CardPress? Read(string text)
    {
        string[] parts = text.Split('|', 5);
        return parts.Length == 5 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int revision)
            ? new CardPress(parts[0], parts[1], revision, parts[3], parts[4])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Verb}|{Kind}|{Revision}|{Shown}|{Id}");
}
