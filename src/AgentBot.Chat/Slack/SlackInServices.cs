using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Home;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Progress;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Chat.Slack.Sockets;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Chat.Verifying;
using AgentBot.Core.People;
using AgentBot.Core.Schedules.Triggers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentBot.Chat.Slack;

/// <summary>Puts together what comes in from Slack. Needs what goes out, and <see cref="SlackGroups"/> from the settings.</summary>
public static class SlackInServices
{
    private const string ResponseClientName = "slack-responses";

    public static IServiceCollection AddSlackIn(this IServiceCollection services, bool usesSockets)
    {
        services.AddSingleton<SlackSignature>();
        services.TryAddSingleton<SourceMeter>();
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<SlackEndpoints>();
        services.AddKnowing();
        services.AddAnswering();
        services.AddHostedService<ConnectWorker>();
        services.AddHostedService<HomeWorker>();
        services.AddSingleton<ThreadStatus>();
        services.AddHostedService<ThreadStatusWorker>();
        services.AddSingleton<SocketState>();
        if (usesSockets)
        {
            services.AddSingleton(provider =>
            {
                var random = new Random();
                return new SocketClock(provider.GetRequiredService<TimeProvider>(), random.NextDouble);
            });
            services.AddHostedService<SocketWorker>();
        }

        return services;
    }

    private static void AddKnowing(this IServiceCollection services)
    {
        services.AddSingleton<SlackLookups>();
        services.AddSingleton<SlackRoster>();
        services.AddSingleton<IRoster>(provider => provider.GetRequiredService<SlackRoster>());
        services.AddSingleton<SlackVisits>();
    }

    private static void AddAnswering(this IServiceCollection services)
    {
        services.AddSingleton<ISlackReceiver, SlackReceiver>();
        services.AddSingleton<SlackAnswerRooms>();
        services.AddSingleton<SlackReplies>();
        services.TryAddSingleton<ChatTelling>();
        services.AddForeignPresses();
        services.AddSingleton<ModalOpener>();
        services.AddSingleton<CommandAnswers>();
        services.AddSingleton<MessageAnswers>();
        services.AddSingleton<TalkAnswers>();
        services.AddSingleton<IEarshot, SlackEarshot>();
        services.AddSingleton<SlackFileIntake>();
        services.AddChatClient(ResponseClientName, TimeSpan.FromSeconds(5));
        services.AddSingleton(provider => new ResponseUrls(provider.ChatClient(ResponseClientName), provider.GetRequiredService<SlackAccess>()));
        services.AddSingleton<PressTelling>();
        services.AddSingleton<PressAnswers>();
        services.AddSingleton<PressForms>();
        services.AddSingleton<PressReads>();
        services.AddSingleton<ReviewPressReads>();
        services.AddSingleton<FormReads>();
        services.AddSingleton<ReviewPresses>();
        services.AddSingleton<ReviewForms>();
        services.AddSingleton<RowsForms>();
        services.AddSingleton<RowsFiles>();
        services.AddSingleton<ThreadFiles>();
        services.AddSingleton<ReviewFormReads>();
        services.AddSingleton<EditFiles>();
        services.AddSingleton<SlackPictures>();
        services.AddSingleton<EditFileReads>();
        services.AddSingleton<SubmissionAnswers>();
        services.AddSingleton<StartAnswers>();
        services.AddSingleton<StartReads>();
        services.AddSingleton<ShortcutAnswers>();
        services.AddSingleton<MessageKeeping>();
        services.AddSingleton<WorkspaceEvents>();
        services.AddSingleton<WorkspaceKeeping>();
        services.AddSingleton<ClockAlarm>();
        services.AddSingleton<HomeVisitors>();
        services.AddSingleton<HomeReader>();
        services.AddSingleton<HomeLinks>();
        services.AddSingleton<HomeSignals>();
    }
}
