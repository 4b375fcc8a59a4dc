using System.Text.RegularExpressions;

namespace AgentBot.Core.Templates.Format;

/// <summary>Which words may name something. A name is never a path.</summary>
public enum NameRule
{
    /// <summary>A workflow or an agent: small letters, digits and hyphens, 2 to 49 characters.</summary>
    Template,

    /// <summary>A step, an input, a field: letters, digits, hyphens and underscores, at most 48 characters.</summary>
    Id,

    /// <summary>The heading of a column as it stands in the file, at most 80 characters on one line.</summary>
    Column,

    /// <summary>A secret, a model alias, a tool: letters, digits, dots, hyphens and underscores.</summary>
    Setting,
}

public static partial class NameRules
{
    public static bool Allows(this NameRule rule, string name) => rule switch
    {
        NameRule.Template => TemplateName().IsMatch(name),
        NameRule.Id => Id().IsMatch(name),
        NameRule.Column => name.Length is > 0 and <= 80 && name == name.Trim() && name[0] != '$' && !name.Any(char.IsControl),
        NameRule.Setting => Setting().IsMatch(name),
    };

    public static string Says(this NameRule rule) => rule switch
    {
        NameRule.Template => "small letters, digits and hyphens, beginning with a letter, 2 to 49 characters",
        NameRule.Id => "letters, digits, hyphens and underscores, beginning with a letter, at most 48 characters",
        NameRule.Column => "one line of at most 80 characters that does not begin with $",
        NameRule.Setting => "letters, digits, dots, hyphens and underscores, at most 64 characters",
    };

    public static string? Pattern(this NameRule rule) => rule switch
    {
        NameRule.Template => "^[a-z][a-z0-9-]{1,48}$",
        NameRule.Id => "^[A-Za-z][A-Za-z0-9_-]{0,47}$",
        NameRule.Column => null,
        NameRule.Setting => "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    };

    /// <summary>"@finance-leads" or "finance-leads" without its sign, or null.</summary>
    public static string? Principal(string text)
    {
        string name = text.StartsWith('@') ? text[1..] : text;
        return Setting().IsMatch(name) ? name : null;
    }

    /// <summary>"#finance" without its sign, or null.</summary>
    public static string? Channel(string text) => text.StartsWith('#') && ChannelName().IsMatch(text[1..]) ? text[1..] : null;

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,48}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TemplateName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,47}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ChannelName();
}
