using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Logging;

namespace AgentBot.Host.Workers;

/// <summary>
/// Watches the folders of templates. A changed file becomes a new version for later runs; a broken one is told to its team's
/// channel while its last good version stays in use. Where the system cannot watch, it looks every few seconds.
/// </summary>
public sealed class CatalogWorker(TemplateCatalog catalog, IDirectory directory, ICommitter committer, TimeProvider time, ILogger<CatalogWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Editors write a file in several steps; the last of them counts.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);

    private readonly SemaphoreSlim _changed = new(0, 1);
    private ImmutableHashSet<string> _broken = [];

    /// <summary>The first set is there before anybody can ask for it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<FileSystemWatcher> watchers = [.. catalog.Folders.Where(Directory.Exists).Select(Watch)];
        try
        {
            while (true)
            {
                if (await _changed.WaitAsync(LookEvery, stoppingToken))
                {
                    await Task.Delay(Settle, time, stoppingToken);
                }

                await LoadAsync(stoppingToken);
            }
        }
        finally
        {
            watchers.ForEach(watcher => watcher.Dispose());
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        try
        {
            CatalogSnapshot before = catalog.Current;
            CatalogSnapshot after = await catalog.ReloadAsync(ct);
            if (!ReferenceEquals(before, after))
            {
                Log.TemplatesLoaded(logger, after.Templates.Count, after.Broken.Length);
                await TellAsync(after, ct);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            Log.TemplatesNotLoaded(logger, fault);
        }
    }

    /// <summary>Also files that were mended: their notice is redrawn and says so.</summary>
    private async Task TellAsync(CatalogSnapshot catalogNow, CancellationToken ct)
    {
        ImmutableHashSet<string> broken = [.. catalogNow.Broken.Select(file => file.File)];
        DateTimeOffset now = time.GetUtcNow();
        ImmutableArray<Change> wanted = [.. broken.Union(_broken)
            .Select(file => (File: file, Channel: ChannelOf(file)))
            .Where(notice => notice.Channel is not null)
            .Select(notice => new Change.WantView(Conversations.InChannel(notice.Channel!.Key), Purposes.BrokenTemplate(notice.File), now))];
        _broken = broken;
        if (!wanted.IsEmpty)
        {
            await committer.CommitAsync(new Commit { Workspace = People.ConfiguredDirectory.Workspace, Changes = wanted }, ct);
        }
    }

    /// <summary>The channel named like the team's folder, else the first.</summary>
    private ChannelInfo? ChannelOf(string file)
    {
        ImmutableArray<ChannelInfo> channels = directory.Latest.Channels;
        return channels.FirstOrDefault(channel => file.Split('/').Contains(channel.Name)) ?? channels.FirstOrDefault();
    }

    private FileSystemWatcher Watch(string folder)
    {
        var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Wake();
        watcher.Created += (_, _) => Wake();
        watcher.Deleted += (_, _) => Wake();
        watcher.Renamed += (_, _) => Wake();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (Exception fault) when (fault is SemaphoreFullException or ObjectDisposedException)
        {
            // Already awake, or the host has stopped.
        }
    }
}
