using System.Collections.Immutable;
using AgentBot.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Models;

/// <summary>From an alias to the providers that serve it, in the order in which they are asked. Owns their clients.</summary>
public sealed class ModelRouter : IDisposable
{
    /// <summary>The provider, and the kind, that is always there.</summary>
    public const string Offline = "offline";

    private readonly ModelOptions _options;
    private readonly ImmutableDictionary<string, ModelProvider> _providers;

    public ModelRouter(IOptions<ModelOptions> options, IEnumerable<IChatClientFactory> factories)
    {
        _options = options.Value;
        Dictionary<string, IChatClientFactory> byKind = factories.ToDictionary(factory => factory.Kind, StringComparer.OrdinalIgnoreCase);
        Price unknown = Dearest(_options);
        var providers = ImmutableDictionary.CreateBuilder<string, ModelProvider>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ProviderOptions settings) in _options.Providers)
        {
            IChatClientFactory factory = byKind[settings.Kind];
            providers[name] = new ModelProvider(name, settings.Model.Length == 0 ? factory.Kind : settings.Model, PriceOf(settings, factory, unknown), factory.Create(settings))
            {
                Streams = !factory.IsFree,
            };
        }

        if (!providers.ContainsKey(Offline) && byKind.TryGetValue(Offline, out IChatClientFactory? offline))
        {
            providers[Offline] = new ModelProvider(Offline, Offline, Price.Free, offline.Create(new ProviderOptions { Kind = Offline }));
        }

        _providers = providers.ToImmutable();
    }

    public string Currency => _options.Currency;

    public TimeSpan CallTimeout => _options.CallTimeout;

    public static bool IsBuiltIn(string provider) => provider.Equals(Offline, StringComparison.OrdinalIgnoreCase);

    /// <summary>At least one provider, or the sentence that says what the operator must set.</summary>
    public Result<ImmutableArray<ModelProvider>> Route(string alias)
    {
        if (_options.IsEmpty)
        {
            return ImmutableArray.Create(_providers[Offline]);
        }

        if (!_options.Aliases.TryGetValue(alias, out string[]? names) || names.Length == 0)
        {
            return new Refusal(
                RefusalKind.Unavailable,
                "The agent was not asked.",
                $"No model is set for the name “{alias}” that the template uses.",
                "The operator can name one in the settings of the models.");
        }

        return names.Select(name => _providers[name]).ToImmutableArray();
    }

    /// <summary>True where the settings name a provider for this alias.</summary>
    public bool Serves(string alias) => _options.Aliases.TryGetValue(alias, out string[]? names) && names.Length > 0;

    /// <summary>Every provider that some alias names, and none besides: what a checkup asks.</summary>
    public IEnumerable<ModelProvider> InUse =>
        _options.IsEmpty ? [_providers[Offline]] : _options.Aliases.Values.SelectMany(names => names).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => _providers[name]);

    public void Dispose()
    {
        foreach (ModelProvider provider in _providers.Values)
        {
            provider.Client.Dispose();
        }
    }

    private static Price PriceOf(ProviderOptions settings, IChatClientFactory factory, Price unknown) =>
        factory.IsFree ? Price.Free
        : settings is { InputPricePerMillion: { } input, OutputPricePerMillion: { } output } ? new Price(input, output, Known: true)
        {
            CacheRead = settings.CachedInputPricePerMillion ?? input,
            CacheWrite = settings.CacheWritePricePerMillion ?? input,
        }
        : unknown;

    private static Price Dearest(ModelOptions options)
    {
        List<ProviderOptions> priced = [.. options.Providers.Values.Where(provider => provider is { InputPricePerMillion: > 0, OutputPricePerMillion: > 0 })];
        return priced.Count == 0
            ? Price.Dear
            : new Price(priced.Max(provider => provider.InputPricePerMillion!.Value), priced.Max(provider => provider.OutputPricePerMillion!.Value), Known: false);
    }
}

/// <param name="Name">As in the settings; recorded with each call.</param>
/// <param name="Model">The model's own name.</param>
public sealed record ModelProvider(string Name, string Model, Price Price, IChatClient Client)
{
    /// <summary>The answer comes in parts over a wire, so that its progress and its breaking off can be seen.</summary>
    public bool Streams { get; init; }

    /// <summary>Since it asked for silence.</summary>
    public ProviderRest Rest { get; } = new();
}
