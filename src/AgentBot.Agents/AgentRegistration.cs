using AgentBot.Agents.Harness;
using AgentBot.Agents.Looping;
using AgentBot.Agents.Models;
using AgentBot.Agents.Models.Wire;
using AgentBot.Agents.Running;
using AgentBot.Agents.Sandbox;
using AgentBot.Core.Agents;
using AgentBot.Core.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents;

/// <summary>Adds the agents' room. Needs from others: ICommitter, IAgentLog, IArtifactReader, ICrashPoints, IdSource, TimeProvider, IProviderSecrets, logging.</summary>
public static class AgentRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModelOptions>().Bind(configuration.GetSection(ModelOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModelOptions>, ModelOptionsValidator>());
        services.AddSandbox(configuration);
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, OfflineClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, AnthropicClientFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientFactory, OpenAiClientFactory>());
        services.TryAddSingleton<ModelRouter>();
        services.TryAddSingleton<ICheaperModel, CheaperModel>();
        services.TryAddSingleton<ModelCaller>();
        services.TryAddSingleton<ModelProbe>();
        services.TryAddSingleton<IToolBox, NoTools>();
        services.TryAddSingleton<AgentLoop>();
        services.TryAddSingleton<AgentRunner>();
        services.AddHarnesses(configuration);
        services.TryAddSingleton<IAgentRunner, HarnessedAgents>();
        return services;
    }
}
