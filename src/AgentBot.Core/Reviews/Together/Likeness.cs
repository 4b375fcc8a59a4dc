using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;

namespace AgentBot.Core.Reviews.Together;

/// <summary>
/// Whether a review is of the ordinary kind and of low <see cref="Risk"/>, so that it may be approved together with others like it,
/// and with which. The rule is pure, and whatever it is not told counts against it: see templates/README.md, "Approved together".
/// </summary>
/// <param name="Kin">The same for reviews that are alike; empty for one that stands alone.</param>
/// <param name="Why">Why it stands alone, behind "because": "it leaves this channel"; empty where it does not.</param>
public sealed record Likeness(string Kin, string Why)
{
    public bool IsAlike => Kin.Length > 0;

    public static Likeness Of(LikenessFacts facts) => WhyAlone(facts) is { } why ? new Likeness("", why) : new Likeness(KinOf(facts), "");

    private static string? WhyAlone(LikenessFacts facts)
    {
        ReviewRow review = facts.Review;
        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        return !review.IsOpen ? "it waits no longer"
            : People.DrillKey.Is(review.Requester) ? "it is asked of you alone"
            : Risk.Of(facts) is { Level: not RiskLevel.Low } risk ? risk.Why
            : review.Revision > 1 || review.ChangesUsed > 0 || progress.Editor is not null ? "it was changed since it was first asked"
            : facts.Needed != 1 ? "more than one person decides it"
            : progress.Climbed > 0 || progress.HandedOver.Count > 0 ? "it waited for somebody else before"
            : facts.IsCut != false ? "it is too long for its card"
            : null;
    }

    private static string KinOf(LikenessFacts facts)
    {
        var text = new StringBuilder()
            .Append(facts.Run.Channel.Value).Append('\n')
            .Append(facts.Run.Template).Append(' ').Append(facts.Run.TemplateVersion.Value).Append('\n')
            .Append(facts.Review.Step).Append(' ').Append(facts.Review.Artifact.Type).Append('\n')
            .Append(facts.Review.Policy).Append('\n');
        foreach (EffectTarget target in facts.Targets!.Value)
        {
            // Each run has a thread of its own: that they go into their own is what they have in common.
            text.Append(target is EffectTarget.Thread ? "thread" : ReviewBinding.Write(target)).Append('\n');
        }

        return Digest.OfText(text.ToString()).Value[..32];
    }
}

/// <summary>What the rule looks at. Null stands for "not known", which is never a yes.</summary>
public sealed record LikenessFacts(ReviewRow Review, RunRow Run)
{
    /// <summary>The row whose content is read, where that is another; null for <see cref="Review"/>.</summary>
    public ReviewRow? Shown { get; init; }

    /// <summary>Where a yes leads, of the run's own resolved targets.</summary>
    public ImmutableArray<EffectTarget>? Targets { get; init; }

    /// <summary>How many approvals it needs in all.</summary>
    public int? Needed { get; init; }

    /// <summary>Rows with another proposal than the ordinary one, doubles, and amounts far above the usual or just under a limit.</summary>
    public int? Unusual { get; init; }

    /// <summary>What its card warns of; empty for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Notes of agents and of AgentBot about the work behind it.</summary>
    public int? Notes { get; init; }

    /// <summary>Items that were left out of it.</summary>
    public int? Failed { get; init; }

    /// <summary>Claims whose source was not found.</summary>
    public int? Unsourced { get; init; }

    /// <summary>The card shows only a part of it.</summary>
    public bool? IsCut { get; init; }
}
