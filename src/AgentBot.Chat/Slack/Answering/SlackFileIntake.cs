using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using Microsoft.Extensions.Hosting;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Fetches files that came with words or a form and keeps them as artifacts of the channel. Slack waits three seconds for an answer;
/// a file that takes longer is fetched on, and Slack's own repetition finds it there.
/// </summary>
public sealed class SlackFileIntake(SlackFiles slack, IArtifactStaging staging, ICommitter committer, IHostApplicationLifetime life, TimeProvider time)
{
    private const int MostFiles = 10;
    private const int MostRemembered = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(ChannelKey Channel, string File), Lazy<Task<Result<Value.File>>>> _fetching = new();

    /// <summary>All of them, or the refusal of the first that cannot be taken.</summary>
    /// <exception cref="FetchingException">They are still on their way: Slack shall send it again.</exception>
    public async ValueTask<Result<ImmutableArray<Value.File>>> TakeAsync(ChannelKey channel, ImmutableArray<SharedFile> files, CancellationToken ct)
    {
        if (files.IsEmpty)
        {
            return ImmutableArray<Value.File>.Empty;
        }

        if (files.Length > MostFiles)
        {
            return new Refusal(RefusalKind.BadFile, $"{files.Length} files are too many at once.", $"A message takes {MostFiles}.", "Send the rest with another message.");
        }

        Task<Result<Value.File>>[] all = [.. files.Select(file => FetchOnce(channel, file))];
        Task whole = Task.WhenAll(all);
        if (await Task.WhenAny(whole, Task.Delay(Patience, time, ct)) != whole)
        {
            ct.ThrowIfCancellationRequested();
            throw new FetchingException();
        }

        var taken = ImmutableArray.CreateBuilder<Value.File>(all.Length);
        foreach (Task<Result<Value.File>> one in all)
        {
            Result<Value.File> file = await one;
            if (file.Refusal is { } refused)
            {
                return refused;
            }

            taken.Add(file.Value);
        }

        return taken.ToImmutable();
    }

    private Task<Result<Value.File>> FetchOnce(ChannelKey channel, SharedFile file)
    {
        if (_fetching.Count >= MostRemembered)
        {
            foreach (var done in _fetching.Where(entry => entry.Value is { IsValueCreated: true, Value.IsCompleted: true }).Take(MostRemembered / 2))
            {
                _fetching.TryRemove(done.Key, out _);
            }
        }

        (ChannelKey, string) key = (channel, file.Id.Length > 0 ? file.Id : file.Address);
        Task<Result<Value.File>> fetching = _fetching.GetOrAdd(key, _ => new Lazy<Task<Result<Value.File>>>(() => FetchAsync(channel, file, life.ApplicationStopping))).Value;
        if (fetching.IsFaulted || fetching.IsCanceled || fetching is { IsCompletedSuccessfully: true, Result.IsRefused: true })
        {
            // What failed may be repeated by the person; only what succeeded is remembered.
            _fetching.TryRemove(key, out _);
        }

        return fetching;
    }

    private async Task<Result<Value.File>> FetchAsync(ChannelKey channel, SharedFile shared, CancellationToken ct)
    {
        string name = FileNames.Of(shared.Name);
        var wanted = new SlackFile(shared.Id, name, "", shared.Size, shared.Address);
        if (shared.Address.Length == 0)
        {
            // Slack Connect hands out a stub that must be looked up first.
            SlackResult<SlackFile> found = await slack.FindAsync(shared.Id, ct);
            if (!found.IsOk || found.Value is not { } whole)
            {
                return new Refusal(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} was not read.", "Slack does not give it out.", "Share it here by uploading it.");
            }

            wanted = whole with { Name = name = FileNames.Of(whole.Name) };
        }

        Result<byte[]> fetched = await slack.DownloadAsync(wanted, ct);
        if (fetched.Refusal is { } refused)
        {
            return refused;
        }

        if (fetched.Value.Length == 0)
        {
            return new Refusal(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} is empty.", "", "Share the file that holds the data.");
        }

        Artifact artifact = Artifact.Of(ArtifactType.File, fetched.Value);
        await staging.StageAsync(channel, artifact, ct);
        await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [new Change.PutArtifact(channel, artifact, null, time.GetUtcNow())] }, ct);
        return new Value.File(name, FileNames.MediaTypeOf(name), fetched.Value.LongLength, artifact.Ref.Content);
    }
}

/// <summary>Files are still on their way; nothing was done yet.</summary>
public sealed class FetchingException : Exception
{
    public FetchingException()
        : base("Files of this delivery are still being fetched.")
    {
    }
}
