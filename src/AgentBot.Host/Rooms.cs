using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Host.Health;
using AgentBot.Host.Options;
using AgentBot.Host.People;

namespace AgentBot.Host;

/// <summary>Puts the rooms of the house together.</summary>
internal static class Rooms
{
    public static void AddRooms(this IServiceCollection services, IConfiguration configuration, HostMode mode, HostSetup setup)
    {
        services.AddSingleton(new CallerFolder(setup.CallerFolder));
        services.AddSingleton(mode);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IdSource>();
        services.AddSettings(configuration);

        services.AddSingleton<Places>();
        services.AddSingleton<ICrashPoints, CrashPoints>();
        services.AddSingleton<IDirectory, ConfiguredDirectory>();
        services.AddSingleton<Readiness>();
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<AgentBotOptions, AgentBotOptionsValidator>(configuration, AgentBotOptions.Section);
        services.AddChecked<ConsoleOptions, ConsoleOptionsValidator>(configuration, ConsoleOptions.Section);
        services.AddChecked<StorageOptions, StorageOptionsValidator>(configuration, StorageOptions.Section);
        services.AddChecked<DirectoryOptions, DirectoryOptionsValidator>(configuration, "");
        services.AddChecked<SecretsOptions, SecretsOptionsValidator>(configuration, "");
        services.AddChecked<RetentionOptions, RetentionOptionsValidator>(configuration, RetentionOptions.Section);
        services.AddChecked<TestingOptions, TestingOptionsValidator>(configuration, TestingOptions.Section);
    }
}
