using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Draws a view from committed state at the moment it is sent.</summary>
public sealed class ViewDrawer(DrawingReads reads, RunFactsReader runs, ReviewAnswers reviews, ReviewFactsReader reviewFacts, AnswerDrawer answers, StepAskDrawer asks, RoundupDrawer roundups, ITemplateNotices notices, DecisionIssuer decisions)
{
    /// <summary>Null when there is nothing to show any more.</summary>
    public async ValueTask<DrawnView?> DrawAsync(ViewRow view, CancellationToken ct)
    {
        string[] parts = view.Purpose.Split(':');
        return parts[0] switch
        {
            "run" => await RunAsync(new RunId(parts[1]), ct),
            "review" => await ReviewAsync(view.Purpose, ct),
            "reminder" => await ReminderAsync(view.Purpose, ct),
            "unclear" => await UnclearAsync(new EffectId(parts[1]), ct),
            "asks" or "stillasks" => await asks.DrawAsync(view.Purpose, ct),
            "dryrun" => await DryRunAsync(new RunId(parts[1]), ct),
            "answer" or "reply" or "objection" => await answers.DrawAsync(view.Purpose, Conversations.Parse(view.Conversation).Channel, ct),
            "notice" => await answers.NoticeAsync(view.Purpose["notice:".Length..], ct),
            "link" => await answers.LinkAsync(view.Purpose, ct),
            "arrival" => answers.Arrival(new ChannelKey(view.Purpose["arrival:".Length..])),
            "decision" => await DecisionAsync(view.Purpose["decision:".Length..], ct),
            "roundup" => await roundups.DrawAsync(view, ct),
            "broken" => notices.CardOf(view.Purpose["broken:".Length..]) is { } card ? new DrawnView(card, card.FallbackText, null) : null,
            _ => null,
        };
    }

    /// <summary>For a system that asked: the words that stand, and no card.</summary>
    private async ValueTask<DrawnView?> DecisionAsync(string subject, CancellationToken ct)
    {
        (ReviewId id, int round) = ReviewTimes.ParseSubject(subject);
        return await reads.Reviews.FindAsync(id, ct) is { } newest
            && (await reads.Reviews.OfRunAsync(newest.Run, ct)).Where(row => row.Id == id && row.Round == round).MaxBy(row => row.Revision) is { } review
            && await reads.Runs.FindAsync(review.Run, ct) is { } run
            && await decisions.FindAsync(run, review, ct) is { } issued
                ? new DrawnView(null, issued.Document, null)
                : null;
    }

    private async ValueTask<DrawnView?> RunAsync(RunId id, CancellationToken ct)
    {
        if (await runs.ReadAsync(id, ct) is not { } facts)
        {
            return null;
        }

        Card card = ProgressCard.Of(facts);
        return new DrawnView(card, card.FallbackText, null);
    }

    private async ValueTask<DrawnView?> ReviewAsync(string purpose, CancellationToken ct)
    {
        (ReviewId id, int revision) = ReviewTimes.ParseSubject(purpose["review:".Length..]);
        if (await reads.Reviews.FindAsync(id, revision, ct) is not { } review)
        {
            return null;
        }

        (Card card, ChatFile? whole) = await reviews.DrawAsync(review, ct);
        return new DrawnView(card, card.FallbackText, null) { Files = whole is null ? [] : [whole], Requester = review.Requester };
    }

    private async ValueTask<DrawnView?> ReminderAsync(string purpose, CancellationToken ct)
    {
        (ReviewId id, int revision) = ReviewTimes.ParseSubject(purpose["reminder:".Length..]);
        if (await reads.Reviews.FindAsync(id, revision, ct) is not { } review || await reads.Runs.FindAsync(review.Run, ct) is not { } run)
        {
            return null;
        }

        CardClock clock = reads.ClockOf(run);
        string who = CardParts.FirstUpper(DecidersReader.NowOf(review, reads.People));
        string until = review.ExpiresAt is { } expires ? $" until {clock.MomentInCity(expires)}" : "";
        string text = review.IsOpen ? $"Reminder: run {run.Number}{review.Letter} waits for {CardParts.FirstLower(who)}{until}." : $"Run {run.Number}{review.Letter}: decided.";
        return new DrawnView(null, text, null);
    }

    private async ValueTask<DrawnView?> UnclearAsync(EffectId id, CancellationToken ct)
    {
        if (await reads.Delivery.FindEffectAsync(id, ct) is not { } effect || await reads.Runs.FindAsync(effect.Run, ct) is not { } run)
        {
            return null;
        }

        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        var facts = new EffectFacts
        {
            Id = effect.Id,
            Run = run.Id,
            RunNumber = run.Number,
            TemplateTitle = graph.Spec.Title,
            Effect = Names.Planned(ReviewBinding.Read(effect.Target), run.Channel, reads.People),
            What = $"The {effect.Artifact.Type.ToString().ToLowerInvariant()} of “{graph.Spec.Title}”",
            ApprovedBy = await ApproversAsync(effect, ct),
            SentAt = effect.State == EffectState.Unknown ? effect.DueAt : null,
            IsDead = effect.State == EffectState.Dead,
            Failure = effect.Failure,
            WhoAnswers = CardText.Line(Names.NameOf(graph.Spec.Owner, reads.People), 60),
            Clock = reads.ClockOf(run),
        };
        Card card = effect.State switch
        {
            EffectState.Unknown or EffectState.Dead => OutcomeUnknownCard.Of(facts),
            EffectState.Sent => OutcomeUnknownCard.Settled(facts, "It did arrive."),
            EffectState.Withdrawn => OutcomeUnknownCard.Settled(facts, "It was withdrawn; nothing was sent."),
            _ => OutcomeUnknownCard.Settled(facts, "It is being sent again."),
        };
        return new DrawnView(card, card.FallbackText, null);
    }

    private async ValueTask<ImmutableArray<string>> ApproversAsync(EffectRow effect, CancellationToken ct) =>
        effect.Review is { } review
            ?
            [
                .. (await reads.Reviews.DecisionsAsync(review, ct))
                    .Where(Approvals.LetsOut)
                    .Select(decision => reads.NameOf(decision.Person))
                    .Distinct(),
            ]
            : [];

    // Shows the person who asked what a reviewer would see; nobody can decide on it.
    private async ValueTask<DrawnView?> DryRunAsync(RunId id, CancellationToken ct)
    {
        if (await reads.Runs.LoadAsync(id, ct) is not { } state)
        {
            return null;
        }

        var (_, graph) = await reads.Closures.OfAsync(state.Run.TemplateVersion, ct);
        StepSpec.Review? spec = graph.Spec.Steps.OfType<StepSpec.Review>().FirstOrDefault(review => state.Step(review.Of) is { Status: StepStatus.Succeeded });
        if (spec is null)
        {
            return null;
        }

        StepRow made = state.Step(spec.Of)!;
        var artifact = new Artifacts.ArtifactRef(made.ArtifactType, made.Artifact, made.ArtifactLength);
        ReviewPolicy policy = ReviewWork.PolicyOf(spec, graph.Spec.Limits);
        IReadOnlyList<NumberReading> numbers = await NumbersAsync(state.Run, policy, made.Artifact, ct);
        var review = new ReviewRow
        {
            Id = new ReviewId(id.Value),
            Revision = 1,
            Workspace = state.Run.Workspace,
            Channel = state.Run.Channel,
            Run = id,
            Step = spec.Id,
            Round = 1,
            Artifact = artifact,
            Binding = ReviewBinding.Of(state.Run, graph, spec.Id, artifact, policy, numbers, reads.People),
            Policy = ReviewPolicies.Write(policy),
            Requester = state.Run.Requester,
            CausedBy = state.Run.CausedBy,
            OpenedAt = reads.Time.GetUtcNow(),
            Progress = ReviewProgress.Write(ReviewProgress.Nothing with { Numbers = numbers.Count == 0 ? null : numbers }),
        };
        Card card = ReviewCard.Rehearsal(await reviewFacts.ReadAsync(review, ct));
        return new DrawnView(card, card.FallbackText, state.Run.Requester);
    }

    private async ValueTask<IReadOnlyList<NumberReading>> NumbersAsync(RunRow run, ReviewPolicy policy, Digest content, CancellationToken ct) =>
        policy.Also is not null && await reads.Artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? Thresholds.Read(policy, Values.ValueJson.Read(artifact.Bytes.Span)) : [];
}

/// <param name="Text">The whole message where there is no card.</param>
public sealed record DrawnView(Card? Card, string Text, PersonKey? OnlyFor)
{
    /// <inheritdoc cref="ChatPost.Files"/>
    public ImmutableArray<ChatFile> Files { get; init; } = [];

    /// <inheritdoc cref="ChatPost.Requester"/>
    public PersonKey? Requester { get; init; }
}

/// <summary>What is wrong with a template file, as its owner is told.</summary>
public interface ITemplateNotices
{
    /// <summary>Null when the file is good again.</summary>
    Card? CardOf(string file);
}
