namespace AgentBot.Chat.Slack;

/// <summary>The connection to one Slack app. It is on when a signing secret or an app token is set.</summary>
public sealed class SlackOptions
{
    public const string Section = "Slack";

    public const string PublicApi = "https://slack.com/api/";

    /// <summary>Proves requests that come in over HTTP; empty when only Socket Mode is used.</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>The secret before the last exchange, still accepted until <see cref="PreviousSigningSecretUntil"/>; empty for none.</summary>
    public string PreviousSigningSecret { get; set; } = "";

    /// <summary>A moment such as 2026-11-20T18:00:00Z, at most 24 hours after the start.</summary>
    public string PreviousSigningSecretUntil { get; set; } = "";

    /// <summary>Speaks for the bot: "xoxb-…".</summary>
    public string BotToken { get; set; } = "";

    /// <summary>Opens Socket Mode: "xapp-…"; empty where Slack reaches AgentBot over HTTP.</summary>
    public string AppToken { get; set; } = "";

    /// <summary>Base of the Web API.</summary>
    public string ApiUrl { get; set; } = PublicApi;

    /// <summary>Id of the app ("A…"). When set, deliveries that name another app are refused.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Socket Mode connections held at once, 1 to 10; two leave no gap when one is refreshed.</summary>
    public int Connections { get; set; } = 2;

    /// <summary>People of other organisations in shared channels may start runs like members. Off: they may start nothing.</summary>
    public bool StrangersMayStart { get; set; }

    public bool IsOn => SigningSecret.Length > 0 || AppToken.Length > 0;

    /// <summary>Requests over HTTP are served.</summary>
    public bool TakesHttp => SigningSecret.Length > 0;

    public bool UsesSockets => AppToken.Length > 0;
}
