using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Agents.Models;
using AgentBot.Agents.Models.Wire;
using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>The providers behind an alias that speak a program's own wire format, each with its connection. The keys stay at their edge.</summary>
public sealed class GatewayProviders(ModelRouter router, IOptions<ModelOptions> options, ProviderHttp http) : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.OrdinalIgnoreCase);

    public string Currency => router.Currency;

    public TimeSpan CallTimeout => router.CallTimeout;

    /// <summary>At least one, in the order of the alias, or the sentence that says what is missing.</summary>
    public Result<ImmutableArray<GatewayProvider>> Route(string alias, HarnessSpec harness)
    {
        Result<ImmutableArray<ModelProvider>> route = router.Route(alias);
        if (route.Refusal is { } refusal)
        {
            return refusal;
        }

        ImmutableArray<GatewayProvider> fitting =
        [
            .. route.Value
                .Where(provider => options.Value.Providers.TryGetValue(provider.Name, out ProviderOptions? settings) && settings.Kind.Equals(harness.Wire, StringComparison.OrdinalIgnoreCase))
                .Select(provider => new GatewayProvider(provider, AddressOf(options.Value.Providers[provider.Name]), ClientOf(provider.Name))),
        ];
        return fitting.Length > 0
            ? fitting
            : new Refusal(
                RefusalKind.Unavailable,
                "The agent was not asked.",
                $"{harness.Name} needs a model that speaks as {Vendor(harness.Wire)} does, and none of those behind the name “{alias}” is of the kind {harness.Wire}.",
                $"The operator can name one in Models:Aliases:{alias}, or let another harness stand in.");
    }

    public void Dispose()
    {
        foreach (HttpClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private HttpClient ClientOf(string name) => _clients.GetOrAdd(name, _ => http.Client(options.Value.Providers[name]));

    // As the providers' own clients read the same setting.
    private static Uri AddressOf(ProviderOptions provider)
    {
        string home = provider.BaseUrl.TrimEnd('/');
        return provider.Kind.Equals("anthropic", StringComparison.OrdinalIgnoreCase)
            ? new Uri((home.Length > 0 ? home : "https://api.anthropic.com") + "/v1/messages")
            : new Uri((home.Length > 0 ? home : "https://api.openai.com/v1") + "/chat/completions");
    }

    private static string Vendor(string wire) => wire == "anthropic" ? "Anthropic's" : "OpenAI's";
}

/// <param name="Address">Where questions of its wire format go.</param>
public sealed record GatewayProvider(ModelProvider Provider, Uri Address, HttpClient Client);
