namespace AgentBot.Core.Commands;

/// <summary>Which templates an operator offers in which channel. Where nothing is said of a channel, all are.</summary>
public interface ITemplateOffers
{
    bool IsOffered(ChannelKey channel, string template);
}
