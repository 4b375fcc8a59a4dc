using AgentBot.Agents.Offline;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models;

/// <summary>The built-in model that needs no key and no network.</summary>
public sealed class OfflineClientFactory : IChatClientFactory
{
    public string Kind => ModelRouter.Offline;

    public bool IsFree => true;

    public string? Check(string name, ProviderOptions provider) => provider.ApiKey.Length > 0 || provider.BaseUrl.Length > 0
        ? $"{ModelOptions.Section}:Providers:{name} is of the kind offline, which takes neither ApiKey nor BaseUrl. Remove them."
        : null;

    public IChatClient Create(ProviderOptions provider) => new OfflineChatClient();
}
