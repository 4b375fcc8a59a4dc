using AgentBot.Core;
using AgentBot.Core.Policy;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>From <c>AgentBot:RetiredVersions</c>, as it is read now: a list of versions, each by at least its first eight digits as the template's page shows them.</summary>
internal sealed class ConfiguredRetiredVersions(IOptionsMonitor<AgentBotOptions> options) : IRetiredVersions
{
    public bool Has(Digest version) => ConfiguredUnreviewedVersions.Names(options.CurrentValue.RetiredVersions, version);
}
