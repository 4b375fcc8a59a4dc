using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Links;
using AgentBot.Host.Checkups;
using AgentBot.Host.Doors;
using AgentBot.Host.Options;
using AgentBot.Host.Workers;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>Puts the rooms of Slack together. Its settings are checked always; everything else is there only when Slack is on.</summary>
internal static class SlackWiring
{
    public static void AddSlack(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SlackOptions, SlackOptionsValidator>(configuration, SlackOptions.Section);
        services.AddSingleton<SlackSecrets>();
        SlackOptions settings = Of(configuration);
        if (!settings.IsOn)
        {
            return;
        }

        services.AddSingleton(provider =>
        {
            SlackSecrets secrets = provider.GetRequiredService<SlackSecrets>();
            return new SlackAccess(new Uri(provider.GetRequiredService<IOptions<SlackOptions>>().Value.ApiUrl), () => secrets.BotToken, () => secrets.AppToken);
        });

        // The console listens on this computer only once a platform is on, so no link of it would work in a chat.
        services.AddSingleton(provider => new SlackLinks("") { Allowed = provider.GetRequiredService<LinkRule>() });
        services.AddSingleton(provider => new SlackGroups(
            [.. provider.GetRequiredService<IOptions<DirectoryOptions>>().Value.Groups.Values.Select(group => group.Slack).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)]));
        services.AddSlackOut();
        services.AddSlackIn(settings.UsesSockets);
        services.AddSingleton<SlackReceiver>();
        services.AddSingleton<ISlackReceiver>(provider => new SlackAfterOpening(provider.GetRequiredService<SlackReceiver>(), provider.GetRequiredService<Opening>()));
        services.AddSingleton<SlackWays>();
        services.AddSingleton<ICheckup, SlackCheckup>();
    }

    /// <summary>The doors of HTTP are there only where there is a secret to prove what comes through them.</summary>
    public static void MapSlack(this WebApplication app)
    {
        if (Of(app.Configuration).TakesHttp)
        {
            SlackEndpoints.Map(app).Through(Door.PlatformIngress);
        }
    }

    private static SlackOptions Of(IConfiguration configuration) => configuration.GetSection(SlackOptions.Section).Get<SlackOptions>() ?? new SlackOptions();
}
