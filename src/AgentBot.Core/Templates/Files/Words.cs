namespace AgentBot.Core.Templates.Files;

/// <summary>Names that authors write for programs, made readable: "check" is "Check", "due_date" is "Due date".</summary>
internal static class Words
{
    public static string Humanise(string id)
    {
        string text = id.Replace('_', ' ').Replace('-', ' ').Trim();
        return text.Length == 0 ? id : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
