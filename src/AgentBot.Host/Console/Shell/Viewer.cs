using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Links;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>The person a page is drawn for, with the moment and the time zone it is drawn in.</summary>
public sealed record Viewer(Person Person, DirectorySnapshot Directory, string FormToken, bool MayActAs, TimeZoneInfo Zone, DateTimeOffset Now)
{
    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Links { get; init; } = LinkRule.None;

    public PersonKey Key => Person.Key;

    public bool IsOperator => Directory.IsOperator(Person.Key);

    public Clock Clock => new(Now, Zone);

    /// <summary>The console's own channels that this person may read, by name.</summary>
    public ImmutableArray<ChannelInfo> Channels =>
        [.. Directory.Channels.Where(channel => channel.Key.Platform == ConsoleGateway.PlatformName && MayRead(channel.Key)).OrderBy(channel => channel.Name, StringComparer.Ordinal)];

    public bool MayRead(ChannelKey key) => Guard.Check(Key, Act.See, new GuardSubject(key), Directory) is null;

    public string NameOf(PersonKey key) => Directory.NameOf(key);

    public string FirstNameOf(PersonKey key) => Directory.Find(DrillKey.Behind(key))?.FirstName ?? DrillKey.Behind(key).Value;

    /// <summary>"#finance"; a channel the directory does not know shows its own id.</summary>
    public string ChannelName(ChannelKey key) => "#" + (Directory.Channel(key)?.Name ?? key.Channel).TrimStart('#');

    /// <summary>"Ben Ortiz", "@finance-leads".</summary>
    public string NameOf(Principal principal) => Directory.NameOf(principal);

    /// <summary>The names under which policies can mean this person: the own key, groups, roles, and those of whom they stand in for.</summary>
    public ImmutableArray<string> Principals => Directory.KeysOf(Key);
}
