using System.Net;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>
/// Reads words as Teams writes them: marks of mentions and escapes, decoded once into what the command parser knows. In a command
/// people become keys; in free words, such as a remark, their names.
/// </summary>
public static class SaidText
{
    private static readonly string[] FreeWords = ["remember", "reject", "changes", "facts"];

    /// <param name="reader">AgentBot itself, whose mention only says that the words are for it.</param>
    /// <param name="keyOf">The person behind Teams' own id; null where nobody knows.</param>
    public static string Read(TeamsDelivery.Said said, string reader, Func<string, PersonKey?> keyOf, DirectorySnapshot people)
    {
        string text = said.Text;
        foreach (NamedInText own in said.Mentions.Where(mention => mention.Id == reader && mention.Written.Length > 0))
        {
            text = text.Replace(own.Written, " ", StringComparison.Ordinal);
        }

        bool inWords = FreeWords.Contains(FirstWord(text), StringComparer.OrdinalIgnoreCase);
        foreach (NamedInText other in said.Mentions.Where(mention => mention.Id != reader && mention.Written.Length > 0))
        {
            string named = keyOf(other.Id) is { } key ? "@" + (inWords ? people.NameOf(key) : key.Value) : "@" + other.Name;
            text = text.Replace(other.Written, named, StringComparison.Ordinal);
        }

        // Spaces that Teams makes hard around a mention are ordinary ones; lines stay, because remarks have them.
        string plain = WebUtility.HtmlDecode(text).Replace('\u00a0', ' ').ReplaceLineEndings("\n");
        return string.Join('\n', plain.Split('\n').Select(line => string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))).Trim();
    }

    private static string FirstWord(string text)
    {
        string trimmed = WebUtility.HtmlDecode(text).Trim().TrimStart('/');
        int space = trimmed.AsSpan().IndexOfAny(' ', '\n', '\u00a0');
        return space < 0 ? trimmed : trimmed[..space];
    }
}
