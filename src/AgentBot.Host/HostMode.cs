using AgentBot.Host.Options;

namespace AgentBot.Host;

/// <summary>What kind of installation this is; several rules of the console and of people hang on it.</summary>
/// <param name="HasPlatform">Slack or Teams is set.</param>
/// <param name="HasPublicUrl">People outside this computer reach it.</param>
/// <param name="IsDemo">Nobody is named in the settings and there is no platform: the people of the demo stand in.</param>
public sealed record HostMode(bool HasPlatform, bool HasPublicUrl, bool IsDemo)
{
    /// <summary>Then the console listens apart and nobody can act as somebody else: a tunnel to the ingress must not be a door to the console.</summary>
    public bool ListensApart => HasPlatform || HasPublicUrl;

    public static HostMode Of(IConfiguration configuration)
    {
        bool IsSet(string key) => !string.IsNullOrWhiteSpace(configuration[key]);
        bool platform = IsSet("Slack:SigningSecret") || IsSet("Slack:AppToken") || IsSet("Teams:AppId");
        bool named = configuration.GetSection(nameof(DirectoryOptions.People)).GetChildren().Any();
        return new HostMode(platform, IsSet("AgentBot:PublicUrl"), !platform && !named);
    }
}
