using AgentBot.Core;
using AgentBot.Core.Commands;

namespace AgentBot.Chat.Answering;

/// <summary>Somebody who came in through a platform, as far as answering goes.</summary>
public interface IVisit
{
    Caller Caller { get; }

    /// <summary>Where answers go: the thread, or the channel itself.</summary>
    string Conversation { get; }

    /// <summary>Who alone reads what is private; null where everything is private already.</summary>
    PersonKey? Reader { get; }
}
