using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.People;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Who is who as the settings say it, but for what a test changes of it while the host runs.</summary>
internal sealed class AlteredDirectory(ConfiguredDirectory settings, TimeProvider time) : IDirectory
{
    private (DirectorySnapshot People, DateTimeOffset At)? _kept;

    public Func<DirectorySnapshot, DirectorySnapshot> Change { get; set; } = people => people;

    /// <summary>A list is asked for anew only where it is older than its reader allows, as a platform's is.</summary>
    public bool Remembers { get; set; }

    /// <summary>Nobody can be asked who is who.</summary>
    public bool IsDown { get; set; }

    public DirectorySnapshot Latest => Change(settings.Latest);

    public async ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct)
    {
        if (Remembers && _kept is { } kept && time.GetUtcNow() - kept.At <= maxAge)
        {
            return kept.People;
        }

        DirectorySnapshot? now = IsDown ? null : Change((await settings.SnapshotAsync(maxAge, ct))!);
        _kept = now is null ? _kept : (now, time.GetUtcNow());
        return now;
    }

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => SnapshotAsync(maxAge, ct);

    /// <summary>This channel is read by these people only; by nobody in particular means by everybody.</summary>
    public static DirectorySnapshot Closed(DirectorySnapshot people, ChannelKey channel, params string[] members) => people with
    {
        Channels = [.. people.Channels.Select(info => info.Key == channel ? info with { IsPrivate = members.Length > 0, Members = [.. members.Select(member => new PersonKey(member))] } : info)],
    };
}
