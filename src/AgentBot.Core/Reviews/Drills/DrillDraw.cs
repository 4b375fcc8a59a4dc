using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>
/// Draws, when somebody has decided a review, whether a drill follows. What is drawn is kept in the commit of the decision, so
/// that a repetition draws nothing anew; the decision itself knows nothing of it.
/// </summary>
public sealed class DrillDraw(ReviewSettings settings, ILots lots, WorkingTime working, TimeProvider time)
{
    /// <summary>Of the person's working time: not so soon that it is expected, not so late that the real one is forgotten.</summary>
    private const int SoonestMinutes = 5;

    private const int LatestMinutes = 120;

    public ImmutableArray<Change> After(Commands.FoundReview found, DecisionRow decision)
    {
        DrillSettings drills = settings.Drills;
        ReviewRow review = found.Review;
        if (!drills.IsOn || decision.Kind == DecisionKind.Withdraw || DrillKey.Is(review.Requester) || !MistakePlanter.Knows(review.Artifact.Type)
            || IsKeptOut(drills, found) || !TakesPart(drills, decision.Person, found.Of.People) || lots.Below(drills.OneIn) != 0)
        {
            return [];
        }

        DateTimeOffset now = time.GetUtcNow();
        return
        [
            new Change.InsertDrill(new DrillRow
            {
                Of = review.Id,
                Revision = review.Revision,
                Person = found.Of.People.Current(decision.Person),
                Workspace = review.Workspace,
                Channel = found.Run.Channel,
                Template = found.Run.Template,
                DrawnAt = now,
                DueAt = DueAt(found.Of.People.Find(decision.Person), now, TimeSpan.FromMinutes(SoonestMinutes + lots.Below(LatestMinutes - SoonestMinutes))),
            }),
        ];
    }

    public static bool TakesPart(DrillSettings drills, PersonKey person, DirectorySnapshot people) =>
        drills.People.Any(name => people.Resolve(PrincipalOf(name)).Any(one => people.IsSame(one, person)));

    private static Principal PrincipalOf(string name) => new(PrincipalKind.Either, name.TrimStart('@'));

    private static bool IsKeptOut(DrillSettings drills, Commands.FoundReview found)
    {
        string channel = found.Of.People.Channel(found.Run.Channel)?.Name.TrimStart('#') ?? found.Run.Channel.Channel;
        return drills.Except.Any(name => name.StartsWith('#')
            ? string.Equals(name[1..], channel, StringComparison.OrdinalIgnoreCase)
            : string.Equals(name, found.Run.Template, StringComparison.OrdinalIgnoreCase));
    }

    private DateTimeOffset DueAt(Person? person, DateTimeOffset now, TimeSpan delay) =>
        person is null ? now + delay : working.Add(person.Works ?? WorkingHours.Usual(person.TimeZone), now, delay).Match(at => at, _ => now + delay);
}
