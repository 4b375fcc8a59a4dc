using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>Being away and coming back, as one thing: what runs in somebody's name is held, and a substitute decides what waits for them.</summary>
public sealed class AwayCommands(ScheduleHolding holding, AbsenceBook book, AbsentReviews reviews, IDirectory directory, ICommitter committer)
{
    private const string SubstituteKey = "substitute=";

    public async ValueTask<Reply> DoAsync(Inbound inbound, Command.OnSchedule command, CancellationToken ct)
    {
        PersonKey me = inbound.Caller.Person;
        await book.ReadAsync(ct);
        DirectorySnapshot people = directory.Latest;
        if (Guard.Check(me, Act.BeAway, new GuardSubject(inbound.Caller.Channel), people) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        return command.Act == ScheduleAct.Back ? await BackAsync(inbound, people, ct) : await LeaveAsync(inbound, command.Words, people, ct);
    }

    private async ValueTask<Reply> LeaveAsync(Inbound inbound, string said, DirectorySnapshot people, CancellationToken ct)
    {
        (string until, string? name) = Read(said);
        Result<DateTimeOffset?> end = holding.Until(inbound, until);
        if (end.IsRefused || end.Value is null)
        {
            return new Reply.Refused(end.Refusal ?? new Refusal(RefusalKind.BadInput, "Away until when?", "", "For example: away until monday 9:00 substitute=@ben"));
        }

        Result<Person?> substitute = Substitute(inbound.Caller.Person, name, people);
        if (substitute.IsRefused)
        {
            return new Reply.Refused(substitute.Refusal!);
        }

        var absence = new Absence
        {
            Person = inbound.Caller.Person,
            Workspace = inbound.Caller.Workspace,
            From = inbound.Now,
            Until = end.Value.Value,
            Substitute = substitute.Value?.Key,
        };
        int held = await holding.HoldAllAsync(inbound, absence.Until, ct);
        CardClock clock = ClockOf(inbound, people);
        string sentence = $"You are away until {clock.MomentInCity(absence.Until)}. {Instead(substitute.Value)} {Held(held, clock.MomentInCity(absence.Until))}";
        return await KeepAsync(inbound, absence, sentence, "person.away", people, ct);
    }

    private async ValueTask<Reply> BackAsync(Inbound inbound, DirectorySnapshot people, CancellationToken ct)
    {
        int held = await holding.HoldAllAsync(inbound, null, ct);
        string schedules = held == 0 ? "Nothing of yours was paused by away." : $"{Wording.Count(held, "schedule", "schedules")} of yours {(held == 1 ? "goes" : "go")} on.";
        if (people.AbsenceOf(inbound.Caller.Person) is not { } absence)
        {
            return new Reply.Said(schedules, Private: true);
        }

        string decides = absence.Substitute is { } substitute ? $" What waited for {people.NameOf(substitute)} in your place waits for you again." : "";
        return await KeepAsync(inbound, absence with { Person = inbound.Caller.Person, Until = inbound.Now }, $"You are back.{decides} {schedules}", "person.back", people, ct);
    }

    private async ValueTask<Reply> KeepAsync(Inbound inbound, Absence absence, string sentence, string verb, DirectorySnapshot before, CancellationToken ct)
    {
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = inbound.Caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true)),
                Changes = [new Change.PutAbsence(absence), .. inbound.Along],
                Audit = [AuditEntry.Of(verb, inbound.Caller.Person.Value, inbound.Caller.Person.Value).Saying("substitute", absence.Substitute?.Value ?? "")],
            },
            ct);
        inbound.Kept();
        if (result is CommitResult.Done)
        {
            book.Take(absence);
            await reviews.MoveAsync(absence.Person, inbound.Caller.Workspace, before, directory.Latest, ct);
        }

        return new Reply.Said(sentence, Private: true);
    }

    private static (string Until, string? Substitute) Read(string said)
    {
        List<string> words = CommandParser.Words(said);
        string? named = words.Find(word => word.StartsWith(SubstituteKey, StringComparison.OrdinalIgnoreCase))?[SubstituteKey.Length..];
        return (string.Join(' ', words.Where(word => !word.StartsWith(SubstituteKey, StringComparison.OrdinalIgnoreCase))), named);
    }

    private static Result<Person?> Substitute(PersonKey me, string? name, DirectorySnapshot people)
    {
        if (name is null)
        {
            return (Person?)null;
        }

        Person? person = InputReader.FindPerson(name, people);
        string? why = person switch
        {
            null => $"“{CardText.PlainLine(name, 60)}” is nobody AgentBot knows.",
            _ when people.IsSame(person.Key, me) => "Nobody stands in for themselves.",
            { IsOutside: true } => $"{person.Name} is a guest of another organisation.",
            _ when people.AbsenceOf(person.Key) is not null => $"{person.Name} is away too.",
            _ => null,
        };
        return why is null ? person : new Refusal(RefusalKind.BadInput, "Nothing was changed.", why, "Name somebody of your own organisation: substitute=@name.");
    }

    private static string Instead(Person? substitute) => substitute is null
        ? "Nobody decides in your place; add substitute=@name to name somebody."
        : $"{substitute.Name} decides what waits for you.";

    private static string Held(int held, string until) => held == 0
        ? "Nothing of yours runs by itself, so nothing was paused."
        : $"{Wording.Count(held, "schedule", "schedules")} of yours {(held == 1 ? "is" : "are")} paused until {until}. back lets them go on before.";

    private static CardClock ClockOf(Inbound inbound, DirectorySnapshot people) => new(people.Find(inbound.Caller.Person)?.TimeZone ?? "Etc/UTC", inbound.Now);
}
