using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Logging;
using AgentBot.Host.Templates;

namespace AgentBot.Host.Workers;

/// <summary>
/// Watches the folders of templates. A changed file becomes a new version for later runs; a broken one is told to its owner
/// or team while its last good version stays in use. Where the system cannot watch, it looks every few seconds. The first look
/// ends the opening.
/// </summary>
public sealed class CatalogWorker(TemplateCatalog catalog, BrokenFiles broken, Opening opening, TimeProvider time, ILogger<CatalogWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Editors write a file in several steps; the last of them counts.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);

    private readonly SemaphoreSlim _changed = new(0, 1);

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<FileSystemWatcher> watchers = [];
        try
        {
            await LoadAsync(stoppingToken);
            opening.TemplatesAreThere();
            watchers.AddRange(catalog.Folders.Where(Directory.Exists).Select(Watch));

            // Again at once: a file that was saved between reading and watching would otherwise wait for the next look.
            Wake();
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
            opening.TemplatesAreThere();
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
            }

            await broken.TellAsync(after, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            Log.TemplatesNotLoaded(logger, fault);
        }
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
