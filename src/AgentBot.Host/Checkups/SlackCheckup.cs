using System.Globalization;
using System.Runtime.CompilerServices;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Sockets;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Host.Local;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Slack: the token and what it may do, channels, groups, the clock, and the way in.</summary>
internal sealed class SlackCheckup(SlackWorkspace workspace, SlackLookups lookups, SlackGroups groups, SlackWays ways, IOptions<SlackOptions> options) : ICheckup
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        SlackResult<SlackIdentity> asked = await workspace.AskAsync(ct);
        if (asked.Value is not { } identity)
        {
            yield return Refused(asked.Answer);
        }
        else
        {
            yield return new DoctorLine(Doctor.Ok, "Slack", $"connected to {identity.TeamName} as {identity.User}", "");
            yield return Scopes(identity);
            yield return await ChannelsAsync(ct);
            foreach (string group in groups.Ids)
            {
                if (await lookups.MembersOfGroupAsync(group, ct) is null)
                {
                    yield return new DoctorLine(Doctor.Bad, "Slack groups", $"the user group {group} cannot be read", "Correct its id in Groups, or add the permission usergroups:read to the app.");
                }
            }
        }

        yield return Clock();
        await foreach (DoctorLine line in WaysInAsync(ct))
        {
            yield return line;
        }
    }

    private static DoctorLine Refused(SlackAnswer answer) => answer.Match(
        _ => new DoctorLine(Doctor.Bad, "Slack", "Slack's answer makes no sense", "Check Slack:ApiUrl."),
        refused => new DoctorLine(Doctor.Bad, "Slack", $"the bot's token is refused ({refused.Error})", "Install the app again and set Slack:BotToken to its Bot User OAuth Token."),
        limited => new DoctorLine(Doctor.Warn, "Slack", "Slack asks to wait", "Run doctor again in a minute."),
        unreachable => new DoctorLine(Doctor.Bad, "Slack", "Slack cannot be reached", "Check that this computer may open connections to slack.com, port 443."),
        unclear => new DoctorLine(Doctor.Warn, "Slack", "Slack gave no usable answer", "Run doctor again in a minute."));

    private static DoctorLine Scopes(SlackIdentity identity)
    {
        string[] missing = [.. SlackScopes.Needed.Where(scope => !identity.Scopes.Contains(scope))];
        return identity.Scopes.IsEmpty ? new DoctorLine(Doctor.Warn, "Slack scopes", "Slack did not say what the token may do", "")
            : missing.Length > 0 ? new DoctorLine(Doctor.Bad, "Slack scopes", $"missing: {string.Join(", ", missing)}", "Add them to the app under OAuth & Permissions, then install it again.")
            : new DoctorLine(Doctor.Ok, "Slack scopes", $"all {SlackScopes.Needed.Length} are granted", "");
    }

    private async ValueTask<DoctorLine> ChannelsAsync(CancellationToken ct)
    {
        if (await lookups.ChannelsAsync(ct) is not { } channels)
        {
            return new DoctorLine(Doctor.Warn, "Slack channels", "they cannot be listed now", "Run doctor again in a minute.");
        }

        string[] inside = [.. channels.Where(channel => channel.IsMember && !channel.IsArchived).Select(channel => "#" + channel.Name).Order(StringComparer.Ordinal)];
        return inside.Length == 0
            ? new DoctorLine(Doctor.Warn, "Slack channels", "AgentBot is in none", "Type /invite @AgentBot in the channel where it shall work.")
            : new DoctorLine(Doctor.Ok, "Slack channels", $"in {string.Join(", ", inside.Take(10))}{(inside.Length > 10 ? string.Create(CultureInfo.InvariantCulture, $" and {inside.Length - 10} more") : "")}", "");
    }

    private DoctorLine Clock() => ways.Clock.Offset switch
    {
        null => new DoctorLine(Doctor.Ok, "Slack clock", "no signed request came in the last ten minutes to compare with", ""),
        { } offset when offset.Duration() > Tolerance => new DoctorLine(Doctor.Bad, "Slack clock", string.Create(CultureInfo.InvariantCulture, $"clock is off: {offset.TotalSeconds:0} seconds from Slack's"), "Set the clock of this computer; beyond 300 seconds every request is refused."),
        { } offset => new DoctorLine(Doctor.Ok, "Slack clock", string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:0} seconds from Slack's"), ""),
    };

    private async IAsyncEnumerable<DoctorLine> WaysInAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (options.Value.UsesSockets)
        {
            yield return ways.Sockets.Open > 0
                ? new DoctorLine(Doctor.Ok, "Slack sockets", $"{ways.Sockets.Open} of {options.Value.Connections} connections are open", "")
                : new DoctorLine(Doctor.Warn, "Slack sockets", "no connection is open", "If AgentBot is running: switch Socket Mode on in the app, and check Slack:AppToken.");
        }

        if (options.Value.TakesHttp)
        {
            yield return await ways.PublicAsync(ct);
        }
    }
}

/// <summary>How Slack reaches AgentBot, for doctor.</summary>
internal sealed class SlackWays(ClockWatch clock, SocketState sockets, PublicWay way)
{
    public ClockWatch Clock => clock;

    public SocketState Sockets => sockets;

    public ValueTask<DoctorLine> PublicAsync(CancellationToken ct) => way.ExamineAsync("Slack address", "Slack", "/slack", ct);
}
