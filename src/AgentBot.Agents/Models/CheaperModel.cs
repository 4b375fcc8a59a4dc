using AgentBot.Core.Agents;

namespace AgentBot.Agents.Models;

/// <summary>The alias <c>cheap</c> of the settings, where they have it.</summary>
public sealed class CheaperModel(ModelRouter router) : ICheaperModel
{
    /// <summary>What an operator calls the model with which runs are finished whose money is not enough.</summary>
    public const string Alias = "cheap";

    public string? Than(string alias)
    {
        if (alias.Equals(Alias, StringComparison.OrdinalIgnoreCase) || !router.Serves(Alias) || !router.Serves(alias))
        {
            return null;
        }

        Price cheap = router.Route(Alias).Value[0].Price;
        Price own = router.Route(alias).Value[0].Price;
        return cheap.Known && cheap.Input <= own.Input && cheap.Output <= own.Output && (cheap.Input < own.Input || cheap.Output < own.Output) ? Alias : null;
    }
}
