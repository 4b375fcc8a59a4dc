using System.Collections.Immutable;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>Who AgentBot is at the Bot Connector, where its token comes from and which addresses may be given it. Its text names no secret.</summary>
public sealed class TeamsAccess
{
    public const string PublicLogin = "https://login.microsoftonline.com/";

    /// <summary>What the token is asked for in the public cloud.</summary>
    public const string PublicScope = "https://api.botframework.com/.default";

    /// <summary>Hosts of the connector: public cloud and the clouds of the government of the United States.</summary>
    public static readonly ImmutableArray<string> ConnectorHosts =
        ["smba.trafficmanager.net", "botframework.com", "smba.infra.gcc.teams.microsoft.com", "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"];

    private readonly Func<string> _secret;

    /// <param name="tenant">Tenant at whose authority the token is asked for: the own one for a single-tenant bot.</param>
    /// <param name="secret">Asked at each use, so that an exchanged secret counts at once; empty where there is none.</param>
    public TeamsAccess(string appId, string tenant, Func<string> secret)
    {
        AppId = appId;
        Tenant = tenant;
        _secret = secret;
        TokenUrl = new Uri($"{PublicLogin}{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");
    }

    public string AppId { get; }

    public string Tenant { get; }

    /// <summary>How the bot is called in activities.</summary>
    public string BotId => "28:" + AppId;

    /// <summary>Where the token is asked for; the authority of the tenant in the public cloud unless said otherwise.</summary>
    public Uri TokenUrl { get; init; }

    public string Scope { get; init; } = PublicScope;

    /// <summary>
    /// Hosts that may be given the token, themselves or below them, by https on the usual port; an entry with a scheme is one exact
    /// origin. A second fence behind the check of the claim: an address that is in neither is never called.
    /// </summary>
    public ImmutableArray<string> Hosts { get; init; } = ConnectorHosts;

    /// <summary>A connector on this computer is called too, without a token: the test client for developers.</summary>
    public bool CallsLoopbackWithoutToken { get; init; }

    public TeamsTrust TrustIn(Uri serviceUrl)
    {
        if (!serviceUrl.IsAbsoluteUri || serviceUrl.UserInfo.Length > 0 || serviceUrl.Query.Length > 0 || serviceUrl.Fragment.Length > 0)
        {
            return TeamsTrust.None;
        }

        return Hosts.Any(host => IsAt(serviceUrl, host)) ? TeamsTrust.WithToken
            : CallsLoopbackWithoutToken && serviceUrl.IsLoopback && (serviceUrl.Scheme == Uri.UriSchemeHttp || serviceUrl.Scheme == Uri.UriSchemeHttps) ? TeamsTrust.WithoutToken
            : TeamsTrust.None;
    }

    public override string ToString() => $"Teams app {AppId}";

    internal string Secret => _secret();

    private static bool IsAt(Uri address, string host) => host.Contains("://", StringComparison.Ordinal)
        ? string.Equals(address.GetLeftPart(UriPartial.Authority), host.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        : address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort
            && (address.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase) || address.IdnHost.EndsWith("." + host, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Whether an address of a connector is called, and how.</summary>
public enum TeamsTrust
{
    None,
    WithToken,
    WithoutToken,
}
