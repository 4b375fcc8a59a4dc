using AgentBot.Core.People;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Commands;

/// <summary>What may be chosen where, by name: in one channel, or in any channel where the person could start it.</summary>
public sealed class OfferedTemplates(ITemplateCatalog catalog, ITemplateOffers offers, IDirectory directory)
{
    public IEnumerable<Template> In(ChannelKey channel) => All.Where(template => offers.IsOffered(channel, template.Name));

    /// <summary>Where no channel of the workspace is known yet, nothing can be left out.</summary>
    public IEnumerable<Template> Anywhere(PersonKey person, string platform, WorkspaceKey workspace)
    {
        ChannelKey[] channels =
        [
            .. directory.Latest.Channels
                .Where(channel => channel.Key.Platform == platform && channel.Key.Workspace == workspace && (!channel.IsPrivate || channel.Members.Contains(person)))
                .Select(channel => channel.Key),
        ];
        return channels.Length == 0 ? All : All.Where(template => channels.Any(channel => offers.IsOffered(channel, template.Name)));
    }

    private IEnumerable<Template> All => catalog.Current.Templates.Values.OrderBy(template => template.Name, StringComparer.Ordinal);
}
