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
    Edit,
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
}

/// <summary>What it is wanted of. Only what the rule of the act needs has to be there; what is missing means no.</summary>
/// <param name="Owner">Owner of the template the run, review or schedule belongs to.</param>
/// <param name="ScheduledBy">In whose name the schedule runs.</param>
public sealed record GuardSubject(ChannelKey Channel, RunRow? Run = null, ReviewRow? Review = null, Principal? Owner = null, PersonKey? ScheduledBy = null);
