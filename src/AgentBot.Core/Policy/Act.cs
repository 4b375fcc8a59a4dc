using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Policy;

/// <summary>Everything a person can want to do. A new one without a rule in <see cref="Guard"/> is refused, and fails the tests.</summary>
public enum Act
{
    See,
    Upload,
    Start,
    Decide,

    /// <summary>Say no. Also whoever was asked in an earlier step may, as long as the whole is not decided.</summary>
    Reject,
    Edit,

    /// <summary>Agree that what is approved leaves a private channel for where more people read.</summary>
    Declassify,

    /// <summary>Hand one's part of a question to somebody else.</summary>
    Delegate,

    /// <summary>Take it back.</summary>
    TakeBack,
    Withdraw,
    Remind,
    Cancel,
    Pause,
    Resume,
    Retry,
    Settle,
    StopAll,
    Remember,
    Forget,
    Schedule,
    Link,

    /// <summary>Change, end or let go on a schedule that is there.</summary>
    ManageSchedule,

    /// <summary>See what somebody else decided, how fast and how closely.</summary>
    SeeRecord,

    /// <summary>Let a run begin that waits in line because its reviewers have much before them.</summary>
    LetGo,

    /// <summary>Hand in the next round of what one asked for.</summary>
    HandIn,

    /// <summary>Be away and name who decides meanwhile, and be back.</summary>
    BeAway,

    /// <summary>Raise what a run, or a template in a month, may spend.</summary>
    Raise,

    /// <summary>Raise what a channel, a person or all together may spend in a month.</summary>
    RaiseMonth,

    /// <summary>Have a run whose money is not enough go on with a cheaper model, or with less.</summary>
    FinishCheaply,

    /// <summary>Agree to a tool that a server offers, so that agents may be given it.</summary>
    AgreeToTool,

    /// <summary>End a permission under which calls of a tool run without asking.</summary>
    EndGrant,
}

/// <summary>What it is wanted of. Only what the rule of the act needs has to be there; what is missing means no.</summary>
/// <param name="Owner">Owner of the template the run, review or schedule belongs to.</param>
/// <param name="ScheduledBy">In whose name the schedule runs.</param>
public sealed record GuardSubject(ChannelKey Channel, RunRow? Run = null, ReviewRow? Review = null, Principal? Owner = null, PersonKey? ScheduledBy = null)
{
    /// <summary>Who gave a permission.</summary>
    public PersonKey? GrantedBy { get; init; }
}
