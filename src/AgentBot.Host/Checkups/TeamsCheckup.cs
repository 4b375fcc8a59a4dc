using System.Runtime.CompilerServices;
using AgentBot.Chat.Teams;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Chat.Teams.Verifying;
using AgentBot.Core;
using AgentBot.Host.Local;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Teams: AgentBot's own token, the keys of the Bot Framework, conversations, groups, and the way in.</summary>
internal sealed class TeamsCheckup(TeamsTokens tokens, TeamsKeys keys, TeamsPlacesCheck places, PublicWay way, IOptions<TeamsOptions> options) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        TeamsOptions settings = options.Value;
        if (settings.AllowUnauthenticatedLoopback)
        {
            yield return new DoctorLine(
                Doctor.Warn, "Teams Playground", "Teams:AllowUnauthenticatedLoopback is on: whatever runs on this computer can speak to AgentBot as anybody", "Take it out wherever real people work.");
        }

        if (settings.AppPassword.Length > 0)
        {
            yield return await TokenAsync(ct);
            yield return await keys.ExamineAsync(ct) is { } why
                ? new DoctorLine(Doctor.Bad, "Teams keys", $"the keys of the Bot Framework cannot be read: {why}", $"Check that this computer may open connections to {new Uri(settings.OpenIdMetadataUrl).Host}, port 443.")
                : new DoctorLine(Doctor.Ok, "Teams keys", "the keys of the Bot Framework are known", "");
            yield return await way.ExamineAsync("Teams address", "Teams", TeamsEndpoints.Messages, ct);
        }

        await foreach (DoctorLine line in places.ExamineAsync(ct))
        {
            yield return line;
        }
    }

    private async ValueTask<DoctorLine> TokenAsync(CancellationToken ct)
    {
        (_, TeamsAnswer? failure) = await tokens.TakeAsync(ct);
        return failure switch
        {
            null => new DoctorLine(Doctor.Ok, "Teams", "Microsoft gives AgentBot its token", ""),
            TeamsAnswer.Refused refused => new DoctorLine(Doctor.Bad, "Teams", $"Microsoft gives AgentBot no token ({refused.Code})", "Teams:AppId, Teams:AppPassword and Teams:TenantId have to belong together; a client secret may have run out."),
            _ => new DoctorLine(Doctor.Bad, "Teams", "Microsoft's sign-in cannot be reached", "Check that this computer may open connections to login.microsoftonline.com, port 443."),
        };
    }
}

/// <summary>Where AgentBot is in Teams, and whether the groups of the settings can be read there.</summary>
internal sealed class TeamsPlacesCheck(TeamsBook book, TeamsLookups lookups, TeamsGroups groups, IOptions<TeamsOptions> options)
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await book.OpenAsync(ct);
        int channels = book.Places.Count(place => place is { IsHere: true, Kind: TeamsRoomKind.Channel });
        int chats = book.Places.Count(place => place.IsHere && place.Kind != TeamsRoomKind.Channel);
        yield return channels + chats == 0
            ? new DoctorLine(Doctor.Warn, "Teams conversations", "AgentBot is in none yet", "Add the app to a team or open a chat with it.")
            : new DoctorLine(Doctor.Ok, "Teams conversations", $"in {channels} channels and {chats} chats", "");
        var tenant = new WorkspaceKey(options.Value.TenantId.ToLowerInvariant());
        Uri? service = groups.Ids.IsEmpty ? null : await book.FindServiceUrlAsync(tenant, ct);
        foreach (string group in groups.Ids)
        {
            if (service is null)
            {
                yield return new DoctorLine(Doctor.Warn, "Teams groups", "Teams has not called AgentBot yet, so no group can be read", "Write to AgentBot in Teams once.");
                yield break;
            }

            if (await lookups.MembersAsync(new TeamsPlace(service, tenant.Value, group), ct) is null)
            {
                yield return new DoctorLine(Doctor.Bad, "Teams groups", $"the members of {group} cannot be read", "Correct the id in Groups, or add the app to that team or chat.");
            }
        }
    }
}
