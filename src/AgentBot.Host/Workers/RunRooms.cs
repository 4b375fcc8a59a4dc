using AgentBot.Core.Budgets;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Digests;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;
using AgentBot.Host.Options;
using AgentBot.Host.Publishing;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Workers;

/// <summary>Puts together what starts, works on, reviews and publishes runs.</summary>
internal static class RunRooms
{
    public static void AddRuns(this IServiceCollection services)
    {
        services.AddDeciding();
        services.AddWorking();
        services.AddDelivery();
        services.AddConversation();
        services.AddSingleton<WorkPlaces>();
        services.AddSingleton<IWorkTaker>(provider => provider.GetRequiredService<WorkPlaces>());
        services.AddHostedService<RunWorker>();
        services.AddHostedService<EffectWorker>();
        services.AddHostedService<ViewWorker>();
        services.AddHostedService<LikenessWorker>();
        services.AddHostedService<LineWorker>();
        services.AddHostedService<SpendWorker>();
        services.AddHostedService<DrillWorker>();
        services.AddHostedService<DigestWorker>();
    }

    private static void AddTogether(this IServiceCollection services)
    {
        services.AddSingleton<ILots, SecretLots>();
        services.AddSingleton<BatchChance>();
        services.AddSingleton<BatchKeeping>();
        services.AddSingleton<BatchReader>();
        services.AddSingleton<BatchHandler>();
        services.AddSingleton<WaitingReviews>();
        services.AddSingleton<LikenessReader>();
        services.AddSingleton<LikenessKeeper>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ReviewOptions>>().Value.ToSettings());
    }

    private static void AddLooking(this IServiceCollection services)
    {
        services.AddSingleton<DrillDraw>();
        services.AddSingleton<DrillDesk>();
        services.AddSingleton<DrillMaker>();
        services.AddSingleton<DrillReads>();
        services.AddSingleton<DigestReader>();
        services.AddSingleton<DigestTeller>();
    }

    private static void AddDeciding(this IServiceCollection services)
    {
        services.AddSingleton<RunMachine>();
        services.AddSingleton<ClosureCache>();
        services.AddSingleton<RunAdvancer>();
        services.AddSingleton<RunBirth>();
        services.AddSingleton<StartConditions>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton(ConfiguredLimits.Of);
        services.AddSingleton<MonthPots>();
        services.AddSingleton<StartMoney>();
        services.AddSingleton<SpendNotices>();
        services.AddSingleton<CostEstimates>();
        services.AddSingleton<RunScopes>();
    }

    private static void AddWorking(this IServiceCollection services)
    {
        services.AddSingleton<WorkClock>();
        services.AddSingleton<WorkHandler>();
        services.AddSingleton<StepContexts>();
        services.AddSingleton<StepRooms>();
        services.AddSingleton<StepWork>();
        services.AddSingleton<ActionWork>();
        services.AddSingleton<TakeInWork>();
        services.AddSingleton<ActionResourcesFactory>();
        services.AddSingleton<AgentWork>();
        services.AddSingleton<AgentTasks>();
        services.AddSingleton<CallWork>();
        services.AddSingleton<Carrying>();
        services.AddSingleton<FanOutWork>();
        services.AddSingleton<ItemsWork>();
        services.AddSingleton<ItemAgents>();
        services.AddSingleton<ItemChildren>();
        services.AddSingleton<ItemCommits>();
        services.AddSingleton<GatherWork>();
        services.AddSingleton<ChildBirth>();
        services.AddSingleton<ChildWork>();
        services.AddSingleton<RunOutputs>();
        services.AddSingleton<ReviewWork>();
        services.AddSingleton<ReviewDueWork>();
        services.AddSingleton<ReviewerRoom>();
        services.AddSingleton<ComingReviews>();
        services.AddSingleton<WaitingLine>();
        services.AddSingleton<LineTelling>();
        services.AddSingleton<WaitingTimes>();
        services.AddSingleton<ReviewNotices>();
        services.AddSingleton<EditCarrying>();
        services.AddSingleton<PublishWork>();
    }

    private static void AddDelivery(this IServiceCollection services)
    {
        services.AddSingleton<DrawingReads>();
        services.AddSingleton<CostReader>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<LastApprovedReader>();
        services.AddSingleton<ReviewFactsReader>();
        services.AddSingleton<ReviewOutcomes>();
        services.AddSingleton<RunFactsReader>();
        services.AddSingleton<AnswerDrawer>();
        services.AddSingleton<RoundupDrawer>();
        services.AddSingleton<StepAskDrawer>();
        services.AddSingleton<ViewDrawer>();
        services.AddSingleton<Roundups>();
        services.AddSingleton<ProgressHints>();
        services.AddSingleton<ViewSender>();
        services.AddSingleton<ViewClock>();
        services.AddSingleton<Gateways>();
        services.AddSingleton<EffectHandler>();
        services.AddSingleton<EffectReads>();
        services.AddSingleton<EffectChecks>();
        services.AddSingleton<ToolChecks>();
        services.AddSingleton<EffectSenders>();
        services.AddSingleton<PublishedDrawing>();
        services.AddSingleton<IEffectSender, ChatSender>();
        services.AddSingleton<IEffectSender, FileSender>();
        services.AddSingleton<IEffectSender, WebhookSender>();
        services.AddSingleton<IEffectSender, ToolSender>();
        services.AddHttpClient(WebhookSender.ClientName, client => client.Timeout = TimeSpan.FromSeconds(30));
    }

    private static void AddConversation(this IServiceCollection services)
    {
        services.AddSingleton<IConversation, Conversation>();
        services.AddSingleton<ConversationRooms>();
        services.AddSingleton<RefusalMeter>();
        services.AddSingleton<StartCommands>();
        services.AddSingleton<InputForms>();
        services.AddSingleton<OfferedTemplates>();
        services.AddSingleton<RunCommands>();
        services.AddSingleton<AskCommands>();
        services.AddSingleton<QueueCommands>();
        services.AddSingleton<QueueAnswers>();
        services.AddSingleton<RecordReader>();
        services.AddTogether();
        services.AddLooking();
        services.AddSingleton<AskAnswers>();
        services.AddSingleton<FactCommands>();
        services.AddSingleton<GrantCommands>();
        services.AddSingleton<AgreeCommands>();
        services.AddSingleton<CallStory>();
        services.AddSingleton<CallGrants>();
        services.AddSingleton<GrantReads>();
        services.AddSingleton<LinkCommands>();
        services.AddSingleton<LinkAnswers>();
        services.AddSingleton<LinkCodes>();
        services.AddSingleton<RunFinder>();
        services.AddSingleton<ReviewCommands>();
        services.AddSingleton<DelegationCommands>();
        services.AddSingleton<AwayCommands>();
        services.AddSingleton<AbsentReviews>();
        services.AddSingleton<ReviewHandler>();
        services.AddSingleton<Counting>();
        services.AddSingleton<ApprovalRooms>();
        services.AddSingleton<WholeApproval>();
        services.AddSingleton<ReadingFirst>();
        services.AddSingleton<DecisionWriting>();
        services.AddSingleton<RowDeciding>();
        services.AddSingleton<IRowDesk, RowDesk>();
        services.AddSingleton<RowReads>();
        services.AddSingleton<PagesGiven>();
        services.AddSingleton<RowsDialog>();
        services.AddSingleton<RowChecks>();
        services.AddSingleton<ReviewAnswers>();
        services.AddSingleton<ReviewReads>();
        services.AddSingleton<RejectionsFirst>();
        services.AddSingleton<SettleHandler>();
        services.AddSingleton<MoneyAnswers>();
    }
}
