using AgentBot.Core.Cards;

namespace AgentBot.Chat.Answering;

/// <summary>Names and kinds of files that people send.</summary>
internal static class FileNames
{
    /// <summary>The bare name: no folders, nothing that cannot be seen.</summary>
    public static string Of(string given)
    {
        string name = CardText.PlainLine(CardText.Visible(given[(given.LastIndexOfAny(['/', '\\']) + 1)..]), 200).Trim();
        return name.Length == 0 ? "file" : name.Length <= 120 ? name : name[..60] + name[^60..];
    }

    /// <summary>Kinds of files by their ending: what the sender claims is not believed.</summary>
    public static string MediaTypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => "text/csv",
        ".txt" => "text/plain",
        ".md" => "text/markdown",
        ".json" => "application/json",
        ".pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
}
