using AgentBot.Chat.Answering;
using AgentBot.Core.Delivery;
using AgentBot.Host.Doors;

namespace AgentBot.Host.WebConsole;

/// <summary>Puts the console into a host: its services, and its doors behind the gate.</summary>
public static class ConsoleServices
{
    /// <summary>
    /// Needs from elsewhere: the ports of Storing/Ports.cs, ICommitter, IArtifactStaging, ICommitSignal, IDirectory, ITemplateCatalog,
    /// IConversation, FiringCalendar, FiringNotes and TimeProvider.
    /// </summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, ConsoleSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(_ => EntryKey.Open(settings.DataDirectory))
        .AddSingleton<ConsoleReads>()
        .AddSingleton<ViewerSource>()
        .AddSingleton<PageRenderer>()
        .AddSingleton<ConsoleFaults>()
        .AddSingleton<ShellParts>()
        .AddSingleton<PageDirectory>()
        .AddSingleton<LiveUpdates>()
        .AddSingleton<LiveStream>()
        .AddSingleton<ToastBox>()
        .AddSingleton<AnswerWriter>()
        .AddSingleton<Closures>()
        .AddSingleton<ReviewLister>()
        .AddSingleton<MessageReader>()
        .AddSingleton<SampleFinder>()
        .AddSingleton<FileIntake>()
        .AddSingleton<Speaker>()
        .AddSingleton<ChatEndpoints>()
        .AddSingleton<ActEndpoint>()
        .AddForeignPresses()
        .AddSingleton<ReviewEndpoints>()
        .AddSingleton<EditDrawing>()
        .AddSingleton<RowsEndpoints>()
        .AddSingleton<RowsDrawing>()
        .AddSingleton<FileEndpoint>()
        .AddSingleton<FullArtifacts>()
        .AddSingleton<ReviewFinder>()
        .AddSingleton<ChatPage>()
        .AddSingleton<IConsolePage, HomePage>()
        .AddSingleton<IConsolePage>(provider => provider.GetRequiredService<ChatPage>())
        .AddSingleton<IConsolePage, ReviewsPage>()
        .AddSingleton<IConsolePage, OldestPage>()
        .AddSingleton<IConsolePage, RecordPage>()
        .AddSingleton<TogetherEndpoints>()
        .AddSingleton<IConsolePage, ReviewPage>()
        .AddSingleton<IConsolePage, FullReviewPage>()
        .AddSingleton<IConsolePage, EditPage>()
        .AddSingleton<IConsolePage, RowsPage>()
        .AddSingleton<RunReader>()
        .AddSingleton<RunEndpoints>()
        .AddSingleton<IConsolePage, RunsPage>()
        .AddSingleton<IConsolePage, RunPage>()
        .AddSingleton<IConsolePage, TemplatesPage>()
        .AddSingleton<IConsolePage, TemplatePage>()
        .AddSingleton<IConsolePage, FactsPage>()
        .AddSingleton<IConsolePage, ToolsPage>()
        .AddSingleton<ScheduleReading>()
        .AddSingleton<IConsolePage, SchedulesPage>()
        .AddSingleton<IConsolePage, SchedulePage>()
        .AddSingleton<IChatGateway, ConsoleGateway>();

    /// <summary>Everything under "/console" and the page at "/".</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path == "/" || context.Request.Path.StartsWithSegments("/console"),
            branch => branch.UseMiddleware<ConsoleGate>());
        EntryEndpoints.MapOpen(app);
        RouteGroupBuilder signedIn = app.MapGroup("").Through(Door.ConsoleSession);
        EntryEndpoints.Map(signedIn);
        ChatEndpoints.Map(signedIn);
        ActEndpoint.Map(signedIn);
        ReviewEndpoints.Map(signedIn);
        TogetherEndpoints.Map(signedIn);
        RowsEndpoints.Map(signedIn);
        RunEndpoints.Map(signedIn);
        FileEndpoint.Map(signedIn);
        PageEndpoints.Map(signedIn, app.Services.GetRequiredService<PageDirectory>());
    }

    /// <summary>What is printed at the start so that a person can sign in from another browser.</summary>
    public static string SignInUrl(this WebApplication app, string address) =>
        $"{address.TrimEnd('/')}/?key={app.Services.GetRequiredService<EntryKey>().Text}";
}
