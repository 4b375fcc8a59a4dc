using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.Templates;

/// <summary>Has the teams told of files with mistakes, each in the channel named like the team's folder, else in the first.</summary>
public sealed class BrokenFiles(IDirectory directory, ICommitter committer, TimeProvider time)
{
    private ImmutableHashSet<string> _told = [];

    /// <summary>Also of files that were mended since: their notice is redrawn and says so. One call at a time.</summary>
    public async ValueTask TellAsync(CatalogSnapshot catalog, CancellationToken ct)
    {
        ImmutableHashSet<string> broken = [.. catalog.Broken.Select(file => file.File)];
        DateTimeOffset now = time.GetUtcNow();
        ImmutableArray<Change> wanted = [.. broken.Union(_told)
            .Select(file => (File: file, Channel: ChannelOf(file)))
            .Where(notice => notice.Channel is not null)
            .Select(notice => new Change.WantView(Conversations.InChannel(notice.Channel!.Key), Purposes.BrokenTemplate(notice.File), now))];
        _told = broken;
        if (!wanted.IsEmpty)
        {
            await committer.CommitAsync(new Commit { Workspace = People.ConfiguredDirectory.Workspace, Changes = wanted }, ct);
        }
    }

    private ChannelInfo? ChannelOf(string file)
    {
        ImmutableArray<ChannelInfo> channels = directory.Latest.Channels;
        return channels.FirstOrDefault(channel => file.Split('/').Contains(channel.Name)) ?? channels.FirstOrDefault();
    }
}
