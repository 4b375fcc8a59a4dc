using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.Templates;

/// <summary>
/// Has somebody told of every file with mistakes: the owner it names, in a chat of their own, where a platform reaches them; else
/// its team, in the channel named like the team's folder or in the first one.
/// </summary>
public sealed class BrokenFiles(IDirectory directory, IEnumerable<IRoster> rosters, ICommitter committer, TimeProvider time)
{
    private const int MostOwners = 5;

    /// <summary>How long after the start a platform may take to say who is there, before a channel is told instead of an owner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DateTimeOffset _since = time.GetUtcNow();
    private ImmutableDictionary<(string File, string Conversation), string> _told = ImmutableDictionary<(string File, string Conversation), string>.Empty;

    /// <summary>Tells what was not told yet. One call at a time.</summary>
    public async ValueTask TellAsync(CatalogSnapshot catalog, CancellationToken ct)
    {
        if (catalog.Broken.IsEmpty && _told.IsEmpty)
        {
            return;
        }

        DirectorySnapshot people = directory.Latest;
        if (IsTooEarly(people))
        {
            return;
        }

        var now = ImmutableDictionary.CreateBuilder<(string File, string Conversation), string>();
        var wanted = new List<(ChannelKey Channel, Change Notice)>();
        foreach (BrokenFile file in catalog.Broken)
        {
            string mistakes = string.Join('\n', file.Diagnostics);
            foreach (ChannelKey channel in PlacesOf(file, people))
            {
                (string File, string Conversation) notice = (file.File, Conversations.InChannel(channel));
                now[notice] = mistakes;
                if (_told.GetValueOrDefault(notice) != mistakes)
                {
                    wanted.Add((channel, new Change.WantView(notice.Conversation, Purposes.BrokenTemplate(file.File), time.GetUtcNow())));
                }
            }
        }

        foreach (IGrouping<WorkspaceKey, Change> there in wanted.GroupBy(one => one.Channel.Workspace, one => one.Notice))
        {
            await committer.CommitAsync(new Commit { Workspace = there.Key, Changes = [.. there] }, ct);
        }

        _told = now.ToImmutable();
    }

    // At the start no platform has said yet whom it reaches; a channel would be told what is the owner's.
    private bool IsTooEarly(DirectorySnapshot people) =>
        time.GetUtcNow() - _since < Patience && rosters.Any(roster => people.Channels.All(channel => channel.Key.Platform != roster.Platform));

    private static ChannelKey[] PlacesOf(BrokenFile file, DirectorySnapshot people)
    {
        ImmutableArray<PersonKey> owners = file.Owner is { } owner ? people.Resolve(owner) : [];
        ChannelKey[] reached = owners.Length > MostOwners ? [] : [.. owners.Select(person => ReachOf(person, people)).OfType<ChannelKey>()];
        return reached.Length > 0 ? reached : ChannelOf(file, people) is { } team ? [team.Key] : [];
    }

    private static ChannelKey? ReachOf(PersonKey person, DirectorySnapshot people)
    {
        foreach (string platform in people.Find(person)?.Accounts.Keys ?? [])
        {
            // Who is reached on a platform is reached where AgentBot itself is.
            if (platform != WebConsole.ConsoleGateway.PlatformName && people.Channels.FirstOrDefault(channel => channel.Key.Platform == platform) is { } there)
            {
                return ChannelKey.Of(platform, there.Key.Workspace, $"@{person}");
            }
        }

        return null;
    }

    private static ChannelInfo? ChannelOf(BrokenFile file, DirectorySnapshot people) =>
        people.Channels.FirstOrDefault(channel => file.File.Split('/').Contains(channel.Name)) ?? people.Channels.FirstOrDefault();
}
