using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>Between what an input of a template says ("ana", "#finance") and the ids that Slack's pickers take and give.</summary>
public interface ISlackNames
{
    /// <summary>The Slack user of a person as written; null where there is none.</summary>
    string? UserOf(string written);

    /// <summary>The Slack channel of a channel as written; null where it is no channel of this workspace.</summary>
    string? ChannelOf(string written);

    /// <summary>The person of a Slack user, in the input's own writing.</summary>
    string WrittenPerson(string user);

    /// <summary>A channel in the input's own writing.</summary>
    string WrittenChannel(string channel);
}

/// <summary>Names as the directory knows them, for one workspace.</summary>
public sealed class DirectorySlackNames(DirectorySnapshot people, WorkspaceKey workspace) : ISlackNames
{
    private const string Platform = "slack";

    public string? UserOf(string written)
    {
        string name = written.Trim().TrimStart('@');
        Person? person = people.People.GetValueOrDefault(name.ToLowerInvariant())
            ?? people.People.Values.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        return person?.Accounts.GetValueOrDefault(Platform) is { Length: > 0 } account ? account : null;
    }

    public string? ChannelOf(string written)
    {
        string name = written.Trim().TrimStart('#');
        ChannelInfo? channel = people.Channels.FirstOrDefault(known =>
            known.Key.Platform == Platform && known.Key.Workspace == workspace
            && (known.Key.Value == written.Trim() || known.Key.Channel == name || string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)));
        return channel?.Key.Channel;
    }

    public string WrittenPerson(string user) =>
        people.People.Values.FirstOrDefault(person => person.Accounts.GetValueOrDefault(Platform) == user)?.Key.Value ?? $"{Platform}:{user}";

    public string WrittenChannel(string channel) => ChannelKey.Of(Platform, workspace, channel).Value;
}
