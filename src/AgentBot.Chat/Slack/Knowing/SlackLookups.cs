using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Knowing;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core.People;

namespace AgentBot.Chat.Slack.Knowing;

/// <summary>Asks Slack who and what somebody or something is. Null where Slack could not be asked, which is not the same as "nobody".</summary>
public sealed class SlackLookups(SlackApi api, SlackConversations conversations, SlackWorkspace workspace)
{
    public async ValueTask<AccountLookup?> UserAsync(string account, CancellationToken ct)
    {
        SlackIdentity? own = workspace.Known;
        SlackAnswer answer = await api.CallAsync(SlackMethods.UserInfo, SlackForm.Of(("user", account)), ct);
        if (answer is not SlackAnswer.Ok ok)
        {
            return answer.IsRefused("user_not_found") ? new AccountLookup(null) : null;
        }

        JsonElement user = ok.Body.Part("user");
        JsonElement profile = user.Part("profile");
        string name = new[] { profile.Text("real_name"), user.Text("real_name"), profile.Text("display_name"), user.Text("name") }.FirstOrDefault(text => text.Length > 0) ?? account;
        string team = user.Text("team_id");
        string enterprise = user.Part("enterprise_user").Text("enterprise_id");
        bool isOurs = own is null || team.Length == 0 || team == own.Team || (own.Enterprise.Length > 0 && (enterprise == own.Enterprise || team == own.Enterprise));
        return new AccountLookup(new RosterAccount(account, PlainName.Of(name, account), ZoneOf(user.Text("tz")), !isOurs || user.Flag("is_stranger")) { IsClosed = user.Flag("deleted") });
    }

    public async ValueTask<ChannelLookup?> ChannelAsync(string channel, CancellationToken ct)
    {
        SlackResult<SlackChannel> found = await conversations.FindAsync(channel, ct);
        return found.IsOk ? new ChannelLookup(true, found.Value)
            : found.Answer.IsRefused("channel_not_found") ? new ChannelLookup(true, null)
            : null;
    }

    public async ValueTask<ImmutableArray<SlackChannel>?> ChannelsAsync(CancellationToken ct)
    {
        SlackResult<ImmutableArray<SlackChannel>> all = await conversations.ListAsync(ct);
        return all.IsOk ? all.Value : null;
    }

    /// <summary>The people in it; AgentBot itself is none of them.</summary>
    public async ValueTask<ImmutableHashSet<string>?> MembersOfChannelAsync(string channel, CancellationToken ct)
    {
        SlackResult<ImmutableArray<string>> members = await conversations.MembersAsync(channel, ct);
        string own = workspace.Known?.User ?? "";
        return members.IsOk ? [.. members.Value.Where(member => member != own)] : null;
    }

    public async ValueTask<IReadOnlyList<string>?> MembersOfGroupAsync(string group, CancellationToken ct)
    {
        SlackAnswer answer = await api.CallAsync(SlackMethods.UserGroupMembers, SlackForm.Of(("usergroup", group)), ct);
        return answer is SlackAnswer.Ok ok
            ? [.. ok.Body.Part("users").Items().Where(user => user.ValueKind == JsonValueKind.String).Select(user => user.GetString()!)]
            : null;
    }

    private static string ZoneOf(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : "";
}

/// <param name="Found">Null where the workspace has no such account.</param>
public sealed record AccountLookup(RosterAccount? Found);

/// <param name="Known">Slack answered for certain.</param>
/// <param name="Found">Null where AgentBot can see no such channel.</param>
public sealed record ChannelLookup(bool Known, SlackChannel? Found);
