using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.People;

/// <summary>A human with one account per platform.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Roles">Words of the settings such as analyst, finance-lead, cfo; shown beside the name.</param>
public sealed record Person(PersonKey Key, string Name, string TimeZone, ImmutableArray<string> Roles)
{
    /// <summary>Platform name to account id there.</summary>
    public ImmutableSortedDictionary<string, string> Accounts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Of another organisation, met in a shared channel, and not named in the settings: may look, not start.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Platforms on which this person's account was closed.</summary>
    public ImmutableSortedSet<string> ClosedOn { get; init; } = [];

    /// <summary>When they work; null for the usual hours in their zone.</summary>
    public Schedules.WorkingHours? Works { get; init; }

    public string FirstName => Name.Split(' ')[0];
}

public sealed record Group(string Name, ImmutableArray<PersonKey> Members)
{
    /// <summary>Platform name to the id of the same group there, where it has one: so that it can be called there as a whole.</summary>
    public ImmutableSortedDictionary<string, string> Accounts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Who is who at one moment. Membership older than its reader allows must not close a quorum.</summary>
public sealed record DirectorySnapshot(
    ImmutableSortedDictionary<string, Person> People,
    ImmutableSortedDictionary<string, Group> Groups,
    ImmutableHashSet<PersonKey> Operators,
    ImmutableArray<ChannelInfo> Channels,
    DateTimeOffset TakenAt)
{
    /// <summary>Which accounts, named "platform:account", belong to whom: by the settings, or because both sides confirmed it.</summary>
    public AccountOwners Owners { get; init; } = AccountOwners.None;

    /// <summary>Who is away, by person; also those whose absence begins later or has just ended.</summary>
    public ImmutableArray<Absence> Absences { get; init; } = [];

    /// <summary>Programs that may ask for reviews, by their key. None of them is a person: no policy and no group can mean one.</summary>
    public ImmutableSortedDictionary<string, AskingSystem> Systems { get; init; } = ImmutableSortedDictionary<string, AskingSystem>.Empty;

    public Person? Find(PersonKey key) => People.GetValueOrDefault(Current(key).Value);

    /// <summary>The key under which somebody is known now: rows may still name them by an account that was theirs alone before it was linked.</summary>
    public PersonKey Current(PersonKey key) => Owners.Of(key);

    /// <summary>
    /// Whether two keys are one human, so that the one cannot decide about what the other asked for. A link that was ended still
    /// counts here: who once said "that is me" does not become a second pair of eyes by taking it back.
    /// </summary>
    public bool IsSame(PersonKey one, PersonKey other) => Owners.HumanOf(one) == Owners.HumanOf(other);

    /// <summary>The person whose account that is; an account that nobody has linked is a person of its own.</summary>
    public PersonKey KeyOf(string platform, string account)
    {
        var own = new PersonKey($"{platform}:{account}");
        PersonKey owner = Current(own);
        return owner != own ? owner : People.Values.FirstOrDefault(person => person.Accounts.GetValueOrDefault(platform) == account)?.Key ?? own;
    }

    /// <summary>As people read it; of who asks for a drill, the name of whoever asked for what it repeats.</summary>
    public string NameOf(PersonKey key) => DrillKey.Is(key) ? NameOf(DrillKey.Behind(key)) : Find(key)?.Name ?? SystemOf(key)?.Name ?? key.Value;

    /// <summary>Null for people and for programs that the settings do not name.</summary>
    public AskingSystem? SystemOf(PersonKey key) => AskingSystem.Is(key) ? Systems.GetValueOrDefault(key.Value) : null;

    /// <summary>"Priya Nair", "@finance-leads", "those with the role cfo"; of a role that one person has, the name.</summary>
    public string NameOf(Principal principal) => principal.Kind switch
    {
        PrincipalKind.Role => Resolve(principal) is [var only] ? NameOf(only) : principal.ToString(),
        PrincipalKind.Group => principal.ToString(),
        _ => People.TryGetValue(principal.Name, out Person? person) ? person.Name : principal.ToString(),
    };

    /// <summary>Whether a principal may stand for more than one person.</summary>
    public bool IsGroup(Principal principal) =>
        principal.Kind is PrincipalKind.Group or PrincipalKind.Role || (principal.Kind == PrincipalKind.Either && !People.ContainsKey(principal.Name));

    public bool IsMember(PersonKey person, string group) => Groups.TryGetValue(group, out Group? found) && found.Members.Contains(person);

    public bool IsOperator(PersonKey person) => Operators.Contains(person);

    /// <summary>Whether somebody is away at the moment of this snapshot; null where not.</summary>
    public Absence? AbsenceOf(PersonKey person) => Absences.IsEmpty ? null
        : Absences.FirstOrDefault(absence => IsSame(absence.Person, person) && absence.From <= TakenAt && TakenAt < absence.Until);

    /// <summary>
    /// The <see cref="Principal.Key"/>s under which a policy can mean this person: the own key, groups, roles, and the same of those
    /// for whom they stand in now.
    /// </summary>
    public ImmutableArray<string> KeysOf(PersonKey person) =>
    [
        .. Absences.Where(absence => absence.Substitute is { } substitute && IsSame(substitute, person) && AbsenceOf(absence.Person) == absence)
            .Select(absence => Current(absence.Person)).Prepend(person).Distinct().SelectMany(OwnKeysOf).Distinct(),
    ];

    private IEnumerable<string> OwnKeysOf(PersonKey person) =>
    [
        person.Value,
        .. Groups.Values.Where(group => group.Members.Contains(person)).Select(group => group.Name),
        .. (Find(person)?.Roles ?? []).Select(Principal.KeyOfRole),
    ];

    /// <summary>The people a principal stands for; empty when nobody has that name, which means "nobody", never "anyone".</summary>
    public ImmutableArray<PersonKey> Resolve(Principal principal)
    {
        if (principal.Kind == PrincipalKind.Role)
        {
            return [.. People.Values.Where(one => one.Roles.Contains(principal.Name, StringComparer.OrdinalIgnoreCase)).Select(one => one.Key)];
        }

        if (principal.Kind != PrincipalKind.Group && People.TryGetValue(principal.Name, out Person? person))
        {
            return [person.Key];
        }

        return principal.Kind != PrincipalKind.Person && Groups.TryGetValue(principal.Name, out Group? group) ? group.Members : [];
    }

    public ChannelInfo? Channel(ChannelKey key) => Channels.FirstOrDefault(channel => channel.Key == key);
}

/// <param name="Members">Empty for a channel that everybody of the workspace may read.</param>
public sealed record ChannelInfo(ChannelKey Key, string Name, bool IsPrivate, ImmutableArray<PersonKey> Members)
{
    /// <summary>A chat with AgentBot itself, of one person or of a few.</summary>
    public bool IsDirect { get; init; }

    /// <summary>People of other organisations are in it, or may come in.</summary>
    public bool IsShared { get; init; }

    /// <summary>How many members a channel has that everybody of the workspace may read, apps among them; null where the platform does not say.</summary>
    public int? Count { get; init; }
}

public interface IDirectory
{
    /// <summary>The freshest snapshot that is at most <paramref name="maxAge"/> old, or null when the source cannot be reached: wait, never yes.</summary>
    ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct);

    /// <summary>
    /// The same, once the platform of this channel was asked about the channel and the person: nobody need have seen them since
    /// AgentBot began. Null also where nothing is known of the person and it could not be asked.
    /// </summary>
    ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct);

    /// <summary>The last snapshot, however old; for showing names only.</summary>
    DirectorySnapshot Latest { get; }
}
