using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>How far a revision is decided, and what happened to it beside decisions. Kept in the row, so that its version fences it.</summary>
public sealed record ReviewProgress
{
    public static readonly ReviewProgress Nothing = new();

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<Approval>? Approvals { get; init; }

    /// <summary>Who hands their part to whom now.</summary>
    public IReadOnlyList<Handover>? Handovers { get; init; }

    /// <summary>One for each threshold of the policy, in its order, of the bytes shown.</summary>
    public IReadOnlyList<NumberReading>? Numbers { get; init; }

    /// <summary>Who wrote the version shown in place of the agent; null where the agent did.</summary>
    public PersonKey? Editor { get; init; }

    /// <summary>When the step that is waited for began; null where that was the opening.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many rungs of the ladder were climbed in this step; null for none.</summary>
    public int? Rungs { get; init; }

    /// <summary>The last reminder, by whomever; null for none in this step.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>Where it counts in working time: the next reminder, as reckoned when this began to count.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>Where it counts in working time: when the next rung is climbed.</summary>
    public DateTimeOffset? ClimbAt { get; init; }

    /// <summary>When the first of those whose part a substitute has is back.</summary>
    public DateTimeOffset? ReturnsAt { get; init; }

    /// <summary>Chats in which the question stands beside the places of its run: with those whom something later made deciders.</summary>
    public IReadOnlyList<ChannelKey>? Places { get; init; }

    /// <summary>Thresholds that did not hold for what was shown but do for the rows that would leave; once asked, their people stay asked.</summary>
    public IReadOnlyList<LaterThreshold>? Later { get; init; }

    /// <summary>Set with the last approval where fewer rows leave than were shown, or other cells.</summary>
    public RowsDecided? Rows { get; init; }

    /// <summary>What must be agreed to beside the approvals, since it would leave a private channel; null for nothing. A copy: before anything leaves it is computed anew.</summary>
    public IReadOnlyList<Consent>? Consents { get; init; }

    /// <summary>True while only a consent is waited for: no ladder leads to that.</summary>
    public bool? AsksConsent { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Approval> Given => Approvals ?? [];

    [JsonIgnore]
    public IReadOnlyList<Handover> HandedOver => Handovers ?? [];

    [JsonIgnore]
    public int Climbed => Rungs ?? 0;

    public static ReviewProgress Read(string json) => json.Length == 0 ? Nothing : JsonSerializer.Deserialize(json, StoreJson.Default.ReviewProgress) ?? Nothing;

    /// <summary>Empty while nothing happened, so that a question that nobody touched takes no room.</summary>
    public static string Write(ReviewProgress progress) => progress == Nothing ? "" : JsonSerializer.Serialize(progress, StoreJson.Default.ReviewProgress);

    /// <summary>Rows of earlier versions kept no progress: there the decisions tell it.</summary>
    public static ReviewProgress Of(ReviewRow review, IEnumerable<DecisionRow> decisions)
    {
        if (review.Progress.Length > 0)
        {
            return Read(review.Progress);
        }

        Approval[] given = [.. Reviews.Approvals.Of(decisions, review).Select(person => new Approval(person, 0))];
        return given.Length == 0 ? Nothing : Nothing with { Approvals = given };
    }
}

/// <summary>One approval and what it counts for.</summary>
/// <param name="Stage">Counts from 0.</param>
/// <param name="For">Whose part it was, where the person stood in for somebody; null for the own part.</param>
/// <param name="Rung">The rung of the ladder that made the person a decider, counting from 0; null for none.</param>
public sealed record Approval(PersonKey Person, int Stage, PersonKey? For = null, int? Rung = null)
{
    /// <summary>True for a consent; then <see cref="Stage"/> counts the consents.</summary>
    public bool? Consents { get; init; }
}

/// <summary>A reviewer's part of one question in somebody else's hands.</summary>
public sealed record Handover(PersonKey From, PersonKey To, DateTimeOffset At, string Reason = "");

/// <param name="Threshold">Its place in the policy, from 0.</param>
/// <param name="Words">Why its people are asked: <see cref="NumberReading.Words"/>.</param>
public sealed record LaterThreshold(int Threshold, string Words);

/// <summary>What became of a table that was decided row by row.</summary>
/// <param name="Artifact">The rows that were approved.</param>
/// <param name="Binding">What an effect of them binds.</param>
public sealed record RowsDecided(Artifacts.ArtifactRef Artifact, Digest Binding);
