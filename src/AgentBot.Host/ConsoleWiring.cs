using AgentBot.Core.Links;
using AgentBot.Host.Options;
using AgentBot.Host.People;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host;

/// <summary>Tells the console what it must know of the settings.</summary>
internal static class ConsoleWiring
{
    public static void AddConsole(this IServiceCollection services, IConfiguration configuration, HostMode mode, HostSetup setup)
    {
        var caller = new CallerFolder(setup.CallerFolder);
        var agentBot = configuration.GetSection(AgentBotOptions.Section).Get<AgentBotOptions>() ?? new AgentBotOptions();
        string consoleUrl = configuration["Console:Url"] ?? new ConsoleOptions().Url;
        services.AddConsole(new ConsoleSettings
        {
            DataDirectory = caller.Resolve(agentBot.DataDirectory),
            TemplatesDirectories = [caller.Resolve(agentBot.TemplatesDirectory), .. agentBot.MountedTemplates.Select(caller.Resolve)],
            Workspace = ConfiguredDirectory.Workspace,
            MayActAs = !mode.ListensApart,
            Hosts = [.. new[] { agentBot.PublicUrl, consoleUrl }.Select(HostOf).OfType<string>()],
            Port = mode.ListensApart && Uri.TryCreate(consoleUrl, UriKind.Absolute, out Uri? uri) ? uri.Port : null,
            Links = new LinkRule(agentBot.AllowedLinks),
            ModelIsOffline = !configuration.GetSection("Models:Providers").GetChildren().Any(provider => !string.Equals(provider["Kind"], "offline", StringComparison.OrdinalIgnoreCase)),
        });
    }

    private static string? HostOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri.Host : null;
}
