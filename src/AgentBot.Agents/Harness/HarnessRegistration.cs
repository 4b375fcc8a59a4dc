using AgentBot.Agents.Harness.Gateway;
using AgentBot.Core.Agents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Harness;

/// <summary>Adds the programs that may work in an agent's place. Needs the sandbox and the models.</summary>
public static class HarnessRegistration
{
    public static IServiceCollection AddHarnesses(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HarnessOptions>()
            .Configure(options => configuration.GetSection(HarnessOptions.Section).Bind(options.ByName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HarnessOptions>, HarnessOptionsValidator>());
        services.AddSingleton<IValidateOptions<HarnessOptions>>(new NamesValidator<HarnessOptions>(
            () => configuration.GetSection(HarnessOptions.Section).GetChildren().SelectMany(SettingNames.Unknown<HarnessSettings>)));
        services.TryAddSingleton<HarnessBook>();
        services.TryAddSingleton<HarnessPlaces>();
        services.TryAddSingleton<IAgentNeeds>(provider => provider.GetRequiredService<HarnessPlaces>());
        services.TryAddSingleton<HarnessFiles>();
        services.TryAddSingleton<GatewayProviders>();
        services.TryAddSingleton<GatewayDoors>();
        services.TryAddSingleton<HarnessRunner>();
        return services;
    }
}
