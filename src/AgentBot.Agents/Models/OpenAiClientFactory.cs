using System.ClientModel;
using System.ClientModel.Primitives;
using AgentBot.Agents.Models.OpenAi;
using AgentBot.Agents.Models.Wire;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AgentBot.Agents.Models;

/// <summary>The Chat Completions API of OpenAI and of the many servers that speak it: gateways, Azure, Ollama, vLLM.</summary>
public sealed class OpenAiClientFactory(ProviderHttp http) : IChatClientFactory
{
    public string Kind => "openai";

    public bool IsFree => false;

    public string? Check(string name, ProviderOptions provider) => http.Check(name, provider);

    public IChatClient Create(ProviderOptions provider)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http.Client(provider)),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (provider.BaseUrl.Length > 0)
        {
            options.Endpoint = new Uri(provider.BaseUrl.TrimEnd('/'));
        }

        var client = new OpenAI.Chat.ChatClient(provider.Model, new ApiKeyCredential(ProviderEdge.Placeholder), options);

        // Servers that only speak OpenAI's format know the older name for sure; OpenAI's own models want the newer.
        var adapter = new OpenAiChatClient(client, provider.Model, writesOldLimitName: provider.BaseUrl.Length > 0);
        return new ConcedingChatClient(new ToldFaultsChatClient(adapter));
    }
}
