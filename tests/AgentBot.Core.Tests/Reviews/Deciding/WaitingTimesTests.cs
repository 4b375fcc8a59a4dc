using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Schedules;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>Reminders and ladders: exact, in plain time and in the working time of those who are waited for.</summary>
public sealed class WaitingTimesTests
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Plain_time_counts_from_the_question_and_each_rung_is_climbed_once()
    {
        Deciders people = At(Friday, Deciders.Somebody("priya"), Deciders.Somebody("ole"), Deciders.Somebody("ida"));
        ReviewRow review = people.Ask(Deciders.OneOf("priya") with
        {
            Expires = TimeSpan.FromDays(2),
            Ladder = [new RungSpec(TimeSpan.FromHours(4), Deciders.Of("ole")), new RungSpec(TimeSpan.FromHours(8), Deciders.Of("ida")), new RungSpec(TimeSpan.FromDays(3), Deciders.Of("ida"))],
        });
        Assert.Equal(Friday.AddHours(4), ReviewTimes.NextRung(review)!.Value.At);
        ReviewRow second = Climb(people, review);
        Assert.Equal((Deciders.Of("ida"), Friday.AddHours(8)), (ReviewTimes.NextRung(second)!.Value.Rung.To, ReviewTimes.NextRung(second)!.Value.At));

        // A rung behind the end is never climbed: after it comes only the end, which is no yes.
        ReviewRow third = Climb(people, second);
        Assert.Null(ReviewTimes.NextRung(third));
        Assert.Equal(third.ExpiresAt, ReviewTimes.NextDue(third));
    }

    [Fact]
    public void Working_time_is_that_of_who_is_waited_for_over_weekends_holidays_and_zones()
    {
        // Friday 15:00 UTC is 16:00 in Berlin and 10:00 in New York.
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero), FourHours(Friday, Deciders.Somebody("priya", "Europe/Berlin")));
        Assert.Equal(Friday.AddHours(4), FourHours(Friday, Deciders.Somebody("priya", "America/New_York")));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero),
            FourHours(Friday, Deciders.Somebody("priya") with { Works = new WorkingHours("Etc/UTC", Weekdays.MondayToFriday, new TimeOnly(7, 0), new TimeOnly(17, 0)) }));

        // The day before Christmas Eve, 16:00 in Berlin: the 25th and 26th are holidays, and a weekend follows.
        var christmas = new DateTimeOffset(2026, 12, 23, 15, 0, 0, TimeSpan.Zero);
        string calendar = HolidayCatalog.BuiltIn.All.First(one => one.Key.StartsWith("DE", StringComparison.OrdinalIgnoreCase)).Key;
        DateTimeOffset at = FourHours(christmas, Deciders.Somebody("priya") with { Works = WorkingHours.Usual("Europe/Berlin") with { Calendar = calendar } }, TimeSpan.FromHours(10));
        Assert.Equal(new DateTimeOffset(2026, 12, 28, 9, 0, 0, TimeSpan.Zero), at);
    }

    [Fact]
    public void Where_several_are_waited_for_each_of_them_had_that_time_and_who_is_away_keeps_nobody_waiting()
    {
        Deciders people = At(Friday, Deciders.Somebody("priya", "Europe/Berlin"), Deciders.Somebody("ole", "America/New_York"), Deciders.Somebody("ida"));
        ReviewPolicySpec policy = Deciders.OneOf("priya", "ole") with { Ladder = [new RungSpec(TimeSpan.FromHours(4), Deciders.Of("ida"), true)], Expires = TimeSpan.FromDays(7) };
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero), ReviewTimes.NextRung(people.Times.Reckon(people.Ask(policy)))!.Value.At);
        people.Away("priya", null, TimeSpan.FromDays(5));
        Assert.Equal(Friday.AddHours(4), ReviewTimes.NextRung(people.Times.Reckon(people.Ask(policy)))!.Value.At);
    }

    [Fact]
    public void A_reminder_is_repeated_but_never_within_four_hours_whoever_asks()
    {
        Deciders people = At(Friday, Deciders.Somebody("priya"));
        ReviewRow review = people.Ask(Deciders.OneOf("priya") with { Remind = TimeSpan.FromHours(1) });
        Assert.Equal(Friday.AddHours(1), ReviewTimes.NextReminder(review));
        Assert.Null(ReviewTimes.MayRemindFrom(review, Friday));

        ReviewRow reminded = review with { Progress = ReviewProgress.Write(ReviewProgress.Nothing with { RemindedAt = Friday.AddHours(1) }) };
        Assert.Equal(Friday.AddHours(5), ReviewTimes.NextReminder(reminded));
        Assert.Equal(Friday.AddHours(5), ReviewTimes.MayRemindFrom(reminded, Friday.AddHours(2)));
        Assert.Null(ReviewTimes.MayRemindFrom(reminded, Friday.AddHours(5)));
    }

    [Fact]
    public void Another_step_begins_its_own_wait()
    {
        Deciders people = At(Friday, Deciders.Somebody("priya"), Deciders.Somebody("ole"), Deciders.Somebody("ida"));
        ReviewRow review = people.Ask(new ReviewPolicySpec
        {
            Sequence = [Deciders.Stage(1, "priya"), Deciders.Stage(1, "ole")],
            Ladder = [new RungSpec(TimeSpan.FromHours(4), Deciders.Of("ida"))],
            Remind = TimeSpan.FromHours(2),
        });
        review = Climb(people, review);
        people.Pass(TimeSpan.FromHours(5));
        ReviewRow second = people.Approve(review, "priya");
        Assert.Equal(Friday.AddHours(9), ReviewTimes.NextRung(second)!.Value.At);
        Assert.Equal(Friday.AddHours(7), ReviewTimes.NextReminder(second));
    }

    private static DateTimeOffset FourHours(DateTimeOffset from, Core.People.Person person, TimeSpan? length = null)
    {
        Deciders people = At(from, person, Deciders.Somebody("ida"));
        ReviewRow review = people.Ask(Deciders.OneOf(person.Key.Value) with { Ladder = [new RungSpec(length ?? TimeSpan.FromHours(4), Deciders.Of("ida"), true)], Expires = TimeSpan.FromDays(14) });
        return ReviewTimes.NextRung(people.Times.Reckon(review))!.Value.At;
    }

    private static ReviewRow Climb(Deciders people, ReviewRow review) =>
        people.Times.Reckon(review with { Progress = ReviewProgress.Write(ReviewProgress.Read(review.Progress) with { Rungs = ReviewProgress.Read(review.Progress).Climbed + 1 }) });

    private static Deciders At(DateTimeOffset now, params Core.People.Person[] people)
    {
        var deciders = new Deciders(people);
        deciders.Pass(now - deciders.Clock.GetUtcNow());
        return deciders;
    }
}
