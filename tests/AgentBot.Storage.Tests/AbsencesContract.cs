using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Storage.Tests;

/// <summary>Who is away, and under which names a question is found by those who decide it in somebody's place.</summary>
public abstract class AbsencesContract : StoreContract
{
    [Fact]
    public async Task An_absence_comes_back_as_it_went_in_and_the_next_of_the_same_person_takes_its_place()
    {
        Absence row = Any.Filled<Absence>() with { Person = Any.Ben, From = Any.Start, Until = Any.Start.AddDays(3) };
        await KeepAsync(new Change.PutAbsence(row), new Change.PutAbsence(row with { Person = Any.Ana, Substitute = null, Until = Any.Start.AddHours(1) }));
        await Engine.ReopenAsync();
        Assert.Equal([row with { Person = Any.Ana, Substitute = null, Until = Any.Start.AddHours(1) }, row], await Engine.Absences.LastingAsync(Any.Start, Ct));
        Assert.Equal([row], await Engine.Absences.LastingAsync(Any.Start.AddHours(1), Ct));

        Absence back = row with { Until = Any.Start.AddHours(2), Substitute = null };
        await KeepAsync(new Change.PutAbsence(back));
        Assert.Equal([back], await Engine.Absences.LastingAsync(Any.Start.AddHours(1), Ct));
        Assert.Empty(await Engine.Absences.LastingAsync(Any.Start.AddHours(2), Ct));
    }

    [Fact]
    public async Task A_question_is_found_by_everybody_of_its_steps_its_ladder_and_its_handovers()
    {
        var policy = new ReviewPolicy([], 1, true, [], 3, TimeSpan.FromHours(24))
        {
            Sequence = [new StageSpec([new Principal(PrincipalKind.Person, "ben")]), new StageSpec([new Principal(PrincipalKind.Role, "cfo")])],
            Also = [new ThresholdSpec("total > 5", [new Principal(PrincipalKind.Person, "dan")])],
            Ladder = [new RungSpec(TimeSpan.FromHours(4), new Principal(PrincipalKind.Group, "board"))],
        };
        ReviewRow review = Any.Review("v", "r") with { Policy = ReviewPolicies.Write(policy), Progress = Progress(new ReviewProgress { Numbers = [new NumberReading(false, "")] }) };
        await KeepAsync(new Change.InsertReview(review));
        Assert.Equal("ben role:cfo", await FoundAsync());

        ReviewRow later = review with { Progress = Progress(new ReviewProgress { Rungs = 1, Handovers = [new Handover(Any.Ben, Any.Ana, Any.Start)] }) };
        await KeepAsync(new Change.UpdateReview(later));
        Assert.Equal("ben role:cfo dan board ana", await FoundAsync());
        Assert.Equal(later with { RowVersion = 1 }, await Engine.Reviews.FindAsync(review.Id, Ct));
        Assert.Equal(1, await Engine.Reviews.CountOpenAsync(Any.Workspace, ["ana", "board"], null, Ct));
    }

    private static string Progress(ReviewProgress progress) => ReviewProgress.Write(progress);

    private async Task<string> FoundAsync()
    {
        var found = new List<string>();
        foreach (string name in new[] { "ben", "role:cfo", "dan", "board", "ana" })
        {
            if (await Engine.Reviews.CountOpenAsync(Any.Workspace, [name], null, Ct) == 1)
            {
                found.Add(name);
            }
        }

        return string.Join(' ', found);
    }
}
