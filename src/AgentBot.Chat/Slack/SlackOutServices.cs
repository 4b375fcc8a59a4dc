using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack;

/// <summary>Puts together what goes out to Slack. Needs a <see cref="SlackAccess"/> and <see cref="SlackLinks"/>, which come from the settings.</summary>
public static class SlackOutServices
{
    private const string FileClientName = "slack-files";

    public static IServiceCollection AddSlackOut(this IServiceCollection services)
    {
        services.AddChatClient(SlackWire.ClientName, TimeSpan.FromSeconds(30));
        services.AddChatClient(FileClientName, TimeSpan.FromMinutes(2));
        services.AddSingleton<SlackHealth>();
        services.AddSingleton(provider => new SlackPacing(provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton(provider => new SlackWire(
            provider.ChatClient(SlackWire.ClientName), provider.GetRequiredService<SlackAccess>(), provider.GetRequiredService<ILogger<SlackWire>>()));
        services.AddSingleton(provider => new SlackFiles(
            provider.GetRequiredService<SlackApi>(), provider.ChatClient(FileClientName), provider.GetRequiredService<SlackAccess>()));
        services.AddSingleton<SlackApi>();
        services.AddSingleton<SlackMessages>();
        services.AddSingleton<SlackViews>();
        services.AddSingleton<SlackConversations>();
        services.AddSingleton<SlackWorkspace>();
        services.AddSingleton<SlackAccounts>();
        services.AddSingleton<SlackDestinations>();
        services.AddSingleton<SlackSearch>();
        services.AddSingleton<SlackAttachments>();
        services.AddSingleton<SlackPostDrawer>();
        services.AddSingleton<SlackRooms>();
        services.AddSingleton<SlackGateway>();
        services.AddSingleton<IChatGateway>(provider => provider.GetRequiredService<SlackGateway>());
        return services;
    }
}
