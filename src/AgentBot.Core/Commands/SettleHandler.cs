using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>A person says what became of something unclear, or how a run goes on after a failure that asks.</summary>
public sealed class SettleHandler(RunFinder finder, RunAdvancer advancer, MoneyAnswers money, IDeliveryReader delivery, IRunReader runs)
{
    public ValueTask<Reply> SettleAsync(Inbound inbound, SettleRequest request, CancellationToken ct) =>
        request.Kind == "effect" ? EffectAsync(inbound, request, ct) : StepAsync(inbound, request, ct);

    private async ValueTask<Reply> EffectAsync(Inbound inbound, SettleRequest request, CancellationToken ct)
    {
        if (await delivery.FindEffectAsync(new EffectId(request.Id), ct) is not { } effect || await runs.FindAsync(effect.Run, ct) is not { } run)
        {
            return Gone();
        }

        Result<FoundRun> found = await finder.OfAsync(request.Caller, run, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        if (effect.State is not (EffectState.Unknown or EffectState.Dead))
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "This was answered already.", "Your click changed nothing.", "Nothing to do."));
        }

        (RunEvent? happened, string sentence, Artifact? output) = request.Choice switch
        {
            SettleChoice.ItHappened => Happened(effect),
            SettleChoice.SendAgain or SettleChoice.TryAgain => (
                new RunEvent.EffectRepeated(effect, request.Caller.Person),
                run.CancelledBy is null ? "It is being sent again." : "Noted: it did not arrive. The run was stopped, so it is not sent again.",
                null),
            SettleChoice.Skip => (new RunEvent.SkipChosen(effect.Step, request.Caller.Person), "It is left out.", null),
            _ => ((RunEvent?)new RunEvent.GiveUpChosen(effect.Step, request.Caller.Person), "The run is stopped.", (Artifact?)null),
        };
        return await ApplyAsync(inbound, request, found.Value, happened!, sentence, output, ReviewOf(found.Value, effect), ct);
    }

    private static (RunEvent?, string, Artifact?) Happened(EffectRow effect)
    {
        Artifact output = Artifact.Of(ArtifactType.Value, PublishWork.Output(effect.Reference));
        return (new RunEvent.EffectSent(effect, output.Ref), "Noted: it did arrive.", output);
    }

    private static ReviewRow? ReviewOf(FoundRun found, EffectRow effect) =>
        found.Reviews.FirstOrDefault(review => review.Id == effect.Review && review.Revision == effect.ReviewRevision);

    private async ValueTask<Reply> StepAsync(Inbound inbound, SettleRequest request, CancellationToken ct)
    {
        string[] parts = request.Id.Split(':');
        if (parts.Length != 3 || await runs.LoadAsync(new RunId(parts[0]), ct) is not { } state || state.Step(parts[1]) is not { } row)
        {
            return Gone();
        }

        Result<FoundRun> found = await finder.OfAsync(request.Caller, state.Run, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        if (row.Effect is { } dead && request.Choice == SettleChoice.TryAgain)
        {
            return await EffectAsync(inbound, request with { Kind = "effect", Id = dead.Value }, ct);
        }

        if (MoneyAnswers.IsAbout(row))
        {
            return row.Round.ToString(System.Globalization.CultureInfo.InvariantCulture) == parts[2] ? await MoneyAsync(inbound, request, found.Value, row, ct) : Answered();
        }

        if (request.Choice is SettleChoice.TopUp or SettleChoice.Cheaper)
        {
            return Answered();
        }

        PersonKey by = request.Caller.Person;
        (RunEvent happened, string sentence) = request.Choice switch
        {
            SettleChoice.TryAgain or SettleChoice.SendAgain => ((RunEvent)new RunEvent.TryAgainChosen(row.Step, by), "It is tried again."),
            SettleChoice.Skip or SettleChoice.ItHappened => (new RunEvent.SkipChosen(row.Step, by), "The run goes on without it."),
            _ => (new RunEvent.GiveUpChosen(row.Step, by), "The run is stopped."),
        };
        return await ApplyAsync(inbound, request, found.Value, happened, sentence, null, found.Value.Reviews.Count > 0 ? found.Value.Reviews[^1] : null, ct);
    }

    private async ValueTask<Reply> ApplyAsync(
        Inbound inbound,
        SettleRequest request,
        FoundRun found,
        RunEvent happened,
        string sentence,
        Artifact? output,
        ReviewRow? review,
        CancellationToken ct)
    {
        if (Guard.Check(request.Caller.Person, Act.Settle, found.Subject(review), found.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        ImmutableArray<Change> along = output is null ? [] : [new Change.PutArtifact(found.Run.Channel, output, found.Run.Id, inbound.Now)];
        return await KeepAsync(inbound, found.Run, new MoneyAnswer(happened, sentence) { Along = along }, ct);
    }

    private async ValueTask<Reply> MoneyAsync(Inbound inbound, SettleRequest request, FoundRun found, StepRow row, CancellationToken ct)
    {
        Result<MoneyAnswer> answer = await money.OfAsync(found, row, request, ct);
        return answer.Refusal is { } refusal ? new Reply.Refused(refusal) : await KeepAsync(inbound, found.Run, answer.Value, ct);
    }

    private async ValueTask<Reply> KeepAsync(Inbound inbound, RunRow run, MoneyAnswer answer, CancellationToken ct)
    {
        string sentence = answer.Sentence;
        AdvanceResult result = await advancer.ApplyAsync(
            run.Id,
            new Advance(answer.Happened)
            {
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true, null, "")),
                Along = [.. answer.Along, .. inbound.Along],
                Audit = answer.Audit,
            },
            ct);
        if (result is AdvanceResult.Done or AdvanceResult.Duplicate)
        {
            inbound.Kept();
            return new Reply.Said(sentence, Private: true);
        }

        return Answered();
    }

    private static Reply.Refused Answered() => new(new Refusal(RefusalKind.TooLate, "This was answered already.", "Your click changed nothing.", "Nothing to do."));

    private static Reply.Refused Gone() => new(new Refusal(RefusalKind.Unknown, "This question is no longer kept.", "Your click changed nothing."));
}
