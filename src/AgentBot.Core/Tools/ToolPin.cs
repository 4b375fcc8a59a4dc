namespace AgentBot.Core.Tools;

/// <summary>What an operator agreed to of one tool of a server, whole, so that a later difference can be shown.</summary>
public sealed record ToolPin
{
    /// <summary>"files.read_file".</summary>
    public required string Tool { get; init; }

    public required Digest Pin { get; init; }

    public required ToolKind Kind { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>The JSON schema of its arguments.</summary>
    public required string Arguments { get; init; }

    /// <summary>The program or address behind it, as the settings name it.</summary>
    public required string Source { get; init; }

    public required PersonKey AgreedBy { get; init; }

    public required DateTimeOffset AgreedAt { get; init; }
}

/// <summary>How a tool differs from the one that was agreed to.</summary>
public static class ToolDifference
{
    /// <summary>What was and what is, of each part that differs.</summary>
    /// <param name="source">The program or address behind it now.</param>
    public static IEnumerable<(string What, string Was, string Now)> Between(ToolPin agreed, Tool now, string source) => new[]
    {
        ("What it says of itself", agreed.Description, now.Description),
        ("What it wants to be given", agreed.Arguments, now.Arguments),
        ("What it does", Does(agreed.Kind), Does(now.Kind)),
        ("The program or address", agreed.Source, source),
    }.Where(part => part.Item2 != part.Item3);

    private static string Does(ToolKind kind) => kind == ToolKind.Write ? "writes" : "reads";

    /// <summary>"what it says of itself and what it wants to be given have changed".</summary>
    public static string InWords(ToolPin agreed, Tool now)
    {
        string[] parts =
        [
            .. agreed.Description != now.Description ? new[] { "what it says of itself" } : [],
            .. agreed.Arguments != now.Arguments ? new[] { "what it wants to be given" } : [],
            .. agreed.Kind != now.Kind ? new[] { "whether it writes" } : [],
        ];
        return parts.Length == 0 ? "the program or address behind it is another" : $"{Cards.Wording.List(parts)} {(parts.Length == 1 ? "has" : "have")} changed since it was agreed to";
    }
}
