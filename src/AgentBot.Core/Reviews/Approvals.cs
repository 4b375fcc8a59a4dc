using System.Collections.Immutable;

namespace AgentBot.Core.Reviews;

/// <summary>Who stands behind a content: those who approved exactly it, or the one who wrote and approved it in one step.</summary>
public static class Approvals
{
    /// <summary>A version that was only saved for others to decide is no approval, and neither is an edit that replaced the content.</summary>
    public static ImmutableArray<PersonKey> Of(IEnumerable<DecisionRow> decisions, Digest content)
    {
        DecisionRow[] all = [.. decisions];
        ImmutableArray<PersonKey> approved = [.. all.Where(decision => LetsOut(decision) && decision.Shown == content).Select(decision => decision.Person).Distinct()];
        return approved.IsEmpty && Editor(all, content) is { } editor ? [editor] : approved;
    }

    /// <summary>Those who approved this very revision; who edited and approved in one step stands for it too.</summary>
    public static ImmutableArray<PersonKey> Of(IEnumerable<DecisionRow> decisions, ReviewRow review)
    {
        DecisionRow[] all = [.. decisions];
        ImmutableArray<PersonKey> approved = [.. all.Where(decision => LetsOut(decision) && decision.Revision == review.Revision).Select(decision => decision.Person).Distinct()];
        return approved.IsEmpty && review.State == ReviewState.Approved ? Of(all, review.Artifact.Content) : approved;
    }

    /// <summary>Who agreed that exactly this content leaves.</summary>
    public static ImmutableArray<PersonKey> Consents(IEnumerable<DecisionRow> decisions, Digest content) =>
        [.. decisions.Where(decision => decision.Kind == DecisionKind.Declassify && decision.Shown == content).Select(decision => decision.Person).Distinct()];

    /// <summary>Whether this decision is a yes: to the whole, or to rows of it.</summary>
    public static bool LetsOut(DecisionRow decision) => decision.Kind is DecisionKind.Approve or DecisionKind.Rows;

    /// <summary>Who wrote the content in place of the agent; null when nobody did.</summary>
    public static PersonKey? Editor(IEnumerable<DecisionRow> decisions, Digest content) =>
        decisions.LastOrDefault(decision => decision.Kind == DecisionKind.Edit && decision.Edited == content)?.Person;
}
