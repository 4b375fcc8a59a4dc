using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Host.Options;

namespace AgentBot.Host;

/// <summary>Puts the rooms of Slack together. Its settings are checked always; everything else is there only when Slack is on.</summary>
internal static class SlackWiring
{
    public static void AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SlackOptions, SlackOptionsValidator>(configuration, SlackOptions.Section);
        services.AddSingleton<SlackSecrets>();
        services.AddSingleton<SlackSignature>();
    }
}
