using AgentBot.Chat.Verifying;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Host.Checkups;
using AgentBot.Host.Doors;
using AgentBot.Host.Logging;
using AgentBot.Host.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Hooks;

/// <summary>Puts together what other programs may call. Without a hook in the settings there is no door.</summary>
internal static class HookWiring
{
    public static void AddHooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<HooksOptions, HooksOptionsValidator>(configuration, "");
        services.AddSingleton<IHookNames, ConfiguredHooks>();
        services.TryAddSingleton<SourceMeter>();
        services.TryAddSingleton<HookSignature>();
        services.TryAddSingleton<FreshSecrets>();
        services.AddSingleton<HookSecrets>();
        services.TryAddSingleton<HookPace>();
        services.AddSingleton<HookEndpoints>();
        services.AddSingleton<ICheckup, HookCheckup>();
    }

    public static void MapHooks(this WebApplication app)
    {
        HooksOptions hooks = app.Services.GetRequiredService<IOptions<HooksOptions>>().Value;
        if (hooks.Hooks.Count == 0)
        {
            return;
        }

        HookEndpoints.Map(app).Through(Door.PlatformIngress);
        foreach (string name in hooks.Hooks.Where(hook => hook.Value.Unsigned).Select(hook => hook.Key))
        {
            Log.HookUnsigned(app.Logger, name);
        }
    }
}
