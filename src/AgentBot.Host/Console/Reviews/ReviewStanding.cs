using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;

namespace AgentBot.Host.WebConsole;

/// <summary>What a review is to one viewer: theirs to decide, decided already, or somebody else's.</summary>
/// <param name="Row">The revision that is shown.</param>
/// <param name="IsNewest">False when a later revision has taken its place.</param>
/// <param name="OpenedAt">When the viewer opened the whole; null for never.</param>
public sealed record ReviewStanding(ReviewRow Row, ReviewPolicy Policy, bool IsNewest, DateTimeOffset? OpenedAt)
{
    public static ReviewPolicy PolicyOf(ReviewRow row) =>
        ReviewPolicies.Read(row.Policy);

    public static ReviewStanding Of(ReviewRow row, ReviewRow? newest, DateTimeOffset? openedAt) =>
        new(row, PolicyOf(row), newest is null || newest.Revision == row.Revision, openedAt);

    /// <summary>Names that may decide, without the requester where the policy excludes them.</summary>
    public static ImmutableArray<PersonKey> Deciders(ReviewRow row, ReviewPolicy policy, Viewer viewer) =>
        [.. policy.Reviewers.SelectMany(principal => viewer.Directory.Resolve(principal)).Distinct().Where(person => !policy.NotRequester || !Guard.IsOwnWork(person, row, viewer.Directory))];

    /// <summary>"Ben Ortiz", "@finance-leads", "Your decision".</summary>
    public static string Who(ReviewRow row, Viewer viewer)
    {
        ReviewPolicy policy = PolicyOf(row);
        return Guard.MayDecide(viewer.Key, row, viewer.Directory) ? "Your decision" : string.Join(", ", policy.Reviewers.Select(viewer.NameOf));
    }

    public bool MayDecide(Viewer viewer) => Row.IsOpen && IsNewest && Guard.MayDecide(viewer.Key, Row, viewer.Directory);

    public bool MayEdit(Viewer viewer) =>
        Row.IsOpen && IsNewest && Guard.Check(viewer.Key, Act.Edit, new GuardSubject(Row.Channel, null, Row), viewer.Directory) is null;

    /// <summary>Why the viewer has no buttons; empty where there is nothing to say.</summary>
    public string WhyNot(Viewer viewer)
    {
        if (!Row.IsOpen || !IsNewest || MayDecide(viewer))
        {
            return "";
        }

        ImmutableArray<PersonKey> deciders = Deciders(Row, Policy, viewer);
        string names = deciders.Length switch
        {
            0 => "nobody who is known here; tell the owner of the template",
            <= 4 => AgentBot.Core.Cards.Wording.List([.. deciders.Select(person => $"**{RefusalText.Escape(viewer.NameOf(person))}**")], "or"),
            _ => string.Join(", ", Policy.Reviewers.Select(principal => $"**{RefusalText.Escape(viewer.NameOf(principal))}**")),
        };
        return !Policy.NotRequester || !Guard.IsOwnWork(viewer.Key, Row, viewer.Directory) ? $"This is for {names} to decide."
            : viewer.Directory.IsSame(Row.Requester, viewer.Key) ? $"You asked for this, so somebody else decides: {names}."
            : $"What you did began this, so somebody else decides: {names}.";
    }

    /// <summary>"approved it", "sent it back".</summary>
    public static string Word(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approved it",
        DecisionKind.Reject => "rejected it",
        DecisionKind.RequestChanges => "sent it back",
        DecisionKind.Edit => "edited it",
        DecisionKind.Rows => "decided row by row",
        DecisionKind.Withdraw => "took it back",
    };

    public static (string Shape, string Word) Badge(ReviewState state) => state switch
    {
        ReviewState.Open => ("wait", "Waiting"),
        ReviewState.Approved => ("ok", "Approved"),
        ReviewState.Rejected => ("no", "Rejected"),
        ReviewState.ChangesRequested => ("back", "Sent back"),
        ReviewState.Expired => ("off", "Expired"),
        ReviewState.Superseded => ("back", "Replaced"),
        ReviewState.Voided => ("back", "Changed since shown"),
        ReviewState.Withdrawn => ("off", "Withdrawn"),
        ReviewState.Cancelled => ("off", "Cancelled"),
    };
}
