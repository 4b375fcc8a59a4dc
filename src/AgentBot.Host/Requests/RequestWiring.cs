using AgentBot.Chat.Verifying;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Requests;
using AgentBot.Host.Checkups;
using AgentBot.Host.Doors;
using AgentBot.Host.Hooks;
using AgentBot.Host.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Requests;

/// <summary>Puts together how other programs ask for reviews. Without a system in the settings there is no door, only the schemas.</summary>
internal static class RequestWiring
{
    public static void AddRequests(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<SystemsOptions, SystemsOptionsValidator>(configuration, "");
        services.AddSingleton<IAskers, ConfiguredAskers>();
        services.AddSingleton<DecisionIssuer>();
        services.AddSingleton<IEffectSender, DecisionSender>();
        services.AddSingleton<IChatGateway, AskerGateway>();
        services.AddHttpClient(AskerGateway.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<RequestReads>();
        services.AddSingleton<RequestHandler>();
        services.AddSingleton<RequestStatuses>();
        services.AddSingleton<SystemTokens>();
        services.AddSingleton<RequestDoor>();
        services.AddSingleton<DecisionWait>();
        services.AddSingleton<RequestAnswers>();
        services.AddSingleton<RequestEndpoints>();
        services.TryAddSingleton<SourceMeter>();
        services.TryAddSingleton<FreshSecrets>();
        services.TryAddSingleton<HookSignature>();
        services.TryAddSingleton<HookPace>();
        services.AddSingleton<ICheckup, SystemCheckup>();
    }

    public static void MapRequests(this WebApplication app)
    {
        RequestEndpoints.MapSchemas(app).Through(Door.PublicAsset);
        if (app.Services.GetRequiredService<IOptions<SystemsOptions>>().Value.Systems.Count > 0)
        {
            RequestEndpoints.Map(app).Through(Door.AskingProgram);
        }
    }
}
