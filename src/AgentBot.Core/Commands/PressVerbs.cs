using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Core.Commands;

/// <summary>What the verbs of buttons mean that decide or settle something; what others type is <see cref="ButtonWords"/>.</summary>
public static class PressVerbs
{
    /// <summary>Null for a verb that decides nothing.</summary>
    public static DecisionKind? KindOf(string verb) => verb switch
    {
        CardVerb.Approve or CardVerb.Allow => DecisionKind.Approve,
        CardVerb.Reject => DecisionKind.Reject,
        CardVerb.Changes => DecisionKind.RequestChanges,
        CardVerb.Declassify => DecisionKind.Declassify,
        CardVerb.Withdraw => DecisionKind.Withdraw,
        _ => null,
    };

    /// <summary>How far a yes is to reach beyond the call on the card; null for a verb that allows no more than that.</summary>
    /// <param name="given">What was put into the field of this name; empty for nothing.</param>
    public static GrantTerms? MoreOf(string verb, Func<string, string> given) =>
        verb == CardVerb.Allow ? new GrantTerms(given(CardInput.Calls), given(CardInput.Until), given(CardInput.Amount)) : null;

    /// <summary>Null for a verb that settles nothing.</summary>
    public static SettleChoice? ChoiceOf(string verb) => verb switch
    {
        CardVerb.SettleHappened => SettleChoice.ItHappened,
        CardVerb.SettleAgain => SettleChoice.SendAgain,
        CardVerb.SettleRetry => SettleChoice.TryAgain,
        CardVerb.SettleSkip => SettleChoice.Skip,
        CardVerb.SettleStop => SettleChoice.GiveUp,
        CardVerb.SettleRaise => SettleChoice.TopUp,
        CardVerb.SettleCheap => SettleChoice.Cheaper,
        _ => null,
    };
}
