using System.Collections.Immutable;
using System.Net;
using System.Text;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Fetches files that came with words in a one-to-one chat, takes what was pasted into a form, and keeps both as artifacts of the conversation.</summary>
public sealed class TeamsFileIntake(HttpClient http, IArtifactStaging staging, ICommitter committer, TimeProvider time)
{
    private const int MostFiles = 10;

    /// <summary>In bytes, as everywhere in AgentBot.</summary>
    private const int Largest = 25 * 1024 * 1024;

    /// <summary>Teams gives up on an answer after about fifteen seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Where Teams keeps the files of chats. An address elsewhere is not fetched: it could lead anywhere.</summary>
    private static readonly string[] Hosts = [".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn"];

    /// <summary>All of them, or the refusal of the first that cannot be taken.</summary>
    public async ValueTask<Result<ImmutableArray<Value.File>>> TakeAsync(ChannelKey channel, ImmutableArray<TeamsFile> files, CancellationToken ct)
    {
        if (files.Length > MostFiles)
        {
            return new Refusal(RefusalKind.BadFile, $"{files.Length} files are too many at once.", $"A message takes {MostFiles}.", "Send the rest with another message.");
        }

        var taken = ImmutableArray.CreateBuilder<Value.File>(files.Length);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        foreach (TeamsFile file in files)
        {
            Result<Value.File> one = await FetchAsync(channel, file, patience.Token, ct);
            if (one.Refusal is { } refused)
            {
                return refused;
            }

            taken.Add(one.Value);
        }

        return taken.ToImmutable();
    }

    public static bool IsAllowed(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
        && Hosts.Any(host => uri.IdnHost.EndsWith(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Keeps what was pasted into a form as a file of the conversation that the form is for.</summary>
    public ValueTask<Value.File> KeepAsync(ChannelKey channel, string name, string text, CancellationToken ct) => KeepAsync(channel, name, Encoding.UTF8.GetBytes(text), ct);

    private async ValueTask<Value.File> KeepAsync(ChannelKey channel, string name, byte[] bytes, CancellationToken ct)
    {
        Artifact artifact = Artifact.Of(ArtifactType.File, bytes);
        await staging.StageAsync(channel, artifact, ct);
        await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = [new Change.PutArtifact(channel, artifact, null, time.GetUtcNow())] }, ct);
        return new Value.File(name, FileNames.MediaTypeOf(name), bytes.LongLength, artifact.Ref.Content);
    }

    private async ValueTask<Result<Value.File>> FetchAsync(ChannelKey channel, TeamsFile shared, CancellationToken patience, CancellationToken ct)
    {
        string name = FileNames.Of(shared.Name);
        if (!IsAllowed(shared.Address))
        {
            return new Refusal(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} was not read.", "It does not lie where Teams keeps files of chats.", "Add it to a message in your chat with AgentBot.");
        }

        byte[]? bytes;
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(shared.Address), HttpCompletionOption.ResponseHeadersRead, patience);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return Unreachable(name);
            }

            await using Stream stream = await answer.Content.ReadAsStreamAsync(patience);
            bytes = await CappedBytes.ReadAsync(stream, Largest, patience);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Unreachable(name);
        }

        if (bytes is null)
        {
            return new Refusal(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} is too large.", "A file may have 25 MB.", "Share a smaller one.");
        }

        if (bytes.Length == 0)
        {
            return new Refusal(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} is empty.", "", "Share the file that holds the data.");
        }

        return await KeepAsync(channel, name, bytes, ct);
    }

    private static Refusal Unreachable(string name) =>
        new(RefusalKind.BadFile, $"{CardText.QuotePlain(name)} was not read.", "Teams does not give it out at the moment.", "Send it again in a minute.");
}
