using System.Collections.Immutable;
using AgentBot.Core.Runs;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>The root message of a run: what it does now, whom it waits for, how it ended. One per run, always redrawn in place.</summary>
public static class ProgressCard
{
    private const int MostSteps = 12;

    public static Card Of(RunFacts run) => Shown(run) switch
    {
        RunStatus.Paused when run.Held.Length > 0 => InLine(run),
        RunStatus.Paused => Working(run, "Paused", $"{Title(run)} is paused"),
        RunStatus.Running => Working(run, "Working", $"{Title(run)} is running"),
        RunStatus.Publishing => Working(run, "Publishing", $"{Title(run)} is being published"),
        RunStatus.AwaitingReview => Waiting(run),
        RunStatus.Unknown => Ended(run, ContainerStyle.Attention, "Outcome unknown", $"{Title(run)}: did it arrive?", "Nobody knows yet whether what was sent arrived. The question is in this thread."),
        RunStatus.Done => Ended(run, ContainerStyle.Good, run.DryRun ? "Dry run done" : "Done", $"{Title(run)} is done", "It ended without publishing anything."),
        RunStatus.Failed => Failed(run),
        RunStatus.Rejected => Ended(run, ContainerStyle.Attention, "Rejected", $"{Title(run)} was rejected", "Nothing was published."),
        RunStatus.Expired => Ended(run, ContainerStyle.Emphasis, "Expired", $"{Title(run)}: nobody decided", "Nothing was published."),
        RunStatus.Cancelled => Ended(run, ContainerStyle.Emphasis, "Stopped", $"{Title(run)} was stopped", "What was done before is kept."),
    };

    /// <summary>The same in one line, for lists and for clients that draw nothing.</summary>
    public static string Line(RunFacts run) => Shown(run) switch
    {
        RunStatus.AwaitingReview => run.Waiting.IsEmpty ? "waiting for a decision" : $"waiting for {run.Waiting[0].What}{Until(run, run.Waiting[0])}",
        RunStatus.Running => run.Steps.FirstOrDefault(IsNow) is { } step ? $"{CardText.Line(step.Title, 60)}{Count(step)}" : "working",
        RunStatus.Publishing => "publishing",
        RunStatus.Paused when run.Held.Length > 0 => $"in line: {CardText.Line(run.Held.TrimEnd('.'), 120)}",
        RunStatus.Paused => "paused",
        RunStatus.Unknown => "outcome unknown",
        RunStatus.Done => "done",
        RunStatus.Cancelled => "stopped",
        RunStatus.Failed => "failed",
        RunStatus.Rejected => "rejected",
        RunStatus.Expired => "expired",
    };

    private static RunStatus Shown(RunFacts run) => run.Paused && run.EndedAt is null ? RunStatus.Paused : run.Status;

    private static Card Working(RunFacts run, string state, string question)
    {
        string left = run.TimeLeft is { } time ? $"{Wording.About(time)} left" : run.DryRun ? "Dry run" : "";
        return Draw(
            run,
            CardParts.Strip(run.Paused ? ContainerStyle.Warning : ContainerStyle.Emphasis, state, left),
            question,
            [Steps(run), .. run.Paused ? [CardParts.Small($"Nothing new starts. **resume {run.Number}** lets it go on.")] : Array.Empty<CardElement>()],
            ["nothing is posted before somebody decides"],
            [Watch(run, "Watch"), ReviewCard.StopRun(run.Id, run.Requester)]);
    }

    private static Card InLine(RunFacts run) => Draw(
        run,
        CardParts.Strip(ContainerStyle.Emphasis, "In line"),
        $"{Title(run)} waits in line",
        [
            CardParts.Labelled("Why", CardParts.Sentence(run.Held)),
            CardParts.Labelled("What happens now", "It begins by itself when some of them are decided. Nothing is lost and nothing costs until then."),
            CardParts.Small($"The template’s owner or an operator can begin it at once: **resume run {run.Number}**."),
        ],
        [],
        [Watch(run, "Watch"), ReviewCard.StopRun(run.Id, run.Requester)]);

    private static Card Waiting(RunFacts run)
    {
        ImmutableArray<CardElement> waits =
        [
            .. run.Waiting.Select(wait => CardParts.Labelled("Waiting", $"for {wait.What}{Until(run, wait)}")),
        ];
        return Draw(
            run,
            CardParts.Strip(ContainerStyle.Accent, "Waiting for a decision", run.DryRun ? "Dry run" : ""),
            $"{Title(run)} waits for a decision",
            waits.IsEmpty ? [CardParts.Labelled("Waiting", "for a decision")] : waits,
            [],
            [
                .. run.Waiting.Where(wait => ReviewCard.IsLink(wait.Link)).Take(2).Select(wait => CardParts.Open("Go to the card", wait.Link)),
                ReviewCard.StopRun(run.Id, run.Requester),
            ]);
    }

    private static Card Failed(RunFacts run)
    {
        string where = run.FailedStep.Length == 0 ? "stopped" : $"stopped at {CardText.Quote(run.FailedStep, 60)}";
        string why = run.Outcome.Length == 0 ? "The reason is in the full record." : CardParts.FirstUpper(CardParts.Sentence(run.Outcome));
        return Draw(
            run,
            CardParts.Strip(ContainerStyle.Attention, "Failed", When(run)),
            $"{Title(run)} {where}",
            [
                CardParts.Labelled("Why", why),
                CardParts.Labelled("What was posted", Posted(run) is { Length: > 0 } posted ? posted : "Nothing."),
                CardParts.Labelled("What you can do", run.Advice.Length == 0 ? $"Mend the cause, then try again. Details: **why {run.Number}**." : CardParts.Sentence(run.Advice)),
            ],
            [],
            [.. Retry(run), Watch(run, "Full record")]);
    }

    private static Card Ended(RunFacts run, ContainerStyle style, string state, string question, string otherwise)
    {
        string posted = Posted(run);
        string by = run.EndedBy.Length == 0 ? "" : $" by {CardText.Line(run.EndedBy, 60)}";
        string said = run.Outcome.Length > 0 ? CardParts.FirstUpper(CardParts.Sentence(run.Outcome)) : posted.Length > 0 ? "" : otherwise;
        return Draw(
            run,
            CardParts.Strip(style, CardText.Cut(state + by, 60), When(run)),
            question,
            [CardParts.Labelled("What happened", string.Join(' ', new[] { posted, said }.Where(text => text.Length > 0)))],
            run.EndedAt is { } end ? [$"took {Wording.Length(end - run.StartedAt)}"] : [],
            [
                .. run.Published.Where(done => ReviewCard.IsLink(done.Link)).Take(2).Select(done => CardParts.Open(done.Effect.Verb == "post" ? "See the message" : "See the result", done.Link)),
                .. run.Status is RunStatus.Expired or RunStatus.Rejected or RunStatus.Cancelled ? Retry(run) : [],
                Watch(run, "Full record"),
            ]);
    }

    private static Card Draw(
        RunFacts run,
        CardElement strip,
        string question,
        ImmutableArray<CardElement> middle,
        ImmutableArray<string> smallPrint,
        ImmutableArray<CardAction> actions) => new()
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}. {Line(run).Replace("\\", "", StringComparison.Ordinal)}. Run {run.Number}.", 500),
            Body =
            [
                strip,
                CardParts.Question(question),
                CardParts.Asked(Started(run), CardText.Line(run.About, 80)),
                .. middle,
                CardParts.SmallPrint([run.Cost.Spent is null ? run.Cost.Line : $"cost{(run.EndedAt is null ? " so far" : "")} {run.Cost.Words}", .. run.Estimate.Length > 0 ? [run.Estimate.TrimEnd('.')] : Array.Empty<string>(), .. smallPrint, $"run {run.Number}"]),
            ],
            Actions = actions,
        };

    private static string Started(RunFacts run) => run.StartedBy.Length > 0
        ? $"Started {CardText.Line(run.StartedBy, 80)}, {run.Clock.HourOrMoment(run.StartedAt)}"
        : $"{CardText.Line(run.Requester, 60)} started it at {run.Clock.HourOrMoment(run.StartedAt)}";

    private static FactSet Steps(RunFacts run) => new(
    [
        .. run.Steps.Take(MostSteps).Select(step => new CardFact(
            Word(step),
            IsNow(step) ? $"**{Words(step)}**" : Words(step))),
        .. run.Steps.Length > MostSteps ? [new CardFact("Then", Wording.Count(run.Steps.Length - MostSteps, "more step", "more steps"))] : Array.Empty<CardFact>(),
    ])
    { Spacing = Spacing.Small };

    private static string Word(StepFacts step) => step.Status switch
    {
        StepStatus.Succeeded => "Done",
        StepStatus.Running or StepStatus.Waiting or StepStatus.Unknown => "Now",
        StepStatus.Pending or StepStatus.Ready => "Then",
        StepStatus.Failed => "Failed",
        StepStatus.Skipped => "Skipped",
        StepStatus.Cancelled => "Stopped",
    };

    private static string Words(StepFacts step)
    {
        string who = step.Deciders.Length > 0 ? $"{CardParts.FirstUpper(step.Deciders)} decides" : CardText.Line(step.Title, 80);
        string note = step.Note.Length > 0 ? $" · {CardText.Line(step.Note, 80)}" : "";
        return who + Count(step) + note;
    }

    private static string Count(StepFacts step) => step switch
    {
        { Total: <= 0 } => "",
        { Status: StepStatus.Succeeded } when step.Done == step.Total => $": {Wording.Number(step.Total)}",
        _ => $": {Wording.Part(step.Done, step.Total)}",
    };

    private static bool IsNow(StepFacts step) => step.Status is StepStatus.Running or StepStatus.Waiting or StepStatus.Unknown;

    private static string Title(RunFacts run) => CardText.Line(run.TemplateTitle, 80);

    private static string Until(RunFacts run, WaitFacts wait) => wait.Until is { } until ? $" until **{run.Clock.Moment(until)}** {run.Clock.City}" : "";

    private static string When(RunFacts run) => run.EndedAt is { } end ? run.Clock.HourOrMoment(end) : "";

    private static string Posted(RunFacts run) => run.Published.IsEmpty
        ? ""
        : CardParts.FirstUpper(Wording.List([.. run.Published.Select(done => $"{done.Effect.Past} {CardText.Line(done.Effect.Place, 80)} at {run.Clock.HourOrMoment(done.At)}")])) + ".";

    private static OpenUrl Watch(RunFacts run, string title) => CardParts.Open(title, CardPath.Run(run.Number));

    private static IEnumerable<CardAction> Retry(RunFacts run) => run.IsAskedByProgram
        ? []
        : [new Execute(CardVerb.Command, new ActionRef(CardRef.Command, $"retry {run.Number}")) { Title = run.Status == RunStatus.Failed ? "Try again" : "Start again" }];
}
