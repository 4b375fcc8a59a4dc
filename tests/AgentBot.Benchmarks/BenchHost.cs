using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using AgentBot.Agents.Models;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host;
using AgentBot.Host.Workers;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Benchmarks;

/// <summary>
/// The whole host in this process on a real file in a temporary folder, the people of the demo in it. It counts what is
/// committed and knows which cards are behind.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    public static readonly ChannelKey Finance = ChannelKey.Of("console", new WorkspaceKey("local"), "finance");
    public static readonly PersonKey Ana = new("ana");
    public static readonly PersonKey Ben = new("ben");

    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<(string, string), long> _ahead = new();
    private int _commits;

    private BenchHost(TempFolder folder, WebApplication app, TimedModel model)
    {
        (_folder, _app, Model) = (folder, app, model);
        Get<ICommitSignal>().Committed += Count;
    }

    /// <summary>Raised on the store's thread after each commit.</summary>
    public event Action<Commit>? Committed;

    public TimedModel Model { get; }

    public int Commits => Volatile.Read(ref _commits);

    /// <summary>True when every card shows the latest state.</summary>
    public bool CardsAreDrawn => _ahead.IsEmpty;

    /// <summary>Database and log together.</summary>
    public long StoredBytes => Directory.EnumerateFiles(_folder.File("data"), "agentbot.db*").Sum(file => new FileInfo(file).Length);

    /// <param name="templates">A folder of templates; or, where null, <paramref name="template"/> stands alone in one.</param>
    public static async Task<BenchHost> StartAsync(string? templates, string template = "", Action<IServiceCollection>? services = null)
    {
        var folder = new TempFolder();
        if (templates is null)
        {
            templates = folder.File("templates");
            Directory.CreateDirectory(Path.Combine(templates, "finance"));
            await File.WriteAllTextAsync(Path.Combine(templates, "finance", "measured.yaml"), template);
        }

        var model = new TimedModel();
        WebApplication app = HostFactory.Build(
            ["--urls", "http://127.0.0.1:0", "--AgentBot:TemplatesDirectory=" + templates, "--Logging:LogLevel:Default=Warning", "--Reviews:MostOpen=0"],
            new HostSetup
            {
                CallerFolder = folder.Path,
                Services = all =>
                {
                    Exchange<IChatClientFactory, OfflineClientFactory>(all, model);
                    services?.Invoke(all);
                },
            });
        await app.StartAsync();
        await app.Services.GetRequiredService<Opening>().WaitAsync(CancellationToken.None);
        return new BenchHost(folder, app, model);
    }

    public static void Exchange<TPort, TUsual>(IServiceCollection services, TPort instead)
        where TPort : class
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(TPort) && service.ImplementationType == typeof(TUsual)));
        services.AddSingleton(instead);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <returns>The run that began.</returns>
    public async Task<RunId> SubmitAsync(string template, ImmutableSortedDictionary<string, string> values, ImmutableSortedDictionary<string, Value.File>? files = null)
    {
        var caller = new Caller(Ana, Finance, "", "bench|local|run|" + Get<IdSource>().Next());
        Reply reply = await Get<IConversation>().SubmitAsync(
            new FormSubmission(caller, template, DryRun: false, values, files ?? ImmutableSortedDictionary<string, Value.File>.Empty, []), CancellationToken.None);
        return reply is Reply.Started started ? started.Run : throw new InvalidOperationException($"No run began: {reply}");
    }

    /// <summary>When a commit of this kind was told, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public async Task<long> WhenAsync(Func<Commit, bool> happened, Func<Task> cause)
    {
        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(Commit commit)
        {
            if (happened(commit))
            {
                told.TrySetResult(Stopwatch.GetTimestamp());
            }
        }

        Committed += Look;
        try
        {
            await cause();
            return await told.Task.WaitAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            Committed -= Look;
        }
    }

    /// <summary>Returns when every card shows the latest state.</summary>
    public async Task RestAsync()
    {
        while (!_ahead.IsEmpty)
        {
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private void Count(Commit commit)
    {
        Interlocked.Increment(ref _commits);
        foreach (Change change in commit.Changes)
        {
            switch (change)
            {
                case Change.WantView wanted:
                    _ahead.AddOrUpdate((wanted.Conversation, wanted.Purpose), 1, (_, before) => before + 1);
                    break;
                case Change.UpdateView { Row: { } row } when row.Sent == row.Wanted:
                    _ahead.TryRemove((row.Conversation, row.Purpose), out _);
                    break;
            }
        }

        Committed?.Invoke(commit);
    }
}
