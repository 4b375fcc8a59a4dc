using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.People;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Who is who as the settings say it, but for what a test changes of it while the host runs.</summary>
internal sealed class AlteredDirectory(ConfiguredDirectory settings) : IDirectory
{
    public Func<DirectorySnapshot, DirectorySnapshot> Change { get; set; } = people => people;

    /// <summary>Nobody can be asked who is who.</summary>
    public bool IsDown { get; set; }

    public DirectorySnapshot Latest => Change(settings.Latest);

    public async ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) =>
        IsDown ? null : Change((await settings.SnapshotAsync(maxAge, ct))!);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => SnapshotAsync(maxAge, ct);

    /// <summary>This channel is read by these people only; by nobody in particular means by everybody.</summary>
    public static DirectorySnapshot Closed(DirectorySnapshot people, ChannelKey channel, params string[] members) => people with
    {
        Channels = [.. people.Channels.Select(info => info.Key == channel ? info with { IsPrivate = members.Length > 0, Members = [.. members.Select(member => new PersonKey(member))] } : info)],
    };
}
