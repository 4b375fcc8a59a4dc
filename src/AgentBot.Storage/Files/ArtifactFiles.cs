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
internal sealed class ArtifactFiles(string directory, int inlineLimit, IdSource ids, ICrashPoints crashPoints) : IArtifactStaging
{
    private const string Unfinished = ".part";
    private readonly string _root = Path.Combine(directory, "artifacts");

    public bool IsInline(Artifact artifact) => artifact.Bytes.Length <= inlineLimit;

    public string PathOf(ChannelKey channel, Digest content) =>
        Path.Combine(_root, Digest.OfText(channel.Value).Value[..32], content.Value[..2], content.Value);

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
            if (!Has(channel, artifact.Ref))
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

    private async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        string unfinished = $"{path}.{ids.Next()}{Unfinished}";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await file.WriteAsync(bytes, ct);
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
