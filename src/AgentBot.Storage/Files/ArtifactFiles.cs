using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Files;

/// <summary>
/// Artifacts that are too large for a row, one file per channel and digest: "artifacts/&lt;hash of the channel&gt;/&lt;two digits&gt;/&lt;digest&gt;".
/// Written, synced and renamed before the commit that names them, so that a committed name always has its bytes.
/// </summary>
internal sealed class ArtifactFiles(string directory, int inlineLimit, IdSource ids, ICrashPoints crashPoints, TimeProvider time) : IArtifactStaging
{
    private const string Unfinished = ".part";

    /// <summary>Between using a file that is there and removing it because nobody does.</summary>
    private readonly Lock _gate = new();

    private readonly string _root = Path.Combine(directory, "artifacts");

    public bool IsInline(Artifact artifact) => artifact.Bytes.Length <= inlineLimit;

    public string PathOf(ChannelKey channel, Digest content) =>
        Path.Combine(_root, FolderOf(channel), content.Value[..2], content.Value);

    public bool Has(ChannelKey channel, ArtifactRef artifact)
    {
        var file = new FileInfo(PathOf(channel, artifact.Content));
        return file.Exists && file.Length == artifact.Length;
    }

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The bytes could not be written.</exception>
    public async ValueTask StageAsync(ChannelKey channel, Artifact artifact, CancellationToken ct)
    {
        if (IsInline(artifact))
        {
            return;
        }

        string path = PathOf(channel, artifact.Ref.Content);
        string folder = Path.GetDirectoryName(path)!;
        try
        {
            if (!Keep(channel, artifact.Ref))
            {
                MakeFolder(folder);
                await WriteAsync(path, artifact.Bytes, ct);
            }

            // Also where the file was there: whoever renamed it may not have come this far.
            DirectorySync.Flush(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw SqliteFault.Outward(fault);
        }

        crashPoints.Reach(CrashPoint.ArtifactStaged);
    }

    /// <summary>The folder in which a channel's files lie.</summary>
    public static string FolderOf(ChannelKey channel) => Digest.OfText(channel.Value).Value[..32];

    /// <summary>The channel's folder of a file's path.</summary>
    public static string FolderOf(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path)))!;

    /// <summary>Files last staged before then, whether or not a commit names them; their names are digests.</summary>
    public IEnumerable<string> StagedBefore(DateTimeOffset then) => !Directory.Exists(_root)
        ? []
        : Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(Unfinished, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(path) < then.UtcDateTime);

    /// <summary>Removes a file that no commit names. False where it was staged again since.</summary>
    public bool Remove(string path, DateTimeOffset unlessStagedSince)
    {
        lock (_gate)
        {
            if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) >= unlessStagedSince.UtcDateTime)
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
    }

    /// <summary>The bytes of a file; null when there is none.</summary>
    public async ValueTask<byte[]?> ReadAsync(ChannelKey channel, Digest content, CancellationToken ct)
    {
        string path = PathOf(channel, content);
        try
        {
            return await File.ReadAllBytesAsync(path, ct);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes what a crash left half written. Only before anybody writes.</summary>
    public void RemoveUnfinished()
    {
        if (!Directory.Exists(_root))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(_root, "*" + Unfinished, SearchOption.AllDirectories))
        {
            File.Delete(path);
        }
    }

    /// <summary>True where the file is there; it counts as staged now, so that it is not removed before the commit that names it.</summary>
    private bool Keep(ChannelKey channel, ArtifactRef artifact)
    {
        lock (_gate)
        {
            if (!Has(channel, artifact))
            {
                return false;
            }

            File.SetLastWriteTimeUtc(PathOf(channel, artifact.Content), time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        string unfinished = $"{path}.{ids.Next()}{Unfinished}";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await file.WriteAsync(bytes, ct);
                File.SetLastWriteTimeUtc(file.SafeFileHandle, time.GetUtcNow().UtcDateTime);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Makes the folder, and the name of every folder on the way durable.</summary>
    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        for (string? made = folder; made is not null && made.Length >= _root.Length; made = Path.GetDirectoryName(made))
        {
            DirectorySync.Flush(Path.GetDirectoryName(made)!);
        }
    }
}
