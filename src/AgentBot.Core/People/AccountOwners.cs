using System.Collections.Immutable;

namespace AgentBot.Core.People;

/// <summary>
/// Which account belongs to which person. The settings say it first and for good; what two accounts confirmed to each other comes
/// after that, in the order in which it was confirmed, and never makes two people of the settings one, nor gives anybody a second
/// account on a platform. Computed from those two alone, so that no order of events can bring about anything else.
/// </summary>
public sealed class AccountOwners
{
    public static readonly AccountOwners None = new(
        ImmutableDictionary<string, PersonKey>.Empty, ImmutableDictionary<string, PersonKey>.Empty, ImmutableDictionary<PersonKey, ImmutableSortedDictionary<string, string>>.Empty);

    private readonly ImmutableDictionary<string, PersonKey> _owners;
    private readonly ImmutableDictionary<string, PersonKey> _humans;
    private readonly ImmutableDictionary<PersonKey, ImmutableSortedDictionary<string, string>> _accounts;

    private AccountOwners(
        ImmutableDictionary<string, PersonKey> owners, ImmutableDictionary<string, PersonKey> humans, ImmutableDictionary<PersonKey, ImmutableSortedDictionary<string, string>> accounts) =>
        (_owners, _humans, _accounts) = (owners, humans, accounts);

    /// <param name="settings">The people of the settings, with the accounts that stand there.</param>
    /// <param name="links">Those that count and those that counted once.</param>
    public static AccountOwners Of(IEnumerable<Person> settings, IEnumerable<LinkRow> links)
    {
        Person[] people = [.. settings];
        LinkRow[] inOrder = [.. links.Where(link => link.Second is not null).OrderBy(link => link.LinkedAt).ThenBy(link => link.Handle, StringComparer.Ordinal)];
        Dictionary<string, Cluster> owners = Join(people, inOrder.Where(link => link.State == LinkState.Linked), oneOfEachPlatform: true);
        Dictionary<string, Cluster> humans = Join(people, inOrder.Where(link => link.State is LinkState.Linked or LinkState.Ended), oneOfEachPlatform: false);
        return new AccountOwners(
            owners.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Key, StringComparer.Ordinal),
            humans.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Key, StringComparer.Ordinal),
            owners.Values.Distinct().ToImmutableDictionary(cluster => cluster.Key, cluster => cluster.Accounts.ToImmutableSortedDictionary()));
    }

    /// <summary>The person whom a key means now: of an account its owner, else the key itself.</summary>
    public PersonKey Of(PersonKey key) => _owners.GetValueOrDefault(key.Value ?? "", key);

    /// <summary>Names the human behind a key: the same for all accounts that ever were one person.</summary>
    public PersonKey HumanOf(PersonKey key) => _humans.GetValueOrDefault(Of(key).Value ?? "", _humans.GetValueOrDefault(key.Value ?? "", Of(key)));

    /// <summary>Platform name to account id, for everybody of the settings and for linked accounts; null for a person who is just one account.</summary>
    public ImmutableSortedDictionary<string, string>? AccountsOf(PersonKey person) => _accounts.GetValueOrDefault(person);

    /// <summary>Whether these two may become one person. A link that may not has no effect.</summary>
    public bool MayJoin(LinkEnd first, LinkEnd second)
    {
        PersonKey a = Of(first.Own), b = Of(second.Own);
        return a != b && !(IsSettled(a) && IsSettled(b)) && !Platforms(a, first).Intersect(Platforms(b, second)).Any();
    }

    /// <summary>Whether the settings name this person.</summary>
    public bool IsSettled(PersonKey person) => _accounts.TryGetValue(person, out ImmutableSortedDictionary<string, string>? accounts) && !accounts.Any(account => $"{account.Key}:{account.Value}" == person.Value);

    private IEnumerable<string> Platforms(PersonKey person, LinkEnd end) => AccountsOf(person)?.Keys ?? [end.Platform];

    private static Dictionary<string, Cluster> Join(IEnumerable<Person> settings, IEnumerable<LinkRow> links, bool oneOfEachPlatform)
    {
        var clusters = new Dictionary<string, Cluster>(StringComparer.Ordinal);
        foreach (Person person in settings)
        {
            var cluster = new Cluster(person.Key, isSettled: true);
            clusters[person.Key.Value] = cluster;
            foreach ((string platform, string account) in person.Accounts)
            {
                cluster.Accounts[platform] = account;
                clusters.TryAdd($"{platform}:{account}", cluster);
            }
        }

        foreach (LinkRow link in links)
        {
            Cluster a = Find(link.First), b = Find(link.Second!);
            if (a == b || (a.IsSettled && b.IsSettled) || (oneOfEachPlatform && a.Accounts.Keys.Intersect(b.Accounts.Keys).Any()))
            {
                continue;
            }

            (Cluster kept, Cluster gone) = b.IsSettled ? (b, a) : (a, b);
            foreach ((string platform, string account) in gone.Accounts)
            {
                kept.Accounts.TryAdd(platform, account);
            }

            foreach (string key in clusters.Where(pair => pair.Value == gone).Select(pair => pair.Key).ToList())
            {
                clusters[key] = kept;
            }
        }

        return clusters;

        Cluster Find(LinkEnd end)
        {
            if (!clusters.TryGetValue(end.Own.Value, out Cluster? cluster))
            {
                clusters[end.Own.Value] = cluster = new Cluster(end.Own, isSettled: false);
                cluster.Accounts[end.Platform] = end.Account;
            }

            return cluster;
        }
    }

    /// <summary>Accounts that are one person.</summary>
    private sealed class Cluster(PersonKey key, bool isSettled)
    {
        /// <summary>The person's key of the settings; else that of the account which came first.</summary>
        public PersonKey Key => key;

        public bool IsSettled => isSettled;

        public Dictionary<string, string> Accounts { get; } = new(StringComparer.Ordinal);
    }
}
