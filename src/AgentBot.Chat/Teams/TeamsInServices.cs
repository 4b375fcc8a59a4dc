using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Answering;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Progress;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Chat.Teams.Verifying;
using AgentBot.Chat.Verifying;
using AgentBot.Core.People;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams;

/// <summary>Puts together what comes in from Teams. Needs what goes out, and <see cref="TeamsGroups"/> from the settings.</summary>
public static class TeamsInServices
{
    private const string KeysClientName = "teams-keys";
    private const string FilesClientName = "teams-files";

    public static IServiceCollection AddTeamsIn(this IServiceCollection services)
    {
        // Keys and files are fetched without any secret of AgentBot’s; a redirect could lead anywhere.
        services.AddChatClient(KeysClientName, TimeSpan.FromSeconds(10));
        services.AddChatClient(FilesClientName, TimeSpan.FromMinutes(2));
        services.TryAddSingleton<SourceMeter>();
        services.TryAddSingleton<ChatTelling>();
        services.AddForeignPresses();
        services.AddSingleton(provider => new TeamsKeys(
            provider.ChatClient(KeysClientName), provider.GetRequiredService<IOptions<TeamsOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TeamsKeys>>()));
        services.AddSingleton<TeamsToken>();
        services.AddSingleton<TeamsProof>();
        services.AddSingleton<TeamsEndpoints>();
        services.AddSingleton<TeamsBook>();
        services.AddSingleton<ITeamsReferences>(provider => provider.GetRequiredService<TeamsBook>());
        services.AddSingleton<TeamsLookups>();
        services.AddSingleton<TeamsRoster>();
        services.AddSingleton<IRoster>(provider => provider.GetRequiredService<TeamsRoster>());
        services.AddSingleton<TeamsVisits>();
        services.AddSingleton<TeamsVisitReads>();
        services.AddAnswering();
        services.AddHostedService<TeamsWorker>();
        services.AddSingleton<ProgressStreams>();
        services.AddSingleton<ProgressSignals>();
        services.AddHostedService<ProgressWorker>();
        return services;
    }

    private static void AddAnswering(this IServiceCollection services)
    {
        services.AddSingleton<ITeamsReceiver, TeamsReceiver>();
        services.AddSingleton<TeamsAnswerRooms>();
        services.AddSingleton(provider => new TeamsFileIntake(
            provider.ChatClient(FilesClientName), provider.GetRequiredService<IArtifactStaging>(), provider.GetRequiredService<ICommitter>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MessageAnswers>();
        services.AddSingleton<TalkAnswers>();
        services.AddSingleton<IEarshot, TeamsEarshot>();
        services.AddSingleton<PressAnswering>();
        services.AddSingleton<PressAnswers>();
        services.AddSingleton<PressNames>();
        services.AddSingleton<ReviewPresses>();
        services.AddSingleton<PressReads>();
        services.AddSingleton<ReviewEdits>();
        services.AddSingleton<RowsAnswers>();
        services.AddSingleton<EditReads>();
        services.AddSingleton<FormPresses>();
        services.AddSingleton<FormReads>();
        services.AddSingleton<DialogAnswers>();
        services.AddSingleton<WholeReads>();
        services.AddSingleton<PlaceEvents>();
        services.AddSingleton<PlaceKeeping>();
    }
}
