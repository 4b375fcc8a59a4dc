using AgentBot.Core.Reviews.Drills;

namespace AgentBot.Core.Storing;

/// <summary>Reads of drills.</summary>
public interface IDrillReader
{
    /// <summary>Those drawn and due, oldest first.</summary>
    ValueTask<IReadOnlyList<DrillRow>> DueAsync(DateTimeOffset now, int take, CancellationToken ct);

    /// <summary>When the next of those drawn is due; null for none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(CancellationToken ct);

    /// <summary>The drill that this run asks; null for a run that is none.</summary>
    ValueTask<DrillRow?> OfRunAsync(RunId run, CancellationToken ct);

    /// <summary>What was drawn for a person since a time, newest first.</summary>
    ValueTask<IReadOnlyList<DrillRow>> OfPersonAsync(WorkspaceKey workspace, PersonKey person, DateTimeOffset since, int take, CancellationToken ct);
}
