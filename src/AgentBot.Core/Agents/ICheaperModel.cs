namespace AgentBot.Core.Agents;

/// <summary>Whether the settings name a model with which something can be finished for less.</summary>
public interface ICheaperModel
{
    /// <summary>The alias of a model whose price is known and below that of this alias; null for none.</summary>
    string? Than(string alias);
}
