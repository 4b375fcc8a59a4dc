namespace AgentBot.Chat.Teams;

/// <summary>The connection to one bot registration. It is on when an app id is set.</summary>
public sealed class TeamsOptions
{
    public const string Section = "Teams";

    public const string PublicMetadata = "https://login.botframework.com/v1/.well-known/openidconfiguration";

    public const string PublicIssuer = "https://api.botframework.com";

    /// <summary>Microsoft App ID of the bot; tokens that are meant for another one are refused.</summary>
    public string AppId { get; set; } = "";

    /// <summary>Client secret of the registration; empty only where nothing but the Playground on this computer is spoken to.</summary>
    public string AppPassword { get; set; } = "";

    /// <summary>The one tenant that is served and whose authority gives out tokens.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>Where the keys of the Bot Framework are named.</summary>
    public string OpenIdMetadataUrl { get; set; } = PublicMetadata;

    /// <summary>Who signs what comes in; another one in sovereign clouds.</summary>
    public string Issuer { get; set; } = PublicIssuer;

    /// <summary>Where AgentBot gets its own tokens; empty for the authority of <see cref="TenantId"/>.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>What AgentBot's own tokens are for; another one in sovereign clouds.</summary>
    public string TokenScope { get; set; } = PublicIssuer + "/.default";

    /// <summary>Lets the Agents Playground on this computer in, which brings no token. Never where others can reach the address.</summary>
    public bool AllowUnauthenticatedLoopback { get; set; }

    /// <summary>Answers for one reader are shown to them inside group chats and channels; off, they go to the one-to-one chat.</summary>
    public bool TargetedMessages { get; set; }

    /// <summary>Guests of the tenant and people of other organisations may start runs like members. Off: they may look and start nothing.</summary>
    public bool GuestsMayStart { get; set; }

    /// <summary>
    /// The installed app asks for every message of its teams and chats, and they have agreed: schedules may wait for what people write
    /// there. AgentBot cannot find out by itself.
    /// </summary>
    public bool HearsEverything { get; set; }

    public bool IsOn => AppId.Length > 0;

    /// <summary>Where tokens are fetched in the end.</summary>
    public string TokenAddress => TokenUrl.Length > 0 ? TokenUrl : $"https://login.microsoftonline.com/{TenantId}/oauth2/v2.0/token";
}
