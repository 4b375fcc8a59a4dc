using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>
/// Turns the names of those who must act into mentions, in the sentence that says who decides and nowhere else: the same words
/// in a draft or a file call nobody.
/// </summary>
internal static class TeamsMentions
{
    /// <summary>Of one card.</summary>
    private const int Most = 10;

    /// <returns>What the card's msteams part must list.</returns>
    public static ImmutableArray<JsonObject> Put(JsonObject root, ImmutableArray<CardMention> mentions, TeamsContext context)
    {
        var entities = ImmutableArray.CreateBuilder<JsonObject>();
        JsonObject? sentence = mentions.IsDefaultOrEmpty ? null
            : (root["body"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(element => (string?)element["id"] == CardPart.Deciders && (string?)element["type"] == "TextBlock");
        if (sentence is null)
        {
            return [];
        }

        string text = (string)sentence["text"]!;
        var called = new HashSet<string>(StringComparer.Ordinal);
        foreach (CardMention mention in mentions)
        {
            string name = CardText.Escape(mention.Text);
            int at = name.Length == 0 ? -1 : text.IndexOf(name, StringComparison.Ordinal);
            ImmutableArray<MentionedMember> who = at < 0 ? [] : [.. context.MentionsOf(mention).Where(one => NameOf(one).Length > 0 && called.Count < Most && called.Add(one.Id))];
            if (who.IsEmpty)
            {
                continue;
            }

            string[] marks = [.. who.Select(one => $"<at>{NameOf(one)}</at>")];
            bool isPerson = who.Length == 1 && mention.Who.Kind == AgentBot.Core.Templates.Spec.PrincipalKind.Person;
            string put = isPerson ? marks[0] : $"{name} ({string.Join(", ", marks)})";
            text = text[..at] + put + text[(at + name.Length)..];
            entities.AddRange(who.Select((one, i) => new JsonObject
            {
                ["type"] = "mention",
                ["text"] = marks[i],
                ["mentioned"] = new JsonObject { ["id"] = one.Id, ["name"] = NameOf(one) },
            }));
        }

        sentence["text"] = text;
        return entities.ToImmutable();
    }

    // Both places must hold the same letters, so nothing may stand there that Markdown or the mark itself would need escaped.
    private static string NameOf(MentionedMember mention) =>
        string.Concat(CardText.PlainLine(mention.Name, 60).Where(letter => letter is not ('<' or '>' or '&' or '*' or '_' or '`' or '[' or ']' or '\\' or '~' or '#'))).Trim();
}
