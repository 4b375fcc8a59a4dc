using System.Collections.Immutable;

namespace AgentBot.Core.Templates.Format;

/// <summary>A channel as a template names it: "#finance" where the run is, "teams:#finance" on another platform.</summary>
/// <param name="Platform">Empty for the run's own.</param>
/// <param name="Name">Without its sign.</param>
public sealed record ChannelAddress(string Platform, string Name)
{
    public static readonly ImmutableArray<string> Platforms = ["slack", "teams", "console"];

    /// <summary>Null for a text that names no channel.</summary>
    public static ChannelAddress? Read(string text)
    {
        int at = text.IndexOf(":#", StringComparison.Ordinal);
        string platform = at < 0 ? "" : text[..at];
        return NameRules.Channel(text[(at + 1)..]) is { } name && (at < 0 || Platforms.Contains(platform)) ? new ChannelAddress(platform, name) : null;
    }
}
