using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>
/// Whether Slack accepts the bot's token. Once it does not, nothing is called with it any more, apart from asking now and then
/// whether it is good again; the operator is told once.
/// </summary>
public sealed class SlackHealth(TimeProvider time, ILogger<SlackHealth> logger)
{
    /// <summary>Between two looks whether the token is good again.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(10);

    private static readonly HashSet<string> TokenErrors =
        ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "user_removed_from_team", "team_disabled"];

    private readonly Lock _lock = new();
    private SlackTrouble? _trouble;
    private DateTimeOffset _lookAt;

    /// <summary>Null while all is well.</summary>
    public SlackTrouble? Trouble
    {
        get
        {
            lock (_lock)
            {
                return _trouble;
            }
        }
    }

    public static bool IsTokenError(string error) => TokenErrors.Contains(error);

    /// <summary>Slack refused the token, or told that it was revoked or the app removed.</summary>
    public void TokenRefused(string error)
    {
        lock (_lock)
        {
            _lookAt = time.GetUtcNow() + BetweenLooks;
            if (_trouble is not null)
            {
                return;
            }

            _trouble = new SlackTrouble(error, time.GetUtcNow());
        }

        Log.TokenRefused(logger, error);
    }

    public void TokenAccepted()
    {
        lock (_lock)
        {
            if (_trouble is null)
            {
                return;
            }

            _trouble = null;
        }

        Log.TokenAccepted(logger);
    }

    /// <summary>True once per interval while there is trouble: the caller asks Slack whether the token is good again.</summary>
    public bool TakeLook()
    {
        lock (_lock)
        {
            if (_trouble is null || time.GetUtcNow() < _lookAt)
            {
                return false;
            }

            _lookAt = time.GetUtcNow() + BetweenLooks;
            return true;
        }
    }
}

/// <param name="Error">Slack's word, for operators.</param>
public sealed record SlackTrouble(string Error, DateTimeOffset Since);
