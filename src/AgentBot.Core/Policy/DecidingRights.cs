using AgentBot.Core.People;
using AgentBot.Core.Reviews;

namespace AgentBot.Core.Policy;

/// <summary>
/// Which of many questions one person may decide at one moment: <see cref="Guard.MayDecide"/>, asked once for all that are the
/// same to it. A queue of a thousand has few rules, and of most nobody has decided anything yet.
/// </summary>
internal sealed class DecidingRights(PersonKey who, DirectorySnapshot people)
{
    private readonly Dictionary<(string Policy, string Progress, PersonKey Requester, PersonKeys CausedBy, ChannelKey Channel), bool> _known = [];

    public bool Has(ReviewRow review)
    {
        // All that the guard and the rule of who decides look at in a question.
        var same = (review.Policy, review.Progress, review.Requester, review.CausedBy, review.Channel);
        if (!_known.TryGetValue(same, out bool may))
        {
            _known[same] = may = Guard.MayDecide(who, review, people);
        }

        return may;
    }
}
