using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams;

/// <summary>Puts together what goes out to Teams. Needs a <see cref="TeamsAccess"/> and <see cref="TeamsLinks"/> from the settings, and <see cref="ITeamsReferences"/>.</summary>
public static class TeamsOutServices
{
    private const string TokenClientName = "teams-token";

    public static IServiceCollection AddTeamsOut(this IServiceCollection services)
    {
        services.AddChatClient(TeamsWire.ClientName, TimeSpan.FromSeconds(30));
        services.AddChatClient(TokenClientName, TimeSpan.FromSeconds(15));
        services.AddSingleton(provider => new TeamsTokens(
            provider.ChatClient(TokenClientName), provider.GetRequiredService<TeamsAccess>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TeamsTokens>>()));
        services.AddSingleton(provider => new TeamsWire(
            provider.ChatClient(TeamsWire.ClientName), provider.GetRequiredService<TeamsAccess>(), provider.GetRequiredService<TeamsTokens>(), provider.GetRequiredService<ILogger<TeamsWire>>()));
        services.AddSingleton(provider => new TeamsPacing(provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton<TeamsApi>();
        services.AddSingleton<TeamsConnector>();
        services.AddSingleton<TeamsAccounts>();
        services.AddSingleton<TeamsDestinations>();
        services.AddSingleton<TeamsSightings>();
        services.AddSingleton<TeamsPostDrawer>();
        services.AddSingleton(provider => new TeamsRooms(
            provider.GetRequiredService<TeamsDestinations>(),
            provider.GetRequiredService<TeamsAccounts>(),
            provider.GetRequiredService<ITeamsReferences>(),
            provider.GetRequiredService<TeamsSightings>(),
            provider.GetRequiredService<IOptions<TeamsOptions>>().Value.TargetedMessages));
        services.AddSingleton<TeamsGateway>();
        services.AddSingleton<IChatGateway>(provider => provider.GetRequiredService<TeamsGateway>());
        return services;
    }
}
