using AgentBot.Agents;
using AgentBot.Agents.Models;
using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Chat;
using AgentBot.Core;
using AgentBot.Core.Actions;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Links;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Checkups;
using AgentBot.Host.ScheduleClock;
using AgentBot.Host.Health;
using AgentBot.Host.Hooks;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using AgentBot.Host.People;
using AgentBot.Host.Requests;
using AgentBot.Host.Templates;
using AgentBot.Host.Workers;
using AgentBot.Storage;
using Microsoft.Extensions.Options;

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
        services.AddSingleton<SecretText>();
        services.AddSingleton<ISecretText>(provider => provider.GetRequiredService<SecretText>());
        services.AddSingleton<IProviderSecrets>(provider => provider.GetRequiredService<SecretText>());
        services.AddSingleton<ISecrets, ConfiguredSecrets>();
        services.AddSingleton<ITemplateOffers, ConfiguredOffers>();
        services.AddSingleton<IUnreviewedVersions, ConfiguredUnreviewedVersions>();
        services.AddSingleton<IRetiredVersions, ConfiguredRetiredVersions>();
        services.AddSingleton(provider => new LinkRule(provider.GetRequiredService<IOptions<AgentBotOptions>>().Value.AllowedLinks));
        services.AddSingleton<ICrashPoints, CrashPoints>();
        services.AddSingleton<IDirectory, ConfiguredDirectory>();
        services.AddSingleton(provider => new LinkBook(provider.GetRequiredService<ILinkReader>));
        services.AddSingleton(provider => new AbsenceBook(provider.GetRequiredService<IAbsenceReader>, provider.GetRequiredService<TimeProvider>()));
        services.AddStore();
        services.AddSingleton(new ProgramPlaces(Environment.GetEnvironmentVariable("PATH") ?? ""));
        services.AddAgents(configuration);
        services.AddTools(configuration);
        services.AddTemplates();
        services.AddLocal();
        services.AddWorkers();
        services.AddRuns();
        services.AddSchedules(configuration);
        services.AddHooks(configuration);
        services.AddRequests(configuration);
        services.AddHttpClient(PublicWay.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton<PublicWay>();
        services.AddSlack(configuration);
        services.AddTeams(configuration);
        services.AddConsole(configuration, mode, setup);
    }

    private static void AddStore(this IServiceCollection services)
    {
        services.AddSqliteStore(_ => { });
        services.AddOptions<SqliteStoreOptions>().Configure<Places>((store, places) => store.DataDirectory = places.DataDirectory);
    }

    private static void AddTemplates(this IServiceCollection services)
    {
        services.AddSingleton(provider => new TemplateCatalog(
            [.. provider.GetRequiredService<Places>().TemplateFolders], ActionCatalog.Definitions, provider.GetRequiredService<TimeProvider>(),
            [.. provider.GetRequiredService<IOptions<McpOptions>>().Value.Servers.Keys]));
        services.AddSingleton<BrokenFiles>();
        services.AddSingleton<ITemplateNotices, TemplateNotices>();
        services.AddSingleton<ITemplateCatalog>(provider => provider.GetRequiredService<TemplateCatalog>());
    }

    private static void AddLocal(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<AuditCheck>();
        services.AddSingleton<LocalRuns>();
        services.AddSingleton<LocalSchedules>();
        services.AddSingleton<LocalReviews>();
        services.AddSingleton<LocalStarter>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<ICheckup, StoreCheckup>();
        services.AddSingleton<ICheckup, TemplateCheckup>();
        services.AddSingleton<ICheckup, PeopleCheckup>();
        services.AddSingleton<ICheckup, ModelCheckup>();
        services.AddSingleton<ICheckup, SandboxCheckup>();
        services.AddSingleton<ICheckup, ClockCheckup>();
        services.AddSingleton<ICheckup, DoorCheckup>();
    }

    /// <summary>None of them holds up the listening. The store is open before the first starts, so that a second process on the same data ends there.</summary>
    private static void AddWorkers(this IServiceCollection services)
    {
        services.AddSingleton<DemoSeed>();
        services.AddSingleton<Opening>();
        services.AddHostedService<DemoFactsWorker>();
        services.AddHostedService<CatalogWorker>();
        services.AddHostedService<LinkWorker>();
        services.AddHostedService<AuditWorker>();
        services.AddHostedService<UpkeepWorker>();
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<AgentBotOptions, AgentBotOptionsValidator>(configuration, AgentBotOptions.Section);
        services.AddChecked<ConsoleOptions, ConsoleOptionsValidator>(configuration, ConsoleOptions.Section);
        services.AddChecked<StorageOptions, StorageOptionsValidator>(configuration, StorageOptions.Section);
        services.AddChecked<DirectoryOptions, DirectoryOptionsValidator>(configuration, "");
        services.AddChecked<BudgetOptions, BudgetOptionsValidator>(configuration, BudgetOptions.Section);
        services.AddChecked<OfferOptions, OfferOptionsValidator>(configuration, "");
        services.AddChecked<SecretsOptions, SecretsOptionsValidator>(configuration, "");
        services.AddChecked<ReviewOptions, ReviewOptionsValidator>(configuration, ReviewOptions.Section);
        services.AddChecked<RetentionOptions, RetentionOptionsValidator>(configuration, RetentionOptions.Section);
        services.AddChecked<TestingOptions, TestingOptionsValidator>(configuration, TestingOptions.Section);
    }
}
