using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Templates.Spec;
using AgentBot.Chat.Slack.Drawing;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>People and channels of AgentBot as Slack names them.</summary>
public sealed class SlackAccounts(IDirectory directory)
{
    public const string Platform = "slack";

    private const string UnlinkedPrefix = Platform + ":";

    /// <summary>The person's account; null where nobody has linked one.</summary>
    public string? Of(PersonKey person) =>
        directory.Latest.Find(person)?.Accounts.GetValueOrDefault(Platform) is { Length: > 0 } account ? account
        : person.Value.StartsWith(UnlinkedPrefix, StringComparison.Ordinal) ? person.Value[UnlinkedPrefix.Length..]
        : null;

    public string NameOf(PersonKey person) => directory.Latest.NameOf(person);

    /// <summary>"#finance", or "this channel" where its name is not known.</summary>
    public string NameOf(ChannelKey channel) =>
        channel.Channel is ['D' or '@', ..] ? "this direct message"
        : directory.Latest.Channel(channel) is { Name.Length: > 0 } info ? "#" + info.Name.TrimStart('#') : "this channel";

    /// <summary>Whom a mention of a card calls: the person it names, or the group where Slack knows it under an id of its own.</summary>
    public SlackMention? MentionOf(CardMention mention)
    {
        DirectorySnapshot people = directory.Latest;
        if (mention.Who.Kind != PrincipalKind.Group && people.People.TryGetValue(mention.Who.Name, out Person? person))
        {
            return Of(person.Key) is { } account ? new SlackMention(account, IsGroup: false) : null;
        }

        return mention.Who.Kind != PrincipalKind.Person && people.Groups.TryGetValue(mention.Who.Name, out Group? group) && group.Accounts.TryGetValue(Platform, out string? id)
            ? new SlackMention(id, IsGroup: true)
            : null;
    }
}
