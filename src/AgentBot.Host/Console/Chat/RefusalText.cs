using AgentBot.Core;
using AgentBot.Core.Commands;

namespace AgentBot.Host.WebConsole;

/// <summary>A refusal as a chat message: what was not done in bold, then why and what can be done; its suggestions become buttons.</summary>
public static class RefusalText
{
    public const string Purpose = "refusal";

    /// <summary>Markdown.</summary>
    public static string Write(Refusal refusal) => $"**{Escape(refusal.What)}** {Escape($"{refusal.Why} {refusal.Next}".Trim())}".Trim();

    /// <summary>Carries the commands that help at once as "refusal:" and their JSON.</summary>
    public static string PurposeOf(Refusal refusal) =>
        refusal.Suggestions.Count == 0 ? Purpose : $"{Purpose}:{string.Join('\n', refusal.Suggestions.Select(suggestion => $"{suggestion.Label}\t{suggestion.Command}"))}";

    public static IEnumerable<SuggestedCommand> SuggestionsOf(string purpose) =>
        purpose.StartsWith(Purpose + ":", StringComparison.Ordinal)
            ? purpose[(Purpose.Length + 1)..].Split('\n').Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2 && ButtonWords.IsTyped(parts[1])).Select(parts => new SuggestedCommand(parts[0], parts[1]))
            : [];

    /// <summary>Makes text stand as it is inside Markdown.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(letter => "\\`*_{}[]()#+-.!|<>~".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
