using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>What an operator decides per channel.</summary>
public sealed class OfferOptions
{
    /// <summary>By the channel's name without its sign, or its id on the platform.</summary>
    public IDictionary<string, OfferSetting> Channels { get; } = new Dictionary<string, OfferSetting>(StringComparer.OrdinalIgnoreCase);
}

public sealed class OfferSetting
{
    /// <summary>Names of the templates that may be started there; none means all.</summary>
    public IList<string> Templates { get; } = [];
}

internal sealed class OfferOptionsValidator : IValidateOptions<OfferOptions>
{
    public ValidateOptionsResult Validate(string? name, OfferOptions options) => options.Channels
        .SelectMany(channel => channel.Value.Templates
            .Where(template => !PlainWord.IsOne(template))
            .Select(template => $"Channels:{channel.Key}:Templates names '{template}'. Write the name of a template as its file has it, like expense-triage."))
        .ToList()
        .ToResult();
}

/// <summary>From <c>Channels:&lt;name&gt;:Templates</c>.</summary>
internal sealed class ConfiguredOffers(IOptions<OfferOptions> options, IDirectory directory) : ITemplateOffers
{
    public bool IsOffered(ChannelKey channel, string template)
    {
        if (options.Value.Channels.Count == 0)
        {
            return true;
        }

        string name = directory.Latest.Channel(channel)?.Name ?? channel.Channel;
        OfferSetting? setting = options.Value.Channels.TryGetValue(channel.Channel, out OfferSetting? byId) ? byId
            : options.Value.Channels.TryGetValue(name, out OfferSetting? byName) ? byName
            : null;
        return setting is null or { Templates.Count: 0 } || setting.Templates.Contains(template);
    }
}
