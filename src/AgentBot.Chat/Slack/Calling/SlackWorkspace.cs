using System.Collections.Immutable;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>Which workspace the token belongs to and who AgentBot is there, asked once and kept.</summary>
public sealed class SlackWorkspace(SlackApi api)
{
    private volatile SlackIdentity? _known;

    /// <summary>Null until <see cref="AskAsync"/> has succeeded once.</summary>
    public SlackIdentity? Known => _known;

    /// <summary>Asks Slack, whether or not it is known already; for starts and checkups.</summary>
    public async ValueTask<SlackResult<SlackIdentity>> AskAsync(CancellationToken ct)
    {
        SlackAnswer answer = await api.CallAsync(SlackMethods.TestToken, [], ct);
        SlackResult<SlackIdentity> result = SlackResult.Of<SlackIdentity>(
            answer,
            body => new SlackIdentity(body.Text("team_id"), body.Text("team"), body.Text("url"), body.Text("user_id"), body.Text("bot_id"), body.Text("enterprise_id"))
            {
                Scopes = ((SlackAnswer.Ok)answer).Scopes,
                IsForOrganisation = body.Flag("is_enterprise_install"),
            });
        _known = result.IsOk ? result.Value : _known;
        return result;
    }

    /// <summary>The identity, asked for now if need be; null when Slack does not tell.</summary>
    public async ValueTask<SlackIdentity?> FindAsync(CancellationToken ct) => _known ?? (await AskAsync(ct)).Value;

    /// <summary>Where to connect for Socket Mode, good for one connection; asked with the app's own token.</summary>
    public async ValueTask<SlackResult<Uri?>> OpenConnectionAsync(CancellationToken ct) =>
        SlackResult.Of<Uri?>(
            await api.CallAsync(SlackMethods.OpenConnection, [], ct),
            body => Uri.TryCreate(body.Text("url"), UriKind.Absolute, out Uri? url) ? url : null);
}

/// <param name="Url">Address of the workspace, with a slash at its end.</param>
/// <param name="User">AgentBot's account.</param>
/// <param name="Bot">The id its messages carry.</param>
/// <param name="Enterprise">Empty outside Enterprise Grid.</param>
public sealed record SlackIdentity(string Team, string TeamName, string Url, string User, string Bot, string Enterprise)
{
    /// <summary>Permissions granted; empty where Slack did not list them.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    public bool IsForOrganisation { get; init; }

    /// <summary>Link to a message, as Slack writes it.</summary>
    public string LinkTo(string channel, string ts) => $"{Url.TrimEnd('/')}/archives/{channel}/p{ts.Replace(".", "", StringComparison.Ordinal)}";
}
