using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;

namespace AgentBot.Host.WebConsole;

/// <summary>What a review is to one viewer: theirs to decide, decided already, or somebody else's.</summary>
/// <param name="Row">The revision that is shown.</param>
/// <param name="IsNewest">False when a later revision has taken its place.</param>
/// <param name="OpenedAt">When the viewer opened the whole; null for never.</param>
public sealed record ReviewStanding(ReviewRow Row, bool IsNewest, DateTimeOffset? OpenedAt)
{
    public static ReviewStanding Of(ReviewRow row, ReviewRow? newest, DateTimeOffset? openedAt) =>
        new(row, newest is null || newest.Revision == row.Revision, openedAt);

    /// <summary>The step that is waited for; the last one where all are decided.</summary>
    public static StageStanding StageOf(ReviewRow row, Viewer viewer)
    {
        Standing standing = DecidingRule.Of(row, viewer.Directory);
        return standing.Now ?? standing.Stages[^1];
    }

    /// <summary>Those who may decide now.</summary>
    public static ImmutableArray<PersonKey> Deciders(ReviewRow row, Viewer viewer)
    {
        StageStanding stage = StageOf(row, viewer);
        return [.. stage.Seats.Select(seat => seat.Holder).Distinct().Where(holder => !stage.Approvals.Any(approval => viewer.Directory.IsSame(approval.Person, holder)))];
    }

    /// <summary>"Ben Ortiz", "@finance-leads", "Your decision".</summary>
    public static string Who(ReviewRow row, Viewer viewer) =>
        Guard.MayDecide(viewer.Key, row, viewer.Directory) ? "Your decision" : GroupsOf(row, viewer);

    /// <summary>As the template names those who may decide now, and who came in later.</summary>
    public static string GroupsOf(ReviewRow row, Viewer viewer)
    {
        StageStanding stage = StageOf(row, viewer);
        return string.Join(", ", stage.Spec.Reviewers.Select(viewer.NameOf).Concat(stage.Seats.Where(seat => seat.Kind != SeatKind.Own).Select(seat => viewer.NameOf(seat.Holder))).Distinct());
    }

    /// <summary>Whether the viewer is asked in person rather than as one of many.</summary>
    public static bool IsByName(ReviewRow row, Viewer viewer)
    {
        StageStanding stage = StageOf(row, viewer);
        return stage.Seats.Any(seat => seat.Holder == viewer.Key && seat.Kind != SeatKind.Own)
            || stage.Spec.Reviewers.Any(principal => !viewer.Directory.IsGroup(principal) && principal.Name == viewer.Key.Value);
    }

    public bool MayDecide(Viewer viewer) => Row.IsOpen && IsNewest && Guard.MayDecide(viewer.Key, Row, viewer.Directory);

    public bool MayEdit(Viewer viewer) =>
        Row.IsOpen && IsNewest && Guard.Check(viewer.Key, Act.Edit, new GuardSubject(Row.Channel, null, Row), viewer.Directory) is null;

    /// <summary>Whether a version of the viewer's own can be approved in the same step: theirs is the only yes that it needs.</summary>
    public bool MayApproveOwn(Viewer viewer) => Row.IsOpen && IsNewest && DecidingRule.EditorMayApprove(viewer.Key, Row, viewer.Directory);

    /// <summary>Why the viewer has no buttons; empty where there is nothing to say.</summary>
    public string WhyNot(Viewer viewer)
    {
        if (!Row.IsOpen || !IsNewest || MayDecide(viewer))
        {
            return "";
        }

        ImmutableArray<PersonKey> deciders = Deciders(Row, viewer);
        string names = deciders.Length switch
        {
            0 => "nobody who is known here; tell the owner of the template",
            <= 4 => AgentBot.Core.Cards.Wording.List([.. deciders.Select(person => $"**{RefusalText.Escape(viewer.NameOf(person))}**")], "or"),
            _ => $"**{RefusalText.Escape(GroupsOf(Row, viewer))}**",
        };
        return DecidingRule.WhyNot(viewer.Key, Row, DecidingRule.Of(Row, viewer.Directory), viewer.Directory)?.Kind switch
        {
            NotNowKind.Requester when !viewer.Directory.IsSame(Row.Requester, viewer.Key) => $"What you did began this, so somebody else decides: {names}.",
            NotNowKind.Requester => $"You asked for this, so somebody else decides: {names}.",
            NotNowKind.NotAsked or null => $"This is for {names} to decide.",
            _ => RefusalText.Escape(Guard.Check(viewer.Key, Act.Decide, new GuardSubject(Row.Channel, null, Row), viewer.Directory)?.What ?? ""),
        };
    }

    /// <summary>"approved it", "sent it back".</summary>
    public static string Word(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approved it",
        DecisionKind.Reject => "rejected it",
        DecisionKind.RequestChanges => "sent it back",
        DecisionKind.Edit => "edited it",
        DecisionKind.Rows => "decided row by row",
        DecisionKind.Declassify => "let it leave",
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
