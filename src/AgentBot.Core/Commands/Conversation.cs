using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>
/// The door of every platform: a redelivery finds its receipt and gets the same answer; everything else is answered once and
/// its receipt kept, in the commit that changed something or in one of its own.
/// </summary>
public sealed class Conversation(ConversationRooms rooms, ICommitter committer, IDeliveryReader delivery, RefusalMeter refusals, DrawingReads reads) : IConversation
{
    public ValueTask<Reply> SayAsync(CommandRequest request, CancellationToken ct) =>
        AnswerAsync(request.Caller, request.Along, inbound => rooms.SayAsync(inbound, request, ct), ct);

    public ValueTask<Reply> SubmitAsync(FormSubmission submission, CancellationToken ct) =>
        AnswerAsync(submission.Caller, submission.Along, inbound => Unless(inbound, () => rooms.SubmitAsync(inbound, submission, ct)), ct);

    public ValueTask<Reply> DecideAsync(DecisionRequest request, CancellationToken ct) =>
        AnswerAsync(request.Caller, request.Along, inbound => Unless(inbound, () => rooms.Reviews.DecideAsync(inbound, request, ct)), ct);

    public ValueTask<Reply> ApproveTogetherAsync(TogetherRequest request, CancellationToken ct) =>
        AnswerAsync(request.Caller, request.Along, inbound => Unless(inbound, () => rooms.Queueing.ApproveAsync(inbound, request, ct)), ct);

    public ValueTask<Reply> SettleAsync(SettleRequest request, CancellationToken ct) =>
        AnswerAsync(request.Caller, request.Along, inbound => Unless(inbound, () => rooms.Settling.SettleAsync(inbound, request, ct)), ct);

    private static ValueTask<Reply> Unless(Inbound inbound, Func<ValueTask<Reply>> act) =>
        inbound.Caller.OnlyLooks is { } why ? new ValueTask<Reply>(new Reply.Refused(why)) : act();

    private async ValueTask<Reply> AnswerAsync(Caller caller, ImmutableArray<Change> along, Func<Inbound, ValueTask<Reply>> answer, CancellationToken ct)
    {
        if (await delivery.FindReceiptAsync(caller.Receipt, ct) is { } before)
        {
            return await RepeatAsync(before, ct);
        }

        var inbound = new Inbound(caller, along.IsDefault ? [] : along, reads.Time.GetUtcNow());
        Reply reply = await answer(inbound);
        if (reply is Reply.Started { Number: 0 } repeated)
        {
            // Somebody else was faster with the same delivery; the number stands in the store.
            reply = await StartedAsync(repeated.Run.Value, ct);
        }

        if (reply is Reply.Refused && !refusals.IsKept(caller.Person))
        {
            return reply;
        }

        if (!inbound.IsKept)
        {
            CommitResult result = await committer.CommitAsync(
                new Commit { Workspace = caller.Workspace, Receipt = inbound.Receipt(Describe(reply)), Changes = inbound.Along },
                ct);
            if (result is CommitResult.Duplicate duplicate)
            {
                return await RepeatAsync(duplicate.Answer, ct);
            }
        }

        rooms.CrashPoints.Reach(CrashPoint.ReceiptCommitted);
        return reply;
    }

    private static ReceiptAnswer Describe(Reply reply) => reply switch
    {
        Reply.Said said => new ReceiptAnswer("said", said.Text, said.Private, null, ""),
        Reply.Shown shown => new ReceiptAnswer("card", "", shown.Private, shown.Card, ""),
        Reply.Refused refused => new ReceiptAnswer("refused", refused.Refusal.ToString(), true, null, ""),
        Reply.Started started => new ReceiptAnswer("started", "", false, null, started.Run.Value),
        Reply.Form form => new ReceiptAnswer("form", "The form for the missing answers was shown before.", true, null, "", GivenAnswers.Of(form.Request)),
        _ => new ReceiptAnswer("said", "Done.", true, null, ""),
    };

    private async ValueTask<Reply> RepeatAsync(string json, CancellationToken ct)
    {
        if (!json.StartsWith('{'))
        {
            return await StartedAsync(json, ct);
        }

        ReceiptAnswer first = JsonSerializer.Deserialize(json, StoreJson.Default.ReceiptAnswer)!;
        return first.Kind switch
        {
            "card" when first.Card is { } card => new Reply.Shown(card, first.Private),
            "started" => await StartedAsync(first.Id, ct),
            "decided" => await rooms.Answers.RepeatAsync(json, ct),
            ReceiptAnswer.OfCode => await rooms.Links.OfferAsync(first.Id, ct),
            "refused" => new Reply.Refused(new Refusal(RefusalKind.TooLate, first.Text)),
            _ => new Reply.Said(first.Text, first.Private),
        };
    }

    // A start keeps the run's id as its answer, because the number is given by the commit itself.
    private async ValueTask<Reply> StartedAsync(string run, CancellationToken ct) =>
        await reads.Runs.FindAsync(new RunId(run), ct) is { } row
            ? new Reply.Started(row.Id, row.Number)
            : new Reply.Said("That was answered before.", Private: true);
}

/// <summary>The rooms behind the door, by what is asked for.</summary>
public sealed record ConversationRooms(
    StartCommands Starting,
    RunCommands Running,
    AskCommands Asking,
    QueueCommands Queueing,
    FactCommands Knowing,
    GrantCommands Allowing,
    AgreeCommands Agreeing,
    ScheduleCommands Scheduling,
    ScheduleFinder Schedules,
    ReviewHandler Reviews,
    ReviewCommands Reviewing,
    DelegationCommands Delegating,
    AwayCommands Away,
    SettleHandler Settling,
    LinkCommands Linking,
    LinkAnswers Links,
    ReviewAnswers Answers,
    ITemplateOffers Offers,
    ICrashPoints CrashPoints)
{
    public async ValueTask<Reply> SubmitAsync(Inbound inbound, FormSubmission submission, CancellationToken ct) =>
        NotOffered(submission.Caller.Channel, submission.Template) ?? (submission.When.Length > 0 ? await Scheduling.SubmitAsync(inbound, submission, ct) : await Starting.SubmitAsync(inbound, submission, ct));

    private Reply.Refused? NotOffered(ChannelKey channel, string template) => Starting.Knows(template) && !Offers.IsOffered(channel, template)
        ? new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was started.", $"{template} is not offered in this channel.", "Type templates to see what is; an operator decides it."))
        : null;

    public async ValueTask<Reply> SayAsync(Inbound inbound, CommandRequest request, CancellationToken ct)
    {
        Result<Command> parsed = CommandParser.Parse(request.Text);
        if (parsed.IsRefused)
        {
            return new Reply.Refused(parsed.Refusal!);
        }

        if (inbound.Caller.OnlyLooks is { } why && !parsed.Value.OnlyLooks)
        {
            return new Reply.Refused(why);
        }

        return await MeantAsync(inbound, parsed.Value, ct) switch
        {
            Command.OnSchedule { Act: ScheduleAct.Away or ScheduleAct.Back } absence => await Away.DoAsync(inbound, absence, ct),
            Command.OnSchedule about => await Scheduling.DoAsync(inbound, about, ct),
            Command.Unschedule end => await Scheduling.EndAsync(inbound, end.Id, ct),
            Command.Schedules => await Scheduling.ListAsync(inbound, ct),
            Command.Schedule schedule => NotOffered(request.Caller.Channel, schedule.Template) ?? await Scheduling.ProposeAsync(inbound, schedule, request.Files, ct),
            Command.Run run => NotOffered(request.Caller.Channel, run.Template) ?? await Starting.StartAsync(inbound, run, request.Files, ct),
            Command.Retry retry => await Starting.RetryAsync(inbound, retry, ct),
            Command.Cancel or Command.Pause or Command.Resume or Command.StopAll => await Running.DoAsync(inbound, parsed.Value, ct),
            Command.Approve or Command.Declassify or Command.Reject or Command.Changes or Command.Withdraw or Command.Remind => await Reviewing.DoAsync(inbound, parsed.Value, ct),
            Command.Reviews or Command.Together or Command.Digest or Command.Record => await Queueing.DoAsync(inbound, parsed.Value, ct),
            Command.Delegate or Command.TakeBack => await Delegating.DoAsync(inbound, parsed.Value, ct),
            Command.Remember or Command.Facts or Command.Forget => await Knowing.DoAsync(inbound, parsed.Value, ct),
            Command.Grants or Command.Revoke => await Allowing.DoAsync(inbound, parsed.Value, ct),
            Command.Agree agree => await Agreeing.DoAsync(inbound, agree, ct),
            Command.Link or Command.AnswerLink or Command.Unlink => await Linking.DoAsync(inbound, parsed.Value, ct),
            _ => await Asking.AnswerAsync(inbound, parsed.Value, ct),
        };
    }

    /// <summary>"pause 7" may mean a run or a schedule.</summary>
    private async ValueTask<Command> MeantAsync(Inbound inbound, Command said, CancellationToken ct)
    {
        (RunNumber? number, ScheduleAct act) = said switch
        {
            Command.Pause pause => (pause.Number, ScheduleAct.Pause),
            Command.Resume resume => (resume.Number, ScheduleAct.Resume),
            _ => (null, ScheduleAct.Show),
        };
        return number is { Letter.Length: 0, IsOfRun: false } && await Schedules.MeansScheduleAsync(inbound.Caller, number.Number, ct)
            ? new Command.OnSchedule(act, number.ToString(), "")
            : said;
    }
}
