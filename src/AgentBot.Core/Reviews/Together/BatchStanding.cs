using System.Collections.Immutable;
using AgentBot.Core.Cards;

namespace AgentBot.Core.Reviews.Together;

/// <summary>Where a batch stands: what was drawn from it and what became of that, and what could be approved together now.</summary>
/// <param name="Parts">In the order of the batch.</param>
public sealed record BatchStanding(BatchRow Batch, ImmutableArray<BatchPart> Parts)
{
    public IEnumerable<BatchPart> Spots => Parts.Where(part => part.Member.IsSpot);

    public IEnumerable<BatchPart> Others => Parts.Where(part => !part.Member.IsSpot);

    /// <summary>Those that could be approved together.</summary>
    public ImmutableArray<BatchPart> Ready => [.. Others.Where(part => part.Why.Length == 0)];

    /// <summary>A spot check that was answered otherwise than by a yes after reading it in full; null for none.</summary>
    public BatchPart? Failed => Spots.FirstOrDefault(part => part.Spot is SpotState.NotApproved or SpotState.Unread);

    /// <summary>Spot checks that still wait for this person.</summary>
    public ImmutableArray<BatchPart> Waiting => [.. Spots.Where(part => part.Spot is SpotState.Waiting or SpotState.Read)];

    /// <summary>At least one was read in full and approved by this person, and none waits.</summary>
    public bool IsChecked => Waiting.IsEmpty && Failed is null && Spots.Any(part => part.Spot == SpotState.Approved);

    /// <summary>Nothing of it can be approved together any more: it is approved, or others decided what was drawn or all the rest.</summary>
    public bool IsOver => Batch.State != BatchState.Open || Ready.IsEmpty || (Waiting.IsEmpty && Failed is null && !IsChecked);

    /// <summary>Why the others cannot be approved together now; null where they can.</summary>
    public Refusal? WhyNot() => Batch.State switch
    {
        BatchState.Approved => new Refusal(RefusalKind.TooLate, "You approved this group already.", "Your click changed nothing.", "Nothing to do."),
        _ when Failed is { } failed => new Refusal(
            RefusalKind.NotAllowed,
            "Nothing was approved.",
            failed.Spot == SpotState.Unread ? $"You decided {failed.Label} without opening all of it." : $"You did not approve {failed.Label}, which was drawn from this group.",
            "The others are decided one by one."),
        BatchState.Stopped => new Refusal(RefusalKind.NotAllowed, "Nothing was approved.", "One that was drawn from this group was not simply approved.", "The others are decided one by one."),
        _ when Batch.Members.Count > BatchHandler.Most => new Refusal(
            RefusalKind.NotAllowed, "Nothing was approved.", $"These are {Wording.Number(Batch.Members.Count)}; at most {BatchHandler.Most} are approved together.", "Type reviews together again."),
        _ when !Waiting.IsEmpty => new Refusal(
            RefusalKind.NotOpened,
            "Nothing was approved yet.",
            $"{Wording.List([.. Waiting.Select(part => part.Label)])} {(Waiting.Length == 1 ? "was" : "were")} drawn to be read first.",
            $"Open {(Waiting.Length == 1 ? "it" : "each")} in full and decide {(Waiting.Length == 1 ? "it" : "each")} by itself, then approve the others."),
        _ when !IsChecked || Ready.IsEmpty => new Refusal(RefusalKind.TooLate, "Nothing was approved.", "Others decided most of this group meanwhile.", "Type reviews together again."),
        _ => null,
    };
}

/// <summary>One member as it stands now.</summary>
/// <param name="Label">"4211" or "4211b".</param>
/// <param name="Subject">What it is about, escaped: the card's subject.</param>
/// <param name="Under">Its facts as one line, escaped.</param>
public sealed record BatchPart(BatchMember Member, string Label, string Subject, string Under)
{
    /// <summary>Its row; null where it is no longer kept.</summary>
    public ReviewRow? Row { get; init; }

    /// <summary>Why it cannot be approved as it was shown, behind "because"; empty where it can.</summary>
    public string Why { get; init; } = "";

    public SpotState Spot { get; init; }

    /// <summary>When the person opened all of it; null where they did not.</summary>
    public DateTimeOffset? OpenedAt { get; init; }
}

/// <summary>What became of a member that was drawn.</summary>
public enum SpotState
{
    /// <summary>It was not drawn.</summary>
    None,

    /// <summary>It waits and was not opened in full.</summary>
    Waiting,

    /// <summary>It was opened in full and waits for the decision.</summary>
    Read,

    /// <summary>This person read all of it and approved it.</summary>
    Approved,

    /// <summary>This person decided it without opening all of it.</summary>
    Unread,

    /// <summary>This person rejected it, sent it back or changed it.</summary>
    NotApproved,

    /// <summary>Others decided it, or it ended.</summary>
    Gone,
}
