using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.Options;

namespace AgentBot.Host.People;

/// <summary>
/// Joins what a platform knows to the settings: accounts named there belong to their person, all others are persons of their
/// own; a group of the settings takes in the members of the platform's group it names.
/// </summary>
internal sealed class RosterJoin(DirectoryOptions settings, string zone)
{
    /// <summary>Whether membership in any group is the platform's to say.</summary>
    public bool DependsOn(string platform) => settings.Groups.Values.Any(group => IdOf(group, platform).Length > 0);

    public DirectorySnapshot Add(DirectorySnapshot snapshot, string platform, RosterSnapshot roster)
    {
        var people = snapshot.People.ToBuilder();
        foreach (RosterAccount account in roster.Accounts.Values)
        {
            PersonKey key = KeyOf(account.Id);
            Person? known = people.GetValueOrDefault(key.Value);
            bool isOwn = key.Value == $"{platform}:{account.Id}";
            if (snapshot.Owners.IsSettled(key) || (known is not null && !isOwn))
            {
                // Who is named in the settings is what they say; of others the account that came first gives the name.
                people[key.Value] = known! with
                {
                    IsOutside = known.IsOutside || (account.IsOutside && !snapshot.Owners.IsSettled(key)),
                    ClosedOn = account.IsClosed ? known.ClosedOn.Add(platform) : known.ClosedOn,
                };
                continue;
            }

            people[key.Value] = new Person(key, account.Name, account.TimeZone.Length > 0 ? account.TimeZone : zone, [])
            {
                Accounts = snapshot.Owners.AccountsOf(key) ?? ImmutableSortedDictionary<string, string>.Empty.Add(platform, account.Id),
                IsOutside = account.IsOutside || known?.IsOutside == true,
                ClosedOn = account.IsClosed ? (known?.ClosedOn ?? []).Add(platform) : known?.ClosedOn ?? [],
            };
        }

        var groups = snapshot.Groups.ToBuilder();
        foreach ((string name, GroupSetting setting) in settings.Groups)
        {
            if (IdOf(setting, platform) is { Length: > 0 } id && roster.Groups.TryGetValue(id, out ImmutableHashSet<string>? members))
            {
                string lower = name.ToLowerInvariant();
                PersonKey[] there = [.. members.Order(StringComparer.Ordinal).Select(KeyOf)];
                Group known = groups.GetValueOrDefault(lower) ?? new Group(lower, []);
                groups[lower] = known with { Members = [.. known.Members.Concat(there).Distinct()], Accounts = known.Accounts.SetItem(platform, id) };
            }
        }

        return snapshot with
        {
            People = people.ToImmutable(),
            Groups = groups.ToImmutable(),
            Channels = [.. snapshot.Channels, .. roster.Channels.Values.Select(channel => new ChannelInfo(channel.Key, channel.Name, channel.IsPrivate, [.. channel.Members.Select(KeyOf)]) { IsDirect = channel.IsDirect, IsShared = channel.IsShared, Count = channel.Count })],
        };

        PersonKey KeyOf(string account) => snapshot.Owners.Of(new PersonKey($"{platform}:{account}"));
    }

    private static string IdOf(GroupSetting group, string platform) => platform switch
    {
        "slack" => group.Slack,
        "teams" => group.Teams,
        _ => "",
    };
}
