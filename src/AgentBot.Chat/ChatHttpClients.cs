using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Chat;

/// <summary>The HTTP clients with which a platform is called.</summary>
internal static class ChatHttpClients
{
    /// <summary>
    /// One client lives as long as the host; its connections are renewed, so that a moved address is noticed. Its requests carry
    /// tokens or secrets: they are never logged, and no redirect takes them elsewhere.
    /// </summary>
    public static void AddChatClient(this IServiceCollection services, string name, TimeSpan patience) => services
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

    public static HttpClient ChatClient(this IServiceProvider provider, string name) => provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
}
