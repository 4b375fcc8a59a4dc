using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Answering;

/// <summary>Addresses under which one person is handed one picture of an open question for a few minutes; fetching it counts as having been given it.</summary>
public interface IPictureLinks
{
    /// <returns>Null where AgentBot has no public address to hand anything out at.</returns>
    Uri? Of(ReviewRow review, PersonKey person, Value.File picture);
}
