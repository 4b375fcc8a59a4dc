using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.People;

/// <summary>
/// Who is who, from the settings. They do not change while the host runs, so every snapshot is as fresh as can be.
/// A role that people carry can be named like a group.
/// </summary>
public sealed class ConfiguredDirectory : IDirectory
{
    public static readonly WorkspaceKey Workspace = new("local");

    private readonly DirectorySnapshot _snapshot;
    private readonly TimeProvider _time;

    public ConfiguredDirectory(
        IOptions<DirectoryOptions> people, IOptions<ConsoleOptions> console, IOptions<AgentBotOptions> general, HostMode mode, TimeProvider time)
    {
        _time = time;
        string zone = general.Value.TimeZone.Length > 0 ? general.Value.TimeZone : time.LocalTimeZone.Id;
        DirectoryOptions settings = mode.IsDemo ? DemoDirectory.Settings() : people.Value;
        ImmutableSortedDictionary<string, Person> everybody = settings.People
            .Select(entry => ToPerson(entry.Key, entry.Value, zone))
            .ToImmutableSortedDictionary(person => person.Key.Value, person => person, StringComparer.OrdinalIgnoreCase);
        _snapshot = new DirectorySnapshot(
            everybody,
            Groups(settings, everybody),
            [.. settings.Operators.Select(key => everybody[key].Key)],
            [.. console.Value.ChannelNames.Select(name => new ChannelInfo(ChannelKey.Of("console", Workspace, name), name, IsPrivate: false, []))],
            time.GetUtcNow());
    }

    public DirectorySnapshot Latest => _snapshot with { TakenAt = _time.GetUtcNow() };

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => new(Latest);

    private static Person ToPerson(string key, PersonSetting setting, string zone)
    {
        string lower = key.ToLowerInvariant();
        var accounts = ImmutableSortedDictionary<string, string>.Empty.Add("console", lower);
        accounts = setting.Slack.Length > 0 ? accounts.Add("slack", setting.Slack) : accounts;
        accounts = setting.Teams.Length > 0 ? accounts.Add("teams", setting.Teams) : accounts;
        return new Person(new PersonKey(lower), setting.Name.Trim(), setting.TimeZone.Length > 0 ? setting.TimeZone : zone, [.. setting.Roles])
        {
            Accounts = accounts,
        };
    }

    private static ImmutableSortedDictionary<string, Group> Groups(DirectoryOptions settings, ImmutableSortedDictionary<string, Person> everybody)
    {
        var groups = ImmutableSortedDictionary.CreateBuilder<string, Group>(StringComparer.OrdinalIgnoreCase);
        foreach (IGrouping<string, PersonKey> role in everybody.Values.SelectMany(person => person.Roles.Select(role => (role, person.Key))).GroupBy(entry => entry.role, entry => entry.Key))
        {
            groups[role.Key] = new Group(role.Key, [.. role.Order(Comparer<PersonKey>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value)))]);
        }

        foreach ((string name, GroupSetting group) in settings.Groups)
        {
            string lower = name.ToLowerInvariant();
            groups[lower] = new Group(lower, [.. group.Members.Select(member => everybody[member].Key)]);
        }

        return groups.ToImmutable();
    }
}
