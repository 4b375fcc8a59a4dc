using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Takes files from a form and keeps them as artifacts of the channel, before anything is said about them.</summary>
public sealed class FileIntake(IArtifactStaging staging, ICommitter committer, TimeProvider time)
{
    /// <summary>Of one file, in bytes.</summary>
    public const long Largest = 25L * 1024 * 1024;

    private const int MostFiles = 10;

    /// <summary>All files, or the refusal of the first that cannot be taken; then none is kept.</summary>
    public async ValueTask<Result<ImmutableArray<Value.File>>> TakeAsync(ChannelKey channel, IEnumerable<IFormFile> given, CancellationToken ct)
    {
        List<IFormFile> files = [.. given.Where(file => file.FileName.Length > 0)];
        if (files.Count > MostFiles)
        {
            return new Refusal(RefusalKind.BadFile, $"{files.Count} files are too many at once.", $"A message takes {MostFiles}.", "Send the rest with another message.");
        }

        if (files.Find(file => file.Length > Largest) is { } large)
        {
            return new Refusal(RefusalKind.BadFile, $"{NameOf(large)} was not taken.", $"It has {Amounts.Size(large.Length)}; a file may have 25 MB.", "Split it, or leave out what is not needed.");
        }

        if (files.Find(file => file.Length == 0) is { } empty)
        {
            return new Refusal(RefusalKind.BadFile, $"{NameOf(empty)} is empty.", "", "Choose the file that holds the data.");
        }

        var taken = ImmutableArray.CreateBuilder<Value.File>(files.Count);
        var changes = ImmutableArray.CreateBuilder<Change>(files.Count);
        foreach (IFormFile file in files)
        {
            byte[] bytes = new byte[file.Length];
            await using Stream stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, ct);
            (Value.File value, Change change) = await StageAsync(channel, NameOf(file), bytes, ct);
            taken.Add(value);
            changes.Add(change);
        }

        if (changes.Count > 0)
        {
            await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = changes.ToImmutable() }, ct);
        }

        return taken.ToImmutable();
    }

    /// <summary>The same for bytes that are at hand, such as a shipped sample.</summary>
    public async ValueTask<Value.File> TakeAsync(ChannelKey channel, string name, byte[] bytes, CancellationToken ct)
    {
        (Value.File value, Change change) = await StageAsync(channel, name, bytes, ct);
        await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [change] }, ct);
        return value;
    }

    private async ValueTask<(Value.File Value, Change Change)> StageAsync(ChannelKey channel, string name, byte[] bytes, CancellationToken ct)
    {
        Artifact artifact = Artifact.Of(ArtifactType.File, bytes);
        await staging.StageAsync(channel, artifact, ct);
        return (new Value.File(name, MediaTypeOf(name), bytes.LongLength, artifact.Ref.Content), new Change.PutArtifact(channel, artifact, null, time.GetUtcNow()));
    }

    /// <summary>The bare name that the person gave: no folders, no control characters.</summary>
    private static string NameOf(IFormFile file)
    {
        string name = file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(name.Where(letter => !char.IsControl(letter))).Trim();
        return name.Length == 0 ? "file" : name.Length <= 120 ? name : name[..60] + name[^60..];
    }

    /// <summary>By the ending: what the browser claims is not believed.</summary>
    private static string MediaTypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => "text/csv",
        ".txt" => "text/plain",
        ".md" => "text/markdown",
        ".json" => "application/json",
        ".pdf" => "application/pdf",
        _ => "application/octet-stream",
    };
}
