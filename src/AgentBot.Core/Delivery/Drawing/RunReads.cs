using AgentBot.Core.Budgets;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>The reads that cards are drawn from, together.</summary>
public sealed record DrawingReads(
    IRunReader Runs,
    IReviewReader Reviews,
    IQueueReader Queue,
    IArtifactReader Artifacts,
    IDeliveryReader Delivery,
    IBudgetReader Budgets,
    MonthPots Months,
    IFactReader Facts,
    IDirectory Directory,
    ClosureCache Closures,
    TimeProvider Time)
{
    public DirectorySnapshot People => Directory.Latest;

    public string NameOf(PersonKey person) => People.NameOf(person);

    /// <summary>The clock of a card that many read: the requester's zone.</summary>
    public Cards.CardClock ClockOf(RunRow run) => new(ZoneOf(DrillKey.Behind(run.Requester)), Time.GetUtcNow());

    private string ZoneOf(PersonKey requester) => People.Find(requester)?.TimeZone ?? People.SystemOf(requester)?.TimeZone ?? "Etc/UTC";

    public async ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(ReviewRow review, CancellationToken ct) =>
        [.. (await Reviews.DecisionsAsync(review.Id, ct)).Where(decision => decision.Revision == review.Revision)];
}
