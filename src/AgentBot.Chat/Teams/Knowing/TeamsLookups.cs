using System.Collections.Immutable;
using AgentBot.Chat.Knowing;
using AgentBot.Chat.Teams.Calling;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>Asks Teams who is in a conversation and how channels are called. Null where Teams could not be asked, which is not the same as "nobody".</summary>
public sealed class TeamsLookups(TeamsConnector connector)
{
    private const int MostMembers = 5_000;

    /// <param name="place">A chat, a private channel, or a whole team.</param>
    public async ValueTask<ImmutableArray<KnownAccount>?> MembersAsync(TeamsPlace place, CancellationToken ct)
    {
        var members = ImmutableArray.CreateBuilder<KnownAccount>();
        string next = "";
        do
        {
            TeamsResult<TeamsMemberPage> page = await connector.MembersAsync(place, next, ct);
            if (!page.IsOk || page.Value is not { } read)
            {
                return null;
            }

            members.AddRange(read.Members.Where(member => member.Account.Length > 0).Select(member => AccountOf(member, place.Tenant)));
            next = read.Next;
        }
        while (next.Length > 0 && members.Count < MostMembers);

        return members.ToImmutable();
    }

    /// <param name="id">Teams' own id, or the id in Entra.</param>
    public async ValueTask<KnownAccount?> MemberAsync(TeamsPlace place, string id, CancellationToken ct)
    {
        TeamsResult<TeamsMember> found = await connector.MemberAsync(place, id, ct);
        return found is { IsOk: true, Value: { Account.Length: > 0 } member } ? AccountOf(member, place.Tenant) : null;
    }

    public async ValueTask<ImmutableArray<TeamsChannel>?> ChannelsAsync(TeamsPlace place, string team, CancellationToken ct)
    {
        TeamsResult<ImmutableArray<TeamsChannel>> found = await connector.ChannelsAsync(place, team, ct);
        return found.IsOk ? found.Value : null;
    }

    private static KnownAccount AccountOf(TeamsMember member, string tenant)
    {
        bool isOutside = member.Role is "guest" or "anonymous" || (member.Tenant.Length > 0 && !string.Equals(member.Tenant, tenant, StringComparison.OrdinalIgnoreCase));
        string account = member.Account.ToLowerInvariant();
        return new KnownAccount(tenant, account, member.Id, PlainName.Of(member.Name, account), "", isOutside);
    }
}
