using AgentBot.Agents.Tools;
using AgentBot.Agents.Tools.Mcp;
using AgentBot.Core.Tools;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using AgentBot.Host.Workers;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>Puts together the tools that agents may call.</summary>
internal static class ToolWiring
{
    public static void AddTools(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<ToolOptions, ToolOptionsValidator>(configuration, ToolOptions.Section);
        services.AddChecked<McpOptions, McpOptionsValidator>(configuration, McpOptions.Section);
        services.AddSingleton<IToolSecrets, ToolSecrets>();
        services.AddSingleton(provider => new ToolFolders(Path.Combine(provider.GetRequiredService<Places>().DataDirectory, "tools")));
        services.AddToolBox();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ToolOptions>>().Value.ToLimits());
        services.AddSingleton<ToolAgreements>();
        services.AddSingleton<ToolTelling>();
        services.AddSingleton<IToolNews>(provider => provider.GetRequiredService<ToolTelling>());
        services.AddSingleton<LocalTools>();
        services.AddSingleton<ICheckup, ToolCheckup>();
        services.AddHostedService<ToolWorker>();
    }
}
