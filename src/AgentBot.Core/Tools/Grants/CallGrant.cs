namespace AgentBot.Core.Tools.Grants;

/// <summary>
/// A person's yes to further calls like one that they approved: of the same tool, by the same agent of the same version of a
/// template, in the same channel. It lets nothing out by itself; whether it covers a call is asked anew for each (<see cref="GrantRule"/>).
/// </summary>
public sealed record CallGrant
{
    public required GrantId Id { get; init; }

    /// <summary>As people name it in its channel.</summary>
    public long Number { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    public required ChannelKey Channel { get; init; }

    /// <summary>Name of the template whose agent calls.</summary>
    public required string Template { get; init; }

    public required string TemplateTitle { get; init; }

    /// <summary>Of the template: another version is not covered.</summary>
    public required Digest Version { get; init; }

    /// <summary>The step of the agent.</summary>
    public required string Step { get; init; }

    /// <summary>"crm.update".</summary>
    public required string Tool { get; init; }

    public required string ToolTitle { get; init; }

    /// <summary>What the tool said of itself and where it is called: another one is not covered.</summary>
    public required Digest Pin { get; init; }

    public required PersonKey By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>On whose card it was given.</summary>
    public required ReviewId Review { get; init; }

    /// <summary>How many calls it covers, beside the one on that card.</summary>
    public required int Most { get; init; }

    /// <summary>How many were counted.</summary>
    public int Used { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>The argument that is an amount; empty where there is none or none is bounded.</summary>
    public string AmountArgument { get; init; } = "";

    /// <summary>The most that it may be in one call.</summary>
    public decimal? AmountMost { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public PersonKey? EndedBy { get; init; }

    /// <summary>A sentence for people; empty while it stands.</summary>
    public string EndedWhy { get; init; } = "";

    public int Left => Math.Max(0, Most - Used);

    public bool StandsAt(DateTimeOffset now) => EndedAt is null && now < Until && Left > 0;
}

/// <summary>One call that was made without asking.</summary>
/// <param name="Call">Names the call for ever: <see cref="Name"/>.</param>
/// <param name="Run">Of the agent.</param>
/// <param name="Arguments">Digest of the call's content as it was covered.</param>
public sealed record GrantUse(GrantId Grant, string Call, RunId Run, Digest Arguments, DateTimeOffset At)
{
    public static string Name(RunId run, string step, int round, string call) => $"{run.Value}|{step}|{round}|{call}";
}

/// <summary>What an operator lets people allow at most.</summary>
/// <param name="Calls">0: nobody may allow more than the call on the card.</param>
/// <param name="Days">Counted from the day it is given.</param>
public sealed record GrantLimits(int Calls, int Days);
