using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>One reviewer's part of one question goes into somebody else's hands, and comes back before they decide.</summary>
public sealed class DelegationCommands(RunFinder finder, RunAdvancer advancer, WaitingTimes times, ReviewNotices notices)
{
    private const int LongestReason = 200;

    public async ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        RunNumber? number = command is Command.Delegate delegating ? delegating.Number : ((Command.TakeBack)command).Number;
        Result<FoundReview> found = await finder.ReviewAsync(inbound.Caller, number, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        FoundReview about = found.Value;
        if (!about.Review.IsOpen)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"{Called(about)} waits for nobody.", "", "Nothing to do."));
        }

        return command is Command.Delegate delegated ? await HandAsync(inbound, about, delegated, ct) : await TakeBackAsync(inbound, about, ct);
    }

    private async ValueTask<Reply> HandAsync(Inbound inbound, FoundReview found, Command.Delegate command, CancellationToken ct)
    {
        PersonKey me = inbound.Caller.Person;
        DirectorySnapshot people = found.Of.People;
        if (Guard.Check(me, Act.Delegate, found.Subject, people) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (InputReader.FindPerson(command.To, people) is not { } to)
        {
            string? near = NearestWord.Of(command.To.TrimStart('@'), people.People.Keys);
            return new Reply.Refused(new Refusal(
                RefusalKind.BadInput, $"“{CardText.PlainLine(command.To, 60)}” is nobody AgentBot knows.", near is null ? "" : $"Closest: @{near}.", "Name somebody of this channel: delegate 4211 to @name."));
        }

        if (Guard.CheckStandIn(to.Key, me, found.Subject, people) is { } unfit)
        {
            return new Reply.Refused(unfit);
        }

        ReviewProgress progress = ReviewProgress.Read(found.Review.Progress);
        var handover = new Handover(me, to.Key, inbound.Now, CardText.PlainLine(command.Reason, LongestReason));
        ReviewRow handed = Moved(found, progress with { Handovers = [.. progress.HandedOver.Where(one => !people.IsSame(one.From, me)), handover] }, people);
        AuditEntry audit = AuditEntry.Of("review.delegated", me.Value, found.Review.Id.Value, found.Run.Id).Saying("to", to.Key.Value).Saying("reason", handover.Reason);
        return await KeepAsync(
            inbound, handed, notices.HandedOver(found.Run, handed, handover), audit, $"{Called(found)} is {to.Name}’s to decide now. {CommandBack(found)} takes it back.", ct);
    }

    private async ValueTask<Reply> TakeBackAsync(Inbound inbound, FoundReview found, CancellationToken ct)
    {
        PersonKey me = inbound.Caller.Person;
        DirectorySnapshot people = found.Of.People;
        if (Guard.Check(me, Act.TakeBack, found.Subject, people) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        ReviewProgress progress = ReviewProgress.Read(found.Review.Progress);
        Handover mine = progress.HandedOver.Last(one => people.IsSame(one.From, me));
        if (progress.Given.Any(approval => approval.For is { } part && people.IsSame(part, me)))
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"{people.NameOf(mine.To)} approved it already.", "Nothing was taken back.", "You may still reject it while it is open."));
        }

        ReviewRow back = Moved(found, progress with { Handovers = [.. progress.HandedOver.Where(one => !people.IsSame(one.From, me))] }, people);
        AuditEntry audit = AuditEntry.Of("review.taken-back", me.Value, found.Review.Id.Value, found.Run.Id).Saying("from", mine.To.Value);
        return await KeepAsync(inbound, back, notices.TakenBack(found.Run, back, mine), audit, $"{Called(found)} is yours to decide again.", ct);
    }

    private ReviewRow Moved(FoundReview found, ReviewProgress progress, DirectorySnapshot people) =>
        times.Reckon(QuestionPlaces.WithChats(found.Run, found.Review with { Progress = ReviewProgress.Write(progress) }, people));

    private async ValueTask<Reply> KeepAsync(Inbound inbound, ReviewRow moved, ImmutableArray<Change> told, AuditEntry audit, string sentence, CancellationToken ct)
    {
        AdvanceResult result = await advancer.ApplyAsync(
            moved.Run,
            new Advance(new RunEvent.ReviewMoved(moved)) { Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true)), Along = [.. told, .. inbound.Along], Audit = [audit] },
            ct);
        if (result is AdvanceResult.No or AdvanceResult.Lost)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Lost, "Nothing was handed over.", "It changed meanwhile.", "Look at its card and try again."));
        }

        inbound.Kept();
        return new Reply.Said(sentence, Private: true);
    }

    private static string Called(FoundReview found) => $"Run {found.Run.Number}{found.Review.Letter}";

    private static string CommandBack(FoundReview found) => $"delegate {found.Run.Number}{found.Review.Letter} back";
}
