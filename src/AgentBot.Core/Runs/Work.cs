namespace AgentBot.Core.Runs;

/// <summary>A piece of work that some worker must do once: claimed under a lease, deleted in the commit that finishes it.</summary>
public sealed record WorkRow
{
    public required WorkId Id { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required WorkKind Kind { get; init; }

    public RunId Run { get; init; }

    public string Step { get; init; } = "";

    public int Round { get; init; }

    public int Attempt { get; init; } = 1;

    /// <summary>For Items: the keys of the batch as a JSON array. For ReviewDue: review id and revision as "id:revision".</summary>
    public string Subject { get; init; } = "";

    /// <summary>Not before. <see cref="Parked"/> work waits until a finished batch releases it.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public static readonly DateTimeOffset Parked = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How often a process died while it held this; three means it is set aside.</summary>
    public int Crashes { get; init; }

    /// <summary>How often it was put off after a failure that may go away by itself; raised by <see cref="Storing.Change.PostponeWork"/>.</summary>
    public int Tries { get; init; }

    /// <summary>Fences the holder: a commit that finishes the work names it.</summary>
    public string LeaseToken { get; init; } = "";

    public DateTimeOffset LeaseUntil { get; init; }
}

/// <summary>Under which whoever does a piece of work goes on with the next one: nobody has to find and claim it first.</summary>
/// <param name="Token">Fences the holder, as in <see cref="WorkRow.LeaseToken"/>.</param>
public sealed record WorkLease(string Token, DateTimeOffset Until);

public enum WorkKind
{
    /// <summary>Evaluate a ready step and do it.</summary>
    Step,

    /// <summary>Do a batch of items of a for_each.</summary>
    Items,

    /// <summary>All items have ended: gather them and let the machine go on.</summary>
    Gather,

    /// <summary>A reminder, an escalation or the end of a review.</summary>
    ReviewDue,

    /// <summary>A child run has ended: tell its parent.</summary>
    ChildEnded,

    /// <summary>A parent was cancelled, paused or resumed: tell this child. Subject is the verb.</summary>
    Cascade,

    /// <summary>A step whose money is not enough still waits for an answer: say so once more.</summary>
    AskAgain,
}
