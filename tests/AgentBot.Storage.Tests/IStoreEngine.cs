using AgentBot.Core;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>What the contract suite needs of an engine: every port, and the power to open the same data again.</summary>
public interface IStoreEngine : IAsyncDisposable
{
    ICommitter Committer { get; }

    ICommitSignal Signal { get; }

    IRunReader Runs { get; }

    IReviewReader Reviews { get; }

    IQueueReader Queue { get; }

    IDrillReader Drills { get; }

    IArtifactReader Artifacts { get; }

    IArtifactStaging Staging { get; }

    IWorkStore Work { get; }

    IDeliveryReader Delivery { get; }

    IFactReader Facts { get; }

    IScheduleReader Schedules { get; }

    IChatLog Chat { get; }

    ILinkReader Links { get; }

    IAbsenceReader Absences { get; }

    IToolPinReader ToolPins { get; }

    IGrantReader Grants { get; }

    IRequestReader Requests { get; }

    IBudgetReader Budgets { get; }

    IAgentLog AgentLog { get; }

    IAuditStore Audit { get; }

    IStoreMarks Marks { get; }

    IStoreUpkeep Upkeep { get; }

    TimeProvider Clock { get; }

    void Advance(TimeSpan by);

    /// <summary>Closes in order and opens again: a new process on the same data.</summary>
    ValueTask ReopenAsync();

    /// <summary>Closes in order and leaves the data where it is.</summary>
    ValueTask DisposeStoreAsync();

    /// <summary>Where an artifact's bytes lie, when they are a file; null when they are in a row.</summary>
    string? FileOf(ChannelKey channel, Digest content);
}
