using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>Decisions in words: the same handler as for clicks, about the newest revision.</summary>
public sealed class ReviewCommands(RunFinder finder, ReviewHandler handler, RunAdvancer advancer, WaitingTimes times)
{
    public async ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        RunNumber? number = command switch
        {
            Command.Approve approve => approve.Number,
            Command.Declassify declassify => declassify.Number,
            Command.Reject reject => reject.Number,
            Command.Changes changes => changes.Number,
            Command.Withdraw withdraw => withdraw.Number,
            Command.Remind remind => remind.Number,
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        };
        Result<FoundReview> found = await finder.ReviewAsync(inbound.Caller, number, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        return command switch
        {
            Command.Approve => await handler.DecideTypedAsync(inbound, found.Value, DecisionKind.Approve, "", [], ct),
            Command.Declassify => await handler.DecideTypedAsync(inbound, found.Value, DecisionKind.Declassify, "", [], ct),
            Command.Reject reject => await handler.DecideTypedAsync(inbound, found.Value, DecisionKind.Reject, reject.Reason, [], ct),
            Command.Changes changes => await handler.DecideTypedAsync(inbound, found.Value, DecisionKind.RequestChanges, changes.Note, changes.Marked, ct),
            Command.Withdraw => await handler.DecideTypedAsync(inbound, found.Value, DecisionKind.Withdraw, "", [], ct),
            _ => await RemindAsync(inbound, found.Value, ct),
        };
    }

    private async ValueTask<Reply> RemindAsync(Inbound inbound, FoundReview found, CancellationToken ct)
    {
        if (Guard.Check(inbound.Caller.Person, Act.Remind, found.Subject, found.Of.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        ReviewRow review = found.Review;
        if (!review.IsOpen)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"Run {found.Run.Number}{review.Letter} waits for nobody.", "", "Nothing to do."));
        }

        if (ReviewTimes.MayRemindFrom(review, inbound.Now) is { } from)
        {
            CardClock clock = new(found.Of.People.Find(inbound.Caller.Person)?.TimeZone ?? "Etc/UTC", inbound.Now);
            return new Reply.Refused(new Refusal(
                RefusalKind.TooLate, $"They were reminded at {clock.HourOrMoment(from - ReviewTimes.BetweenReminders)}.", "Nobody is reminded twice within 4 hours.", $"From {clock.Near(from)} you can do it again."));
        }

        string sentence = "A reminder is in the thread.";
        ReviewRow reminded = times.Reckon(review with { Progress = ReviewProgress.Write(ReviewProgress.Read(review.Progress) with { RemindedAt = inbound.Now }) });
        AdvanceResult result = await advancer.ApplyAsync(
            review.Run,
            new Advance(new RunEvent.ReviewMoved(reminded, IsShown: false))
            {
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true, null, "")),
                Along = [.. QuestionPlaces.Conversations(found.Run, review).Select(place => new Change.WantView(place, Purposes.Reminder(review.Id, review.Revision), inbound.Now)), .. inbound.Along],
                Audit = [AuditEntry.Of("review.reminded", inbound.Caller.Person.Value, review.Id.Value, review.Run)],
            },
            ct);
        if (result is AdvanceResult.No)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Lost, "Nobody was reminded.", "It changed meanwhile.", "Look at its card."));
        }

        inbound.Kept();
        return new Reply.Said(sentence, Private: true);
    }
}
