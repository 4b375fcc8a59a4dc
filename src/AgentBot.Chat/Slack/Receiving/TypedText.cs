using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>
/// Reads words as Slack writes them: escapes and the tokens of people, channels and links, decoded once into what the command
/// parser knows. In a command people and channels become keys; in free words, such as a remark, their names.
/// </summary>
public static partial class TypedText
{
    private const string Platform = "slack";
    private const int MostPeople = 10;

    private static readonly string[] FreeWords = ["remember", "reject", "changes", "facts"];

    /// <summary>Accounts named in the text, each once.</summary>
    public static ImmutableArray<string> AccountsIn(string text) =>
        [.. Token().Matches(text).Where(match => match.Groups["sign"].Value == "@").Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal).Take(MostPeople)];

    public static bool Mentions(string text, string account) => account.Length > 0 && AccountsIn(text).Contains(account);

    /// <param name="bot">AgentBot's own account, whose mention only says that the words are for it; empty where it is not known yet.</param>
    public static string Read(string text, string bot, WorkspaceKey workspace, DirectorySnapshot people)
    {
        string own = bot.Length == 0 ? text : text.Replace($"<@{bot}>", "", StringComparison.Ordinal);
        bool inWords = FreeWords.Contains(FirstWord(own), StringComparer.OrdinalIgnoreCase);
        var read = new StringBuilder(own.Length);
        int at = 0;
        foreach (Match token in Token().Matches(own))
        {
            read.Append(own, at, token.Index - at);
            string label = token.Groups["label"].Value;
            string id = token.Groups["id"].Value;
            if (token.Groups["sign"].Value != "@" || id != bot)
            {
                read.Append(Written(token.Groups["sign"].Value, id, label, inWords, workspace, people));
            }

            at = token.Index + token.Length;
        }

        read.Append(own, at, own.Length - at);
        return Plain(read.ToString()).Trim();
    }

    /// <summary>The same for words that are no command, such as a message that somebody points at.</summary>
    public static string ReadWords(string text, WorkspaceKey workspace, DirectorySnapshot people) =>
        Plain(Token().Replace(text, token => Written(token.Groups["sign"].Value, token.Groups["id"].Value, token.Groups["label"].Value, true, workspace, people))).Trim();

    private static string Written(string sign, string id, string label, bool inWords, WorkspaceKey workspace, DirectorySnapshot people) => sign switch
    {
        "@" => inWords ? "@" + people.NameOf(people.KeyOf(Platform, id)) : "@" + people.KeyOf(Platform, id).Value,
        "#" when inWords => "#" + (label.Length > 0 ? label : people.Channel(ChannelKey.Of(Platform, workspace, id))?.Name ?? id),
        "#" => ChannelKey.Of(Platform, workspace, id).Value,
        "!" => Special(id, label),
        _ => Link(id, label),
    };

    // "!here" becomes plain words: what somebody typed must not call everybody again when it is shown.
    private static string Special(string id, string label)
    {
        if (label.Length > 0)
        {
            return label;
        }

        int caret = id.IndexOf('^', StringComparison.Ordinal);
        string word = caret < 0 ? id : id[..caret];
        return word is "here" or "channel" or "everyone" ? "@" + word : word;
    }

    // Slack turns "example.com" into a link with that label; only a label that hides its address needs both.
    private static string Link(string address, string label) =>
        label.Length == 0 ? address
        : address.Contains(label, StringComparison.OrdinalIgnoreCase) ? label
        : $"{label} ({address})";

    private static string FirstWord(string text)
    {
        string trimmed = Token().Replace(text, "").TrimStart().TrimStart('/');
        int space = trimmed.AsSpan().IndexOfAny(' ', '\n', '\t');
        return space < 0 ? trimmed : trimmed[..space];
    }

    private static string Plain(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex(@"<(?<sign>[@#!]?)(?<id>[^<>|\s][^<>|]*)(\|(?<label>[^<>]*))?>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
