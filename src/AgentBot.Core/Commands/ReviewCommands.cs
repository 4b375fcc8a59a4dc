using AgentBot.Core.Delivery;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>Decisions in words: the same handler as for clicks, about the newest revision.</summary>
public sealed class ReviewCommands(RunFinder finder, ReviewHandler handler, ICommitter committer)
{
    public async ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        RunNumber? number = command switch
        {
            Command.Approve approve => approve.Number,
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

        string sentence = "A reminder is in the thread.";
        await committer.CommitAsync(
            new Commit
            {
                Workspace = review.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true, null, "")),
                Changes = [.. QuestionPlaces.Conversations(found.Run, review.Step).Select(place => new Change.WantView(place, Purposes.Reminder(review.Id, review.Revision), inbound.Now)), .. inbound.Along],
            },
            ct);
        inbound.Kept();
        return new Reply.Said(sentence, Private: true);
    }
}
