using AgentBot.Core.Cards;
using AgentBot.Core.People;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>Names those whom a step waits for, for sentences of AgentBot; plain text.</summary>
public static class DecidersWords
{
    private const int MostNamed = 4;

    /// <summary>"Ole Brandt", "Priya Nair or Ole Brandt", "@finance-leads"; those who have approved, and <paramref name="but"/>, are left out.</summary>
    public static string Of(StageStanding stage, DirectorySnapshot people, PersonKey? but = null)
    {
        PersonKey[] waited = WaitedFor(stage, people, but);
        return Named(waited, stage, people, stage.Missing >= waited.Length ? "and" : "or");
    }

    /// <summary>The same where it is said of each of them that they can: "Priya Nair and Ole Brandt".</summary>
    public static string Each(StageStanding stage, DirectorySnapshot people, PersonKey? but = null) => Named(WaitedFor(stage, people, but), stage, people, "and");

    /// <summary>"Priya Nair is away until Mon 30 Nov; Ole Brandt decides instead.", "Priya Nair handed it to Ole Brandt."</summary>
    public static IEnumerable<string> StandIns(Standing standing, ReviewProgress progress, DirectorySnapshot people, CardClock clock) =>
        standing.Stages.Skip(standing.At).SelectMany(stage => stage.Seats).Where(seat => seat.Kind is SeatKind.Handed or SeatKind.Substitute).DistinctBy(seat => seat.Of).Select(seat =>
        {
            string holder = people.NameOf(seat.Holder);
            if (seat.Kind == SeatKind.Substitute)
            {
                return $"{people.NameOf(seat.Of)} is away until {clock.DayOf(seat.Until!.Value)}; {holder} decides instead.";
            }

            string reason = progress.HandedOver.LastOrDefault(handover => people.IsSame(handover.From, seat.Of))?.Reason ?? "";
            return reason.Length == 0 ? $"{people.NameOf(seat.Of)} handed it to {holder}." : $"{people.NameOf(seat.Of)} handed it to {holder}: “{reason}”.";
        });

    private static PersonKey[] WaitedFor(StageStanding stage, DirectorySnapshot people, PersonKey? but) =>
    [
        .. stage.Seats.Select(seat => seat.Holder).DistinctBy(people.Owners.HumanOf)
            .Where(holder => !(but is { } one && people.IsSame(holder, one)) && !stage.Approvals.Any(approval => people.IsSame(approval.Person, holder))),
    ];

    private static string Named(PersonKey[] waited, StageStanding stage, DirectorySnapshot people, string last) => waited.Length is > 0 and <= MostNamed
        ? Wording.List([.. waited.Select(people.NameOf)], last)
        : string.Join(", ", stage.Spec.Reviewers.Select(people.NameOf).Distinct());
}
