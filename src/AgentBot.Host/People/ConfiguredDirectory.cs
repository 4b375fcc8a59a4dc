using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.People;

/// <summary>
/// Who is who: the people of the settings, joined with the accounts, channels and groups that platforms know and with what
/// accounts have confirmed of each other. A role that people carry can be named like a group. The settings do not change while
/// the host runs; the rest does.
/// </summary>
public sealed class ConfiguredDirectory : IDirectory
{
    public static readonly WorkspaceKey Workspace = new("local");

    private readonly DirectorySnapshot _settings;
    private readonly RosterJoin _join;
    private readonly IRoster[] _rosters;
    private readonly LinkBook _links;
    private readonly AbsenceBook _absences;
    private readonly TimeProvider _time;
    private volatile Joined? _joined;

    public ConfiguredDirectory(
        IOptions<DirectoryOptions> people, IOptions<ConsoleOptions> console, IOptions<AgentBotOptions> general, HostMode mode, IOptions<SystemsOptions> systems, IEnumerable<IRoster> rosters, LinkBook links, AbsenceBook absences, TimeProvider time)
    {
        (_links, _absences, _time) = (links, absences, time);
        _rosters = [.. rosters];
        string zone = general.Value.TimeZone.Length > 0 ? general.Value.TimeZone : time.LocalTimeZone.Id;
        DirectoryOptions settings = mode.IsDemo ? DemoDirectory.Settings() : people.Value;
        ImmutableSortedDictionary<string, Person> everybody = settings.People
            .Select(entry => ToPerson(entry.Key, entry.Value, zone))
            .ToImmutableSortedDictionary(person => person.Key.Value, person => person, StringComparer.OrdinalIgnoreCase);
        _settings = new DirectorySnapshot(
            everybody,
            Groups(settings, everybody),
            [.. settings.Operators.Select(key => everybody[key].Key)],
            [.. console.Value.ChannelNames.Select(name => new ChannelInfo(ChannelKey.Of("console", Workspace, name), name, IsPrivate: false, []))],
            time.GetUtcNow())
        {
            Systems = systems.Value.Systems
                .Select(system => new AskingSystem(AskingSystem.KeyOf(system.Key.ToLowerInvariant()), system.Value.Name.Trim(), zone, [.. system.Value.Channels]))
                .ToImmutableSortedDictionary(system => system.Key.Value, system => system, StringComparer.Ordinal),
        };
        _join = new RosterJoin(settings, zone);
    }

    public DirectorySnapshot Latest => Join([.. _rosters.Select(roster => roster.Latest)], _links.Latest) with { Absences = _absences.Latest };

    public async ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct)
    {
        ImmutableArray<Absence> absences = await _absences.ReadAsync(ct);
        if (_rosters.Length == 0)
        {
            return Join([], LinkList.Empty) with { Absences = absences };
        }

        LinkList links = await _links.ReadAsync(ct);
        var read = ImmutableArray.CreateBuilder<RosterSnapshot>(_rosters.Length);
        foreach (IRoster roster in _rosters)
        {
            // Where no group hangs on the platform, the settings alone say who may decide, and they are always fresh.
            RosterSnapshot? snapshot = _join.DependsOn(roster.Platform) ? await roster.ReadAsync(maxAge, ct) : roster.Latest;
            if (snapshot is null)
            {
                return null;
            }

            read.Add(snapshot);
        }

        return Join(read.MoveToImmutable(), links) with { Absences = absences };
    }

    public async ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct)
    {
        if (_rosters.FirstOrDefault(roster => roster.Platform == channel.Platform) is not { } roster)
        {
            return await SnapshotAsync(maxAge, ct);
        }

        string own = roster.Platform + ":";
        string account = Latest.Find(person)?.Accounts.GetValueOrDefault(roster.Platform) ?? (person.Value.StartsWith(own, StringComparison.Ordinal) ? person.Value[own.Length..] : "");
        bool isAnswered = await roster.AskAsync(channel, account, ct);
        DirectorySnapshot? people = await SnapshotAsync(maxAge, ct);
        return isAnswered || people?.Find(person) is not null ? people : null;
    }

    private DirectorySnapshot Join(ImmutableArray<RosterSnapshot> rosters, LinkList links)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (rosters.IsEmpty)
        {
            return _settings with { TakenAt = now };
        }

        if (_joined is { } known && ReferenceEquals(known.Links, links) && known.Of.Zip(rosters).All(pair => ReferenceEquals(pair.First, pair.Second)))
        {
            return known.Snapshot with { TakenAt = now };
        }

        var owners = AccountOwners.Of(_settings.People.Values, links.Rows);
        DirectorySnapshot snapshot = _settings with
        {
            Owners = owners,
            People = _settings.People.SetItems(_settings.People.Values.Select(person =>
                KeyValuePair.Create(person.Key.Value, person with { Accounts = owners.AccountsOf(person.Key) ?? person.Accounts }))),
        };
        for (int at = 0; at < rosters.Length; at++)
        {
            snapshot = _join.Add(snapshot, _rosters[at].Platform, rosters[at]);
        }

        _joined = new Joined(rosters, links, snapshot);
        return snapshot with { TakenAt = now };
    }

    private static Person ToPerson(string key, PersonSetting setting, string zone)
    {
        string lower = key.ToLowerInvariant();
        var accounts = ImmutableSortedDictionary<string, string>.Empty.Add("console", lower);
        accounts = setting.Slack.Length > 0 ? accounts.Add("slack", setting.Slack) : accounts;
        accounts = setting.Teams.Length > 0 ? accounts.Add("teams", setting.Teams.ToLowerInvariant()) : accounts;
        string own = setting.TimeZone.Length > 0 ? setting.TimeZone : zone;
        return new Person(new PersonKey(lower), setting.Name.Trim(), own, [.. setting.Roles])
        {
            Accounts = accounts,
            Works = setting.Works(own),
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

    private sealed record Joined(ImmutableArray<RosterSnapshot> Of, LinkList Links, DirectorySnapshot Snapshot);
}
