using AgentBot.Core;
using AgentBot.Core.Policy;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>From <c>AgentBot:AllowWithoutReview</c>: a list of versions, each by at least its first eight digits as the template's page shows them.</summary>
internal sealed class ConfiguredUnreviewedVersions(IOptions<AgentBotOptions> options) : IUnreviewedVersions
{
    public const int ShortestPrefix = 8;

    public bool Allows(Digest version) => Names(options.Value.AllowWithoutReview, version);

    /// <summary>Whether one of these is this version.</summary>
    internal static bool Names(IEnumerable<string> versions, Digest version) => versions
        .Select(allowed => allowed.Replace(" ", "", StringComparison.Ordinal))
        .Any(allowed => allowed.Length >= ShortestPrefix && version.Value.StartsWith(allowed, StringComparison.OrdinalIgnoreCase));
}
