using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Host.WebConsole;

/// <param name="Show">all, yours, groups or decided.</param>
public sealed record ReviewsModel(string Show, int All, int Yours, int Groups);

public sealed record ReviewsAnswer(int Yours, int Groups, int Others, DateTimeOffset? Next);

/// <param name="Selected">"id.revision" of the review in the pane; empty for none.</param>
public sealed record QueueModel(ImmutableArray<ReviewGroup> Groups, string Selected, string Show, int Hidden);

/// <param name="Says">Beside the heading.</param>
public sealed record ReviewGroup(string Title, string Says, ImmutableArray<QueuedReview> Reviews);

public sealed record QueuedReview(WaitingReview Review, Risk Risk)
{
    /// <summary>Where it was asked; of a drill, where the review that it repeats was.</summary>
    public ChannelKey Channel => DrillWorkflow.ChannelOf(Review.Run);

    public string Template => DrillWorkflow.TemplateOf(Review.Run);

    public ReviewRow Row => Review.Review.Row;

    public string Key => FormattableString.Invariant($"{Row.Id}.{Row.Revision}");
}

/// <summary>One review with its card.</summary>
/// <param name="Card">Null where no message shows it here, for example because it was asked in Slack.</param>
/// <param name="Whole">Null when the bytes are no longer kept.</param>
public sealed record ReviewDetail(QueuedReview Queued, Card? Card, FullArtifact? Whole, ImmutableArray<DecisionRow> Decisions);
