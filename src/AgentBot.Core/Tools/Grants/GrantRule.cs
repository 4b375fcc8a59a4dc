using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tools.Grants;

/// <summary>One call of an agent, with everything that says whether a grant covers it.</summary>
/// <param name="Run">Of the agent.</param>
/// <param name="Workflow">Of that run.</param>
/// <param name="Pin">Of the tool as it is now.</param>
public sealed record CoverableCall(RunRow Run, WorkflowSpec Workflow, StepSpec.Agent Step, string Tool, Digest Pin, CallContent Call)
{
    /// <summary>The argument that is an amount; empty where the tool names none.</summary>
    public string Money => Step.Spec.Declared?.FirstOrDefault(declared => declared.Name == Tool)?.Money ?? "";
}

/// <summary>
/// The one rule of what a grant covers. Whoever gave it must be able to decide this very call alone, were it asked now, by the same
/// rule as on a card; so it never reaches further than their own yes would.
/// </summary>
public static class GrantRule
{
    /// <summary>Why a grant does not cover a call; null where it does. Whether calls are left is for the count alone.</summary>
    public static string? WhyNot(CallGrant grant, CoverableCall call, DirectorySnapshot people, DateTimeOffset now)
    {
        if (grant.EndedAt is not null || now >= grant.Until)
        {
            return "the permission has ended";
        }

        if (grant.Channel != call.Run.Channel || grant.Template != call.Run.Template || grant.Step != call.Step.Id || grant.Tool != call.Tool)
        {
            return "the permission is for something else";
        }

        if (grant.Version != call.Run.TemplateVersion)
        {
            return "the template has changed since it was allowed";
        }

        return grant.Pin != call.Pin ? "the tool has changed since it was allowed" : WhyNotCovered(call, people, grant.By, now) ?? OverAmount(grant, call);
    }

    /// <summary>Why this person's permission cannot cover a call; null where it can.</summary>
    public static string? WhyNotCovered(CoverableCall call, DirectorySnapshot people, PersonKey by, DateTimeOffset now)
    {
        ReviewRow asked = Asked(call, now);
        if (ReviewProgress.Read(asked.Progress).Numbers?.Any(number => number.Holds) == true)
        {
            return "a threshold of its template asks further people";
        }

        if (!AddressesInCall.Unsupplied(call).IsEmpty)
        {
            return "it holds an address that nobody gave to the run";
        }

        return Guard.Check(by, Act.Decide, new GuardSubject(call.Run.Channel, call.Run, asked, call.Workflow.Owner), people) is not null || DecidingRule.Of(asked, people).Needed != 1
            ? "whoever allowed it may not decide it alone now"
            : null;
    }

    /// <summary>Whether there is anybody whose permission could cover a call.</summary>
    public static bool CanBeCovered(CoverableCall call, DirectorySnapshot people, DateTimeOffset now) =>
        DecidingRule.Of(Asked(call, now), people).Now?.Seats.Any(seat => WhyNotCovered(call, people, seat.Holder, now) is null) == true;

    // The question as it would stand there, were it asked now.
    private static ReviewRow Asked(CoverableCall call, DateTimeOffset now)
    {
        ReviewPolicy policy = ReviewPolicy.Of(CallWorkflow.PolicyOf(call.Workflow, call.Step.Spec), 0);
        Artifact content = Artifact.Of(ArtifactType.Call, call.Call.ToValue());
        IReadOnlyList<NumberReading> numbers = Thresholds.Read(policy, call.Call.ToValue());
        return new ReviewRow
        {
            Id = new ReviewId(""),
            Revision = 1,
            Workspace = call.Run.Workspace,
            Channel = call.Run.Channel,
            Run = call.Run.Id,
            Step = CallWorkflow.ReviewStep,
            Round = 1,
            Artifact = content.Ref,
            Binding = Digest.None,
            Policy = ReviewPolicies.Write(policy),
            Requester = call.Run.Requester,
            CausedBy = call.Run.CausedBy,
            OpenedAt = now,
            Progress = ReviewProgress.Write(ReviewProgress.Nothing with { Numbers = numbers.Count == 0 ? null : numbers }),
        };
    }

    private static string? OverAmount(CallGrant grant, CoverableCall call)
    {
        if (grant.AmountMost is not { } most)
        {
            return null;
        }

        JsonElement arguments = ArgumentText.Read(call.Call.Arguments);
        return arguments.TryGetProperty(grant.AmountArgument, out JsonElement given) && given.ValueKind == JsonValueKind.Number && given.TryGetDecimal(out decimal amount) && Math.Abs(amount) <= most
            ? null
            : "its amount is over what was allowed";
    }
}
