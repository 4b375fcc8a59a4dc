using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.Local;

/// <summary>Keeps the files of a command as artifacts of its channel, before anything is said about them.</summary>
public sealed class LocalIntake(ICommitter committer, TimeProvider time)
{
    private const long Largest = 25L * 1024 * 1024;

    public async ValueTask<Result<ImmutableArray<Value.File>>> TakeAsync(ChannelKey channel, IFormFileCollection given, CancellationToken ct)
    {
        var files = ImmutableArray.CreateBuilder<Value.File>(given.Count);
        var changes = ImmutableArray.CreateBuilder<Change>(given.Count);
        foreach (IFormFile file in given)
        {
            string name = ArtifactText.Plain(Path.GetFileName(file.FileName));
            if (file.Length is 0 or > Largest)
            {
                return new Refusal(RefusalKind.BadFile, $"No run was started: {name} {(file.Length == 0 ? "is empty" : "has more than 25 MB")}.");
            }

            byte[] bytes = new byte[file.Length];
            await using Stream stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, ct);
            Artifact artifact = Artifact.Of(ArtifactType.File, bytes);
            files.Add(new Value.File(name, MediaTypeOf(name), bytes.LongLength, artifact.Ref.Content));
            changes.Add(new Change.PutArtifact(channel, artifact, null, time.GetUtcNow()));
        }

        if (changes.Count > 0)
        {
            await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = changes.DrainToImmutable() }, ct);
        }

        return files.DrainToImmutable();
    }

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
