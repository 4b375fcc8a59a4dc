using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models;

/// <summary>Makes the client of one kind of provider. A new kind is one more registration of this.</summary>
public interface IChatClientFactory
{
    /// <summary>As written in <c>Models:Providers:&lt;name&gt;:Kind</c>.</summary>
    string Kind { get; }

    /// <summary>True where calls cost nothing and nothing leaves the process.</summary>
    bool IsFree { get; }

    /// <summary>A sentence for the operator when these settings cannot work; null when they can.</summary>
    string? Check(string name, ProviderOptions provider);

    /// <summary>The client is kept for the life of the process and used by many callers at once.</summary>
    IChatClient Create(ProviderOptions provider);
}
