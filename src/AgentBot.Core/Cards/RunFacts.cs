using System.Collections.Immutable;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Cards;

/// <summary>Everything the cards about a run are drawn from. Names are plain text; the builders escape them.</summary>
public sealed record RunFacts
{
    public required RunId Id { get; init; }

    public required long Number { get; init; }

    public required string TemplateTitle { get; init; }

    public string About { get; init; } = "";

    /// <summary>Full name.</summary>
    public required string Requester { get; init; }

    /// <summary>A program asked: it asks again by itself, nobody does so for it.</summary>
    public bool IsAskedByProgram { get; init; }

    /// <summary>"by schedule, every Monday 09:00"; empty for a command.</summary>
    public string StartedBy { get; init; } = "";

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required RunStatus Status { get; init; }

    public bool Paused { get; init; }

    /// <inheritdoc cref="RunRow.Held"/>
    public string Held { get; init; } = "";

    public bool DryRun { get; init; }

    /// <summary>In the order in which they run.</summary>
    public ImmutableArray<StepFacts> Steps { get; init; } = [];

    /// <summary>Open reviews and other waits for people.</summary>
    public ImmutableArray<WaitFacts> Waiting { get; init; } = [];

    public required RunCost Cost { get; init; }

    /// <summary>What it is likely to cost, a sentence; empty where it costs nothing or has ended.</summary>
    public string Estimate { get; init; } = "";

    /// <summary>Only where at least three earlier runs were measured.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>One plain sentence about how it ended: what was posted, the reason of a rejection, the failure.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>For a failed run the title of the step that stopped it.</summary>
    public string FailedStep { get; init; } = "";

    /// <summary>For a failed run what the reader can do, a sentence: "Add the column, then try again."</summary>
    public string Advice { get; init; } = "";

    /// <summary>Full name of who ended it by a decision or stopped it; empty otherwise.</summary>
    public string EndedBy { get; init; } = "";

    /// <summary>What it made, with links.</summary>
    public ImmutableArray<PublishedEffect> Published { get; init; } = [];

    public required CardClock Clock { get; init; }
}

/// <param name="Title">As in the template: "Check each claim".</param>
/// <param name="Done">Of a step with items how many are done; 0 of 0 otherwise.</param>
/// <param name="Note">What came of it or what it waits for, a few words; empty for nothing.</param>
public sealed record StepFacts(string Title, StepStatus Status, int Done = 0, int Total = 0, string Note = "")
{
    /// <summary>For a review who decides, as <see cref="ReviewersFacts.Phrase"/> says it; empty otherwise. Already escaped.</summary>
    public string Deciders { get; init; } = "";
}

/// <param name="What">"one of @finance-leads", escaped.</param>
/// <param name="Link">Address of the card; empty for none.</param>
public sealed record WaitFacts(string What, DateTimeOffset? Until, string Link = "");
