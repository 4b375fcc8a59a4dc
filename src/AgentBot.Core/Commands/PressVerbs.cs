using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;

namespace AgentBot.Core.Commands;

/// <summary>What the verbs of buttons mean that decide or settle something; what others type is <see cref="ButtonWords"/>.</summary>
public static class PressVerbs
{
    /// <summary>Null for a verb that decides nothing.</summary>
    public static DecisionKind? KindOf(string verb) => verb switch
    {
        CardVerb.Approve => DecisionKind.Approve,
        CardVerb.Reject => DecisionKind.Reject,
        CardVerb.Changes => DecisionKind.RequestChanges,
        CardVerb.Declassify => DecisionKind.Declassify,
        CardVerb.Withdraw => DecisionKind.Withdraw,
        _ => null,
    };

    /// <summary>Null for a verb that settles nothing.</summary>
    public static SettleChoice? ChoiceOf(string verb) => verb switch
    {
        CardVerb.SettleHappened => SettleChoice.ItHappened,
        CardVerb.SettleAgain => SettleChoice.SendAgain,
        CardVerb.SettleRetry => SettleChoice.TryAgain,
        CardVerb.SettleSkip => SettleChoice.Skip,
        CardVerb.SettleStop => SettleChoice.GiveUp,
        _ => null,
    };
}
