using System.Collections.Immutable;
using AgentBot.Core.Links;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Cards;

/// <summary>Everything a review card is drawn from. Names are plain text; the builder escapes them.</summary>
public sealed record ReviewFacts
{
    public required ReviewRow Review { get; init; }

    public required long RunNumber { get; init; }

    public required string TemplateTitle { get; init; }

    /// <summary>What the run is about in a few words.</summary>
    public string About { get; init; } = "";

    /// <summary>Full name of the person who asked.</summary>
    public required string Requester { get; init; }

    /// <summary>Name of the program that asked and gave the content; empty where a person did and an agent made it.</summary>
    public string System { get; init; } = "";

    /// <summary>"by schedule, every Monday 09:00"; empty for a command, then the requester stands there.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>What a yes lets out.</summary>
    public required PlannedEffects Effects { get; init; }

    /// <summary>Where of that more people read than where it was made, which is private; computed by the host.</summary>
    public ImmutableArray<LeavingFacts> Leaves { get; init; } = [];

    public required Value Content { get; init; }

    /// <summary>The artifact of the revision before; null for the first.</summary>
    public Value? Before { get; init; }

    /// <summary>What the same schedule had approved the last time; null where it is not compared.</summary>
    public LastApproved? LastApproved { get; init; }

    /// <summary>Why this revision exists; null for the first.</summary>
    public ReviewRemark? Remark { get; init; }

    public required ReviewersFacts Reviewers { get; init; }

    /// <summary>How many requests for changes are allowed.</summary>
    public required int Rounds { get; init; }

    /// <summary>The agent that a remark goes to, by its step's title; empty where none does.</summary>
    public string RemarkGoesTo { get; init; } = "";

    /// <summary>How far a yes may be made to reach beyond this call of a tool; null where it may not.</summary>
    public GrantOffer? Grant { get; init; }

    /// <summary>How many facts of the channel were used.</summary>
    public int FactsUsed { get; init; }

    /// <summary>Amounts that rules and facts name: see <see cref="Artifacts.UnusualRows.LimitsIn"/>.</summary>
    public ImmutableArray<decimal> Limits { get; init; } = [];

    /// <summary>What the run was given, where the card's type looks things up in it.</summary>
    public SourceBook Sources { get; init; } = SourceBook.Unread;

    /// <summary>Addresses in the content that no person gave.</summary>
    public ImmutableArray<UnknownAddress> Unknown { get; init; } = [];

    public required RunCost Cost { get; init; }

    /// <summary>What the agents or the host say about the work, each a sentence: "3 rows matched no rule."</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>True where an offline model worked.</summary>
    public bool Offline { get; init; }

    public ImmutableArray<FailedItem> Failed { get; init; } = [];

    /// <summary>Name of the file it is based on; empty for none.</summary>
    public string SourceFile { get; init; } = "";

    public required CardClock Clock { get; init; }

    public CardRoom Room { get; init; } = CardRoom.Ordinary;

    /// <summary>"4211" or "4211b".</summary>
    public string Label => $"{RunNumber}{Review.Letter}";
}

/// <param name="RunNumber">Of the run in which it was approved.</param>
public sealed record LastApproved(Value Content, long RunNumber, DateTimeOffset At);

/// <param name="Kind">What made this revision.</param>
/// <param name="By">Full name.</param>
/// <param name="Words">The remark; for a void the host's sentence; empty for an edit without words.</param>
public sealed record ReviewRemark(RemarkKind Kind, string By, string Words);

public enum RemarkKind
{
    /// <summary>A person sent the round before back.</summary>
    SentBack,

    /// <summary>A person edited the round before.</summary>
    Edited,

    /// <summary>The host found that something had changed since it was shown.</summary>
    Voided,
}

/// <param name="Item">What people call it: "Row 12".</param>
public sealed record FailedItem(string Item, string Reason);

/// <summary>How a review ended, or what became of the revision that a message shows.</summary>
public abstract record ReviewOutcome
{
    private ReviewOutcome()
    {
    }

    public sealed record BeingRevised(string By, DateTimeOffset At, string Words) : ReviewOutcome
    {
        /// <summary>Where single rows were sent back: how the person had marked all of them.</summary>
        public RowsOutcome? Rows { get; init; }
    }

    /// <param name="By">Full names of those who decided.</param>
    /// <param name="Published">What left since then; empty while it is on its way.</param>
    public sealed record Approved(ImmutableArray<string> By, DateTimeOffset At, ImmutableArray<PublishedEffect> Published) : ReviewOutcome
    {
        /// <summary>Where it was decided row by row: which rows leave.</summary>
        public RowsOutcome? Rows { get; init; }
    }

    /// <param name="Content">The text or table as the person left it; the facts hold what was shown before.</param>
    public sealed record EditedAndApproved(string By, DateTimeOffset At, Value Content, ImmutableArray<PublishedEffect> Published) : ReviewOutcome;

    public sealed record Rejected(string By, DateTimeOffset At, string Reason) : ReviewOutcome;

    public sealed record Expired(DateTimeOffset At) : ReviewOutcome;

    /// <param name="Revision">The one that replaced it.</param>
    /// <param name="EditedBy">Full name where an edit replaced it; empty where a new round did.</param>
    public sealed record Superseded(int Revision, string EditedBy = "") : ReviewOutcome
    {
        /// <summary>Who asked for the new round, and with which words; null where an edit replaced it.</summary>
        public BeingRevised? SentBack { get; init; }
    }

    /// <param name="What">The host's sentence: what changed, from what to what.</param>
    public sealed record Voided(int Revision, string What) : ReviewOutcome;

    public sealed record Withdrawn(string By, DateTimeOffset At) : ReviewOutcome;

    /// <summary>It was a drill: told as soon as it is over.</summary>
    /// <param name="IsFound">Null where nobody answered in time.</param>
    public sealed record Drilled(Reviews.Drills.PlantedMistake Mistake, bool? IsFound, DateTimeOffset At) : ReviewOutcome;

    /// <param name="By">Full name of who stopped the run; empty where it ended by itself.</param>
    public sealed record Cancelled(string By, DateTimeOffset At, string Why = "") : ReviewOutcome;
}

/// <summary>How the rows of a table were decided.</summary>
public sealed record RowsOutcome(TableData Shown, Reviews.RowByRow.RowResult Result);

/// <param name="Link">Address of what was made there, console path or https; empty for none.</param>
public sealed record PublishedEffect(PlannedEffect Effect, DateTimeOffset At, string Link);
