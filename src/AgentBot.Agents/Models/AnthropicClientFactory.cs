using AgentBot.Agents.Models.Wire;
using Anthropic;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models;

/// <summary>The Messages API, by its official client.</summary>
public sealed class AnthropicClientFactory(ProviderHttp http) : IChatClientFactory
{
    private const string Home = "https://api.anthropic.com";

    public string Kind => "anthropic";

    public bool IsFree => false;

    public string? Check(string name, ProviderOptions provider) => http.Check(name, provider);

    public IChatClient Create(ProviderOptions provider)
    {
        // Said in full, so that nothing is taken from the environment that the settings do not name. The edge puts in the key.
        var client = new AnthropicClient
        {
            ApiKey = ProviderEdge.Placeholder,
            AuthToken = null,
            BaseUrl = provider.BaseUrl.Length > 0 ? provider.BaseUrl.TrimEnd('/') : Home,
            HttpClient = http.Client(provider),
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new ConcedingChatClient(new ToldFaultsChatClient(client.AsIChatClient(provider.Model)));
    }
}
