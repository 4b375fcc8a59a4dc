namespace AgentBot.Core.Runs;

/// <summary>
/// The places where a dying process could do the most harm, numbered for good. A test kills the real process at each of
/// them and proves that the story still ends with exactly one publication.
/// </summary>
public enum CrashPoint
{
    /// <summary>Work was claimed; nothing of it was done.</summary>
    WorkClaimed = 1,

    /// <summary>The model has answered; the answer is not committed.</summary>
    ModelAnswered = 2,

    /// <summary>The step's result is committed; nobody has been told.</summary>
    StepCommitted = 3,

    /// <summary>A large artifact's file is written; the commit that names it is not.</summary>
    ArtifactStaged = 4,

    /// <summary>A review is open in the store; its card is not drawn.</summary>
    ReviewOpened = 5,

    /// <summary>A person has decided; the decision is not committed.</summary>
    DecisionTaken = 6,

    /// <summary>The decision is committed; the person has no answer.</summary>
    DecisionCommitted = 7,

    /// <summary>An effect is marked Sending; it was not sent.</summary>
    EffectMarkedSending = 8,

    /// <summary>An effect was sent; that is not recorded.</summary>
    EffectSent = 9,

    /// <summary>An effect is recorded as sent; the run does not know yet.</summary>
    EffectRecorded = 10,

    /// <summary>A message was posted; its reference is not recorded.</summary>
    ViewPosted = 11,

    /// <summary>The schema is being upgraded.</summary>
    Migrating = 12,

    /// <summary>A delivery's receipt is committed; the sender has no answer.</summary>
    ReceiptCommitted = 13,

    /// <summary>The rows of a fan-out are committed; no item was begun.</summary>
    FanOutCommitted = 14,

    /// <summary>All items have ended; they are not gathered.</summary>
    BeforeGather = 15,

    /// <summary>A schedule is due; its firing is not committed.</summary>
    FiringDue = 16,

    /// <summary>A firing and its run are committed; the clock does not know.</summary>
    FiringCommitted = 17,

    /// <summary>A model's answer in the conversation of an agent with tools is kept; none of its calls is made.</summary>
    AgentAnswerKept = 18,

    /// <summary>What became of a call is kept; the model has not been told.</summary>
    ToolResultKept = 19,
}

/// <summary>Told wherever a <see cref="CrashPoint"/> is passed.</summary>
public interface ICrashPoints
{
    /// <summary>Returns at once, unless a test has asked for the process to die here; then it does not return.</summary>
    void Reach(CrashPoint point);
}

/// <summary>Nothing ever happens: every process that is not being tested.</summary>
public sealed class NoCrashPoints : ICrashPoints
{
    public static readonly NoCrashPoints Instance = new();

    public void Reach(CrashPoint point)
    {
    }
}
