using AgentBot.Agents.Tools.Http;
using AgentBot.Agents.Tools.Insulation;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentBot.Agents.Tools;

/// <summary>Adds the room of tools. Needs from others: options of Tools and Mcp, IToolSecrets, ToolFolders, IToolPinReader, TimeProvider, logging.</summary>
public static class ToolRegistration
{
    public static IServiceCollection AddToolBox(this IServiceCollection services)
    {
        services.TryAddSingleton<INameLookup, SystemNameLookup>();
        services.TryAddSingleton<GuardedConnections>();
        services.TryAddSingleton<Breakers>();
        services.TryAddSingleton<ReadCache>();
        services.TryAddSingleton<HttpTools>();
        services.TryAddSingleton<McpServers>();
        services.TryAddSingleton<McpTools>();
        services.TryAddSingleton<IOfferedTools>(provider => provider.GetRequiredService<McpTools>());
        services.Replace(ServiceDescriptor.Singleton<IToolBox, ToolBox>());
        return services;
    }
}
