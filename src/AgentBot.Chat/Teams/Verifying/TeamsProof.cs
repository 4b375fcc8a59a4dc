using System.Net;
using AgentBot.Chat.Teams.Receiving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Verifying;

/// <summary>
/// Holds a delivery against what its token proves: the platform that the key may speak for, the address that may be answered, the
/// one organisation that is served. Nothing else decides where AgentBot's own token is ever sent.
/// </summary>
public sealed class TeamsProof(IOptions<TeamsOptions> options)
{
    public const string Platform = "msteams";

    /// <summary>Null where it may come in; else why not.</summary>
    public string? Refuse(TeamsOrigin origin, TokenCheck token)
    {
        if (origin.Platform != Platform)
        {
            return "it does not come from Teams";
        }

        if (!token.Endorsements.Contains(Platform))
        {
            return "its key may not speak for Teams";
        }

        if (!Uri.TryCreate(origin.ServiceUrl, UriKind.Absolute, out Uri? service) || !IsAnswerable(service)
            || !string.Equals(token.ServiceUrl, origin.ServiceUrl, StringComparison.OrdinalIgnoreCase))
        {
            return "its service address is not the one of its token";
        }

        return IsOurs(origin.Tenant) ? null : "it comes from another organisation";
    }

    /// <summary>The same for the Playground, which proves nothing: it may only speak from and be answered on this computer.</summary>
    public string? RefuseUnproved(TeamsOrigin origin) =>
        origin.Platform != Platform ? "it does not come from Teams"
        : !Uri.TryCreate(origin.ServiceUrl, UriKind.Absolute, out Uri? service) || service.Scheme != Uri.UriSchemeHttp || !service.IsLoopback ? "its service address is not on this computer"
        : !IsOurs(origin.Tenant) ? "it comes from another organisation"
        : null;

    /// <summary>
    /// Whether a request without a token may be looked at: allowed by the settings, come from this computer, and not passed on
    /// from elsewhere by something in front, which would make everybody look near.
    /// </summary>
    public bool MayComeUnproved(HttpContext context) =>
        options.Value.AllowUnauthenticatedLoopback
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !context.Request.Headers.Keys.Any(IsForwarding);

    private static bool IsForwarding(string header) =>
        header.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Equals("Via", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || header.Equals("X-Original-Host", StringComparison.OrdinalIgnoreCase);

    private bool IsOurs(string tenant) => tenant.Length > 0 && string.Equals(tenant, options.Value.TenantId, StringComparison.OrdinalIgnoreCase);

    // An address on this computer is proved only where the keys come from here too, as in tests.
    private bool IsAnswerable(Uri service) =>
        service.UserInfo.Length == 0
        && (service.Scheme == Uri.UriSchemeHttps || (service.Scheme == Uri.UriSchemeHttp && service.IsLoopback && new Uri(options.Value.OpenIdMetadataUrl).IsLoopback));
}
