using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews;

/// <summary>
/// What is told when other people are waited for than before: one line wherever the question stands, which calls those who must
/// act now, and beside it to themselves. Everything is a row first and drawn from it.
/// </summary>
public sealed class ReviewNotices(IDirectory directory, TimeProvider time)
{
    private const int MostCalled = 10;

    /// <summary>A step is decided and the next one waits.</summary>
    public ImmutableArray<Change> NextStep(FoundReview found, Counted counted, PersonKey by)
    {
        DirectorySnapshot people = found.Of.People;
        StageStanding now = counted.After.Now!;
        string because = now.Because.Length == 0 ? "" : $", because {now.Because.TrimEnd('.')}";
        string who = DecidersWords.Of(now, people);
        return Tell(found.Run, counted.Row, $"step:{counted.After.At}", $"{people.NameOf(by)} approved {Called(found.Run, counted.Row)}. Now it waits for {who}{because}.", Holders(now), people);
    }

    /// <summary>Nobody decided in time, so somebody else is asked too.</summary>
    public ImmutableArray<Change> Climbed(RunRow run, ReviewRow review, RungSpec rung, IReadOnlyList<PersonKey> asked)
    {
        DirectorySnapshot people = directory.Latest;
        string until = review.ExpiresAt is { } expires ? $" until {new CardClock(people.Find(run.Requester)?.TimeZone ?? "Etc/UTC", time.GetUtcNow()).MomentInCity(expires)}" : "";
        return Tell(
            run, review, $"rung:{ReviewProgress.Read(review.Progress).Climbed}:{ReviewProgress.Read(review.Progress).Since?.ToUnixTimeSeconds()}",
            $"Nobody decided {Called(run, review)} within {Sentences.Length(rung.After, rung.IsWorking)}. {people.NameOf(rung.To)} can decide it too{until}.", asked, people, toEach: true);
    }

    public ImmutableArray<Change> HandedOver(RunRow run, ReviewRow review, Handover handover)
    {
        DirectorySnapshot people = directory.Latest;
        string reason = handover.Reason.Length == 0 ? "" : $": “{handover.Reason}”";
        return Tell(
            run, review, $"handed:{handover.From}:{handover.At.ToUnixTimeMilliseconds()}",
            $"{people.NameOf(handover.From)} handed {Called(run, review)} to {people.NameOf(handover.To)}{reason}.", [handover.To], people, toEach: true);
    }

    public ImmutableArray<Change> TakenBack(RunRow run, ReviewRow review, Handover handover)
    {
        DirectorySnapshot people = directory.Latest;
        return Tell(run, review, $"back:{handover.From}:{handover.At.ToUnixTimeMilliseconds()}", $"{people.NameOf(handover.From)} took {Called(run, review)} back from {people.NameOf(handover.To)} and decides it.", [], people);
    }

    /// <summary>Somebody who is waited for is away or back.</summary>
    public ImmutableArray<Change> StandsIn(RunRow run, ReviewRow review, Seat seat, DirectorySnapshot people) => Tell(
        run, review, $"away:{seat.Of}:{seat.Until?.ToUnixTimeSeconds()}", $"{people.NameOf(seat.Of)} is away: {people.NameOf(seat.Holder)} decides {Called(run, review)} instead.", [seat.Holder], people);

    private static IEnumerable<PersonKey> Holders(StageStanding stage) => stage.Seats.Select(seat => seat.Holder).Distinct();

    private static string Called(RunRow run, ReviewRow review) => run.Number > 0 ? $"run {run.Number}{review.Letter}" : "this";

    /// <param name="toEach">Those who are called are told by themselves too, where their platform knows them.</param>
    private ImmutableArray<Change> Tell(RunRow run, ReviewRow review, string what, string sentence, IEnumerable<PersonKey> called, DirectorySnapshot people, bool toEach = false)
    {
        string mark = $"review:{ReviewTimes.Subject(review)}:{what}";
        PersonKey[] all = [.. called.Take(MostCalled)];
        DateTimeOffset now = time.GetUtcNow();
        IEnumerable<string> places = QuestionPlaces.Conversations(run, review).Concat(toEach ? QuestionPlaces.Directly(all, run, people).Select(Conversations.InChannel) : []);
        return
        [
            new Change.PutMark(mark, JsonSerializer.Serialize(Line(sentence, all, people), StoreJson.Default.Card)),
            .. places.Distinct().Select(place => new Change.WantView(place, Purposes.Notice(mark), now)),
        ];
    }

    private static Card Line(string sentence, PersonKey[] called, DirectorySnapshot people) => new()
    {
        FallbackText = CardText.PlainLine(sentence, 500),
        Body = [new CardElement.TextBlock(CardText.Line(sentence, 500)) { Id = CardPart.Deciders }],
        Mentions = [.. called.Select(person => new CardMention(people.NameOf(person), new Principal(PrincipalKind.Person, person.Value)))],
    };
}
