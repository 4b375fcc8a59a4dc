using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Requests;
using AgentBot.Core.Templates;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>The terms of each system, read from the settings once.</summary>
internal sealed class ConfiguredAskers : IAskers
{
    private readonly Dictionary<PersonKey, AskerTerms> _terms;

    public ConfiguredAskers(IOptions<SystemsOptions> options) =>
        _terms = options.Value.Systems.Select(system => Of(system.Key.ToLowerInvariant(), system.Value)).ToDictionary(terms => terms.Key);

    public AskerTerms? Find(PersonKey system) => _terms.GetValueOrDefault(system);

    private static AskerTerms Of(string name, SystemSetting system) => new(
        AskingSystem.KeyOf(name),
        system.Name.Trim(),
        SystemSetting.ReadPrincipal(system.Owner),
        [.. system.Channels],
        system.AllowedTypes,
        [.. system.Reviewers.Select(SystemSetting.ReadPrincipal)],
        system.Policies.ToImmutableSortedDictionary(policy => policy.Key, policy => PolicyText.Read(policy.Value).Policy!, StringComparer.OrdinalIgnoreCase),
        system.Rounds,
        system.MostOpen,
        [.. system.CallbackHosts],
        system.Webhook,
        system.Deciders);
}
