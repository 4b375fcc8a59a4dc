using System.Collections.Immutable;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.People;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>People and channels of AgentBot as Teams names them.</summary>
public sealed class TeamsAccounts(IDirectory directory, ITeamsReferences references)
{
    public const string Platform = "teams";

    private const string UnlinkedPrefix = Platform + ":";

    /// <summary>Groups with more members are named, not called one by one.</summary>
    private const int MostCalled = 5;

    /// <summary>The person's id in Entra; null where nobody has linked one.</summary>
    public string? Of(PersonKey person) =>
        directory.Latest.Find(person)?.Accounts.GetValueOrDefault(Platform) is { Length: > 0 } account ? account
        : person.Value.StartsWith(UnlinkedPrefix, StringComparison.Ordinal) ? person.Value[UnlinkedPrefix.Length..]
        : null;

    public string NameOf(PersonKey person) => directory.Latest.NameOf(person);

    /// <summary>"the channel Finance", or "this conversation" where its name is not known.</summary>
    public string NameOf(ChannelKey channel) =>
        channel.Channel.StartsWith('@') ? "this chat"
        : directory.Latest.Channel(channel) is { Name.Length: > 0 } info ? $"the channel {info.Name.TrimStart('#')}" : "this conversation";

    /// <summary>Whom a mention of a card calls: the person it names, or the members of a small group.</summary>
    public ImmutableArray<MentionedMember> MentionsOf(WorkspaceKey tenant, CardMention mention)
    {
        ImmutableArray<PersonKey> people = directory.Latest.Resolve(mention.Who);
        return people.Length > MostCalled ? [] :
            [.. people.Select(person => (Name: NameOf(person), Account: Of(person))).Where(one => one.Account is not null)
                .Select(one => new MentionedMember(references.MemberIdOf(tenant, one.Account!) ?? one.Account!, one.Name))];
    }

    /// <summary>
    /// Who gets a view of their own: everybody who may decide, and who asked. Null where none of them is known there or they are
    /// too many; then each asks for it by the button.
    /// </summary>
    public ImmutableArray<string>? ViewersOf(WorkspaceKey tenant, IEnumerable<CardMention> mentions, PersonKey? requester)
    {
        DirectorySnapshot people = directory.Latest;
        IEnumerable<PersonKey> asked = requester is { } one ? [people.Current(one)] : [];
        string?[] viewers = [.. mentions.SelectMany(mention => people.Resolve(mention.Who)).Concat(asked).Distinct()
            .Select(person => Of(person) is { } account ? references.MemberIdOf(tenant, account) : null).Where(id => id is not null)];
        return viewers.Length is 0 or > TeamsRefresh.Most ? null : [.. viewers!];
    }
}
