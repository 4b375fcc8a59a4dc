using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Storage;

public static class StorageRegistration
{
    /// <summary>
    /// Registers every port of the store. The store opens when the first of them is asked for and closes with the container;
    /// TimeProvider and IdSource must be registered.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, Action<SqliteStoreOptions> configure)
    {
        services.AddOptions<SqliteStoreOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        services.TryAddSingleton<ICrashPoints>(NoCrashPoints.Instance);
        services.AddSingleton(provider => SqliteStore.Open(
            provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IdSource>(),
            provider.GetRequiredService<ICrashPoints>(),
            provider.GetService<ILogger<SqliteStore>>()));
        return services.AddPorts();
    }

    private static IServiceCollection AddPorts(this IServiceCollection services)
    {
        services.AddSingleton<ICommitter>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton<ICommitSignal>(provider => provider.GetRequiredService<SqliteStore>());
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Runs);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Reviews);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Queue);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Drills);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Artifacts);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Staging);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Work);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Delivery);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Facts);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Schedules);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Chat);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Links);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Absences);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().ToolPins);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Grants);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Requests);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Budgets);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().AgentLog);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Audit);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Marks);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteStore>().Upkeep);
        return services;
    }
}
