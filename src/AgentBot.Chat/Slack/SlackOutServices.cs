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
        services.AddSlackClient(SlackWire.ClientName, TimeSpan.FromSeconds(30));
        services.AddSlackClient(FileClientName, TimeSpan.FromMinutes(2));
        services.AddSingleton<SlackHealth>();
        services.AddSingleton(provider => new SlackPacing(provider.GetRequiredService<TimeProvider>(), new Random()));
        services.AddSingleton(provider => new SlackWire(
            Client(provider, SlackWire.ClientName), provider.GetRequiredService<SlackAccess>(), provider.GetRequiredService<ILogger<SlackWire>>()));
        services.AddSingleton(provider => new SlackFiles(
            provider.GetRequiredService<SlackApi>(), Client(provider, FileClientName), provider.GetRequiredService<SlackAccess>()));
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

    // One client lives as long as the host; its connections are renewed, so that a moved address is noticed. Its requests
    // carry the token: they are never logged, and no redirect takes them elsewhere.
    private static void AddSlackClient(this IServiceCollection services, string name, TimeSpan patience) => services
        .AddHttpClient(name, client => client.Timeout = patience)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();

    private static HttpClient Client(IServiceProvider provider, string name) => provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
}
