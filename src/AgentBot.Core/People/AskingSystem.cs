using System.Collections.Immutable;
using AgentBot.Core.Templates.Format;

namespace AgentBot.Core.People;

/// <summary>Another program that may ask people for reviews, and nothing else.</summary>
/// <param name="Key">"system:payroll".</param>
/// <param name="Name">As people read it: "Payroll".</param>
/// <param name="TimeZone">IANA name; in it the cards of what it asks say their times.</param>
/// <param name="Channels">Where it may ask, as the settings name them: "#finance", "slack:#finance".</param>
public sealed record AskingSystem(PersonKey Key, string Name, string TimeZone, ImmutableArray<string> Channels)
{
    private const string Prefix = "system:";

    public static PersonKey KeyOf(string name) => new(Prefix + name);

    public static bool Is(PersonKey key) => key.Value?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The name in the settings behind a key that <see cref="Is"/> one.</summary>
    public static string NameIn(PersonKey key) => key.Value[Prefix.Length..];

    public bool MayAskIn(ChannelInfo channel) => Channels.Any(written => IsCalled(written, channel));

    /// <summary>Whether a channel is the one that is written so.</summary>
    public static bool IsCalled(string written, ChannelInfo channel) =>
        ChannelAddress.Read(written) is { } address
        && (address.Platform.Length == 0 || address.Platform == channel.Key.Platform)
        && string.Equals(channel.Name.TrimStart('#').Replace(' ', '-'), address.Name, StringComparison.OrdinalIgnoreCase);
}
