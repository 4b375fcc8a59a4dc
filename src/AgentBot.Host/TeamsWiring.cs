using AgentBot.Chat;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core.Links;
using AgentBot.Host.Checkups;
using AgentBot.Host.Doors;
using AgentBot.Host.Options;
using AgentBot.Host.Pictures;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>Puts the rooms of Teams together. Its settings are checked always; everything else is there only when Teams is on.</summary>
internal static class TeamsWiring
{
    public static void AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<TeamsOptions, TeamsOptionsValidator>(configuration, TeamsOptions.Section);
        services.AddSingleton<IValidateOptions<TeamsOptions>>(new TeamsReachValidator(HostMode.Of(configuration)));
        if (!Of(configuration).IsOn)
        {
            return;
        }

        services.AddSingleton(Access);

        // The console listens on this computer only once a platform is on, so no link of it would work in a chat.
        services.AddSingleton(provider => new TeamsLinks("", OpensDialogs: !Of(configuration).AllowUnauthenticatedLoopback) { Allowed = provider.GetRequiredService<LinkRule>() });
        services.AddSingleton(provider => new TeamsGroups(
            [.. provider.GetRequiredService<IOptions<DirectoryOptions>>().Value.Groups.Values.Select(group => group.Teams).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)]));
        services.AddSingleton<PictureLinks>();
        services.AddSingleton<IPictureLinks>(provider => provider.GetRequiredService<PictureLinks>());
        services.AddSingleton<PictureEndpoint>();
        services.AddTeamsOut();
        services.AddTeamsIn();
        services.AddSingleton<TeamsPlacesCheck>();
        services.AddSingleton<ICheckup, TeamsCheckup>();
    }

    public static void MapTeams(this WebApplication app)
    {
        if (Of(app.Configuration).IsOn)
        {
            TeamsEndpoints.Map(app).Through(Door.PlatformIngress);
            PictureEndpoint.Map(app).Through(Door.SignedLink);
        }
    }

    private static TeamsAccess Access(IServiceProvider provider)
    {
        TeamsOptions settings = provider.GetRequiredService<IOptions<TeamsOptions>>().Value;
        ISecretText secrets = provider.GetRequiredService<ISecretText>();

        // Where the keys come from this computer, as in tests, the connector does too.
        var metadata = new Uri(settings.OpenIdMetadataUrl);
        string[] hosts = metadata.IsLoopback ? [metadata.GetLeftPart(UriPartial.Authority)] : [];
        return new TeamsAccess(settings.AppId, settings.TenantId, () => secrets.Read(settings.AppPassword) ?? "")
        {
            Scope = settings.TokenScope,
            TokenUrl = new Uri(settings.TokenAddress),
            Hosts = [.. TeamsAccess.ConnectorHosts, .. hosts],
            CallsLoopbackWithoutToken = settings.AllowUnauthenticatedLoopback,
        };
    }

    private static TeamsOptions Of(IConfiguration configuration) => configuration.GetSection(TeamsOptions.Section).Get<TeamsOptions>() ?? new TeamsOptions();
}

/// <summary>Without tokens everybody is believed, so nobody else may reach the address.</summary>
internal sealed class TeamsReachValidator(HostMode mode) : IValidateOptions<TeamsOptions>
{
    public ValidateOptionsResult Validate(string? name, TeamsOptions options) => options.AllowUnauthenticatedLoopback && mode.HasPublicUrl
        ? ValidateOptionsResult.Fail("Teams:AllowUnauthenticatedLoopback is on while AgentBot:PublicUrl is set. Whatever others pass on to this computer would be believed without proof: take one of the two out.")
        : ValidateOptionsResult.Success;
}
