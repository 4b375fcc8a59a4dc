using System.Collections.Immutable;

namespace AgentBot.Core.Cards;

/// <summary>Who decides, in names.</summary>
/// <param name="Who">Of the step that is waited for, as shown: "@finance-leads", "Priya Nair".</param>
/// <param name="AreMany">True where several people could decide: a group, or more than one name.</param>
/// <param name="Quorum">How many more of them are needed.</param>
/// <param name="Excluded">Full names of those who may not decide, such as the requester; empty otherwise.</param>
public sealed record ReviewersFacts(ImmutableArray<string> Who, bool AreMany, int Quorum = 1, string Excluded = "")
{
    /// <summary>True where every one of them is needed.</summary>
    public bool IsAll { get; init; }

    /// <summary>True where some of them have approved already: "one more of @board".</summary>
    public bool IsMore { get; init; }

    /// <summary>True where what is asked is not the content but whether it may leave a private place.</summary>
    public bool IsConsent { get; init; }

    /// <summary>True where one of them may put their part into somebody else's hands.</summary>
    public bool MayHandOver { get; init; }

    /// <summary>What is decided, in order; empty while nothing is.</summary>
    public ImmutableArray<string> Done { get; init; } = [];

    /// <summary>Why this step is asked: "the total 1,240.00 EUR is over 1,000.00 EUR"; empty where it is asked always.</summary>
    public string Because { get; init; } = "";

    /// <summary>The steps behind this one, in order.</summary>
    public ImmutableArray<ReviewersFacts> Then { get; init; } = [];

    /// <summary>How many approvals there are, of how many.</summary>
    public int Given { get; init; }

    public int Needed { get; init; } = 1;

    /// <summary>Who stands in for whom, each a sentence; plain text.</summary>
    public ImmutableArray<string> StandIns { get; init; } = [];

    /// <summary>Who is asked next; empty for nobody.</summary>
    public string EscalateTo { get; init; } = "";

    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>Approvals that are still needed once one more is there; 0 where the next one decides.</summary>
    public int AfterNext => Math.Max(0, Quorum - 1) + Then.Sum(step => Math.Max(1, step.Quorum));

    /// <summary>Who is waited for once one more has approved: "one more of @board", "Sofia Marek"; escaped, empty where that one decides.</summary>
    public string Next => AfterNext == 0 ? "" : Quorum > 1 ? (this with { Quorum = Quorum - 1, IsMore = true }).Now : Then[0].Now;

    /// <summary>The same for a button: plain, and empty where it is not one name.</summary>
    public string NextName => Quorum == 1 && Then is [{ AreMany: false, Who: [var name] }, ..] ? name : "";

    /// <summary>Channels in which the question stands beside the run's own: "#finance in Teams"; plain text.</summary>
    public ImmutableArray<string> AlsoIn { get; init; } = [];

    /// <summary>Whom a new card pings: those who must act.</summary>
    public ImmutableArray<CardMention> Mentions { get; init; } = [];

    /// <summary>True where it takes more than one sentence: several steps, or some have decided.</summary>
    public bool IsStepwise => !Then.IsEmpty || !Done.IsEmpty;

    /// <summary>"one of @finance-leads", "Ida Holm", "2 of @board", "all of @board"; escaped. With what comes then: "…, then Sofia Marek".</summary>
    public string Phrase => string.Join(", then ", Then.Select(step => step.Now).Prepend(Now));

    /// <summary>The same without what comes then.</summary>
    public string Now => (AreMany, IsAll, IsMore, Quorum) switch
    {
        (false, _, _, _) => Names("and"),
        (_, true, false, _) => Who.Length > 1 ? Names("and") : $"all of {Names("and")}",
        (_, _, true, 1) => $"one more of {Names("or")}",
        (_, _, true, _) => $"{Quorum} more of {Names("and")}",
        (_, _, _, 1) => $"one of {Names("or")}",
        _ => $"{Quorum} of {Names("and")}",
    };

    private string Names(string last) => Wording.List([.. Who.Select(name => CardText.Line(name, 60))], last);
}
