namespace AgentBot.Chat.Slack.Calling;

/// <summary>Where Slack is and with which tokens AgentBot speaks to it. Its text names no token.</summary>
public sealed class SlackAccess
{
    public static readonly Uri PublicApi = new("https://slack.com/api/");

    private static readonly string[] OwnHosts = ["slack.com", "slack-files.com", "slack-edge.com"];

    private readonly Func<string> _botToken;
    private readonly Func<string> _appToken;

    /// <param name="apiUrl">Null for Slack's own; tests point it at a local server.</param>
    /// <param name="botToken">Asked at each call, so that an exchanged token counts at once.</param>
    /// <param name="appToken">For Socket Mode; empty without it.</param>
    public SlackAccess(Uri? apiUrl, Func<string> botToken, Func<string> appToken)
    {
        Uri api = apiUrl ?? PublicApi;
        ApiUrl = api.AbsoluteUri.EndsWith('/') ? api : new Uri(api.AbsoluteUri + "/");
        _botToken = botToken;
        _appToken = appToken;
    }

    public Uri ApiUrl { get; }

    /// <summary>Whether an address may be given the token, or be trusted to have come from Slack: Slack's own hosts by https, or the host that answers the API.</summary>
    public bool IsSlack(Uri address) =>
        IsApiHost(address)
        || (address is { IsAbsoluteUri: true, IsDefaultPort: true } && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0
            && OwnHosts.Any(host => address.Host == host || address.Host.EndsWith("." + host, StringComparison.Ordinal)));

    public override string ToString() => $"Slack at {ApiUrl.Host}";

    internal string TokenFor(SlackMethod method) => method.ByApp ? _appToken() : _botToken();

    internal string BotToken => _botToken();

    private bool IsApiHost(Uri address) =>
        address.IsAbsoluteUri && address.Scheme == ApiUrl.Scheme && address.Authority == ApiUrl.Authority && address.UserInfo.Length == 0;
}
