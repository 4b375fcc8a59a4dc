using AgentBot.Agents.Sandbox.Bubblewrap;
using AgentBot.Agents.Sandbox.Container;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox;

/// <summary>Adds what runs programs. A new kind of sandbox is one more registration; the first that works is used.</summary>
public static class SandboxRegistration
{
    public static IServiceCollection AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SandboxOptions>().Bind(configuration.GetSection(SandboxOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>());
        services.AddSingleton<IValidateOptions<SandboxOptions>>(new NamesValidator<SandboxOptions>(() => SettingNames.Unknown<SandboxOptions>(configuration.GetSection(SandboxOptions.Section))));
        services.TryAddSingleton(new ProgramPlaces(""));
        services.TryAddSingleton<BubblewrapSandbox>();
        services.AddSingleton<ISandbox>(provider => provider.GetRequiredService<BubblewrapSandbox>());
        foreach (string runtime in new[] { "podman", "docker" })
        {
            services.AddSingleton<ISandbox>(provider => ActivatorUtilities.CreateInstance<ContainerSandbox>(provider, runtime));
        }

        services.TryAddSingleton<Sandboxes>();
        return services;
    }
}
