using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// The whole of what a card shows only a part of: in a dialog, or page by page where a client opens none. Who has come to the last
/// page of a question has been given everything, and may approve. What was published is whole for everybody who reads it where it was published, since Teams takes no files from
/// AgentBot in channels.
/// </summary>
public sealed class DialogAnswers(TeamsVisits visits, ReviewPresses reviews, RowsAnswers rows, RunFinder finder, WholeReads reads, PressAnswering answering)
{
    private static readonly Refusal NoSuchThing = new(RefusalKind.Unknown, "There is no such question for you.", "", "Use the newest card.");
    private static readonly Refusal Gone = new(RefusalKind.Unavailable, "It cannot be shown: its bytes are no longer kept.", "", "Ask an operator to look.");

    public async ValueTask<TeamsResponse> AnswerAsync(TeamsDelivery delivery, TeamsPress press, TeamsInputs inputs, CancellationToken ct)
    {
        TeamsVisit visit = await visits.OfAsync(delivery.Origin, "dialog", ReceiptNames.OfPress(delivery.Origin, press, inputs, delivery.Origin.Activity), ct);
        var click = new TeamsClick(visit, press, inputs, IsInvoke: true);
        if (press.Ref.Kind == CardRef.Review && RowsDialog.Knows(press.Verb))
        {
            return await reviews.FindAsync(click, ct) is { } asked
                ? await rows.InDialogAsync(ReviewPresses.Within(click, asked.Run), ct)
                : new TeamsResponse.Body(InvokeBody.DialogSays(NoSuchThing.ToString()));
        }

        Result<Shown> found = await ReadAsync(click, ct);
        if (found.IsRefused)
        {
            return new TeamsResponse.Body(InvokeBody.DialogSays(found.Refusal!.ToString()));
        }

        Shown shown = found.Value;
        FullPage page = FullDialog.Draw(shown.Full, shown.Title, press.Ref, FullDialog.PageOf(press), shown.Whole.Asks, Pictures(shown, visit));
        await GivenAsync(shown, visit, page.IsLast, ct);
        return new TeamsResponse.Body(page.Body);
    }

    /// <summary>The same for a button that did not open a dialog.</summary>
    public async ValueTask<TeamsResponse> ShowAsync(TeamsClick click, CancellationToken ct)
    {
        Result<Shown> found = await ReadAsync(click, ct);
        if (found.IsRefused)
        {
            return await answering.RefuseAsync(click, found.Refusal!, ct);
        }

        Shown shown = found.Value;
        (Card card, bool isLast) = FullDialog.Message(shown.Full, shown.Title, click.Press.Ref, FullDialog.PageOf(click.Press), shown.Whole.Asks, Pictures(shown, click.Visit));
        await GivenAsync(shown, click.Visit, isLast, ct);
        if (click.IsInvoke)
        {
            return answering.Card(card);
        }

        await answering.Telling.ShowAsync(click.Visit, card, [], ct);
        return TeamsResponse.Nothing;
    }

    private async ValueTask<Result<Shown>> ReadAsync(TeamsClick click, CancellationToken ct)
    {
        if (click.Press.Verb != CardVerb.Read || await FindAsync(click, ct) is not { } whole)
        {
            return NoSuchThing;
        }

        if ((await finder.OfAsync(ReviewPresses.Within(click, whole.Run).Visit.Caller, whole.Run, ct)).Refusal is { } refusal && !await IsPublishedHereAsync(click.Visit.Caller, whole, ct))
        {
            return refusal;
        }

        return await ValueAsync(whole.Run, whole.Artifact.Content, ct) is { } content
            ? new Shown(whole, await FullAsync(whole, content, ct), $"Run {whole.Run.Number}{whole.Review?.Letter}: {Wording.Title(whole.Run.Template)}")
            {
                Pictures = whole.Asks ? ReviewSurfaces.For(whole.Artifact.Type, content).Pictures(content) : [],
            }
            : Gone;
    }

    /// <summary>Where the pictures are handed out; null where there are none.</summary>
    private PictureButtons? Pictures(Shown shown, TeamsVisit visit) => shown.Pictures.IsEmpty
        ? null
        : new PictureButtons([.. shown.Pictures.Select(picture => (picture.Name, reads.Pictures.Of(shown.Whole.Review!, visit.Caller.Person, picture)))]);

    // A picture is given when its bytes are fetched, not when its name was read.
    private async ValueTask GivenAsync(Shown shown, TeamsVisit visit, bool isLast, CancellationToken ct)
    {
        if (isLast && shown.Pictures.IsEmpty && shown.Whole is { Asks: true, Review: { } review })
        {
            var opened = new Change.MarkOpened(review.Id, review.Revision, visit.Caller.Person, reads.Drawing.Time.GetUtcNow());
            await reads.Committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [opened] }, ct);
        }
    }

    private async ValueTask<Whole?> FindAsync(TeamsClick click, CancellationToken ct)
    {
        switch (click.Press.Ref.Kind)
        {
            case CardRef.Review when await reviews.FindAsync(click, ct) is { } found:
                return new Whole(found.Run, found.Review.Artifact, found.Review);
            case CardRef.Effect when await reads.Drawing.Delivery.FindEffectAsync(new EffectId(click.Press.Ref.Id), ct) is { } effect && await reads.Drawing.Runs.FindAsync(effect.Run, ct) is { } run:
                return new Whole(run, effect.Artifact, null);
            default:
                return null;
        }
    }

    /// <summary>Whether exactly this was published in the conversation from which it is asked for, or to the person who asks.</summary>
    private async ValueTask<bool> IsPublishedHereAsync(Caller caller, Whole whole, CancellationToken ct) =>
        (await reads.Drawing.Delivery.EffectsAsync(whole.Run.Id, ct)).Any(effect => effect.State == EffectState.Sent
            && effect.Artifact.Content == whole.Artifact.Content
            && ReviewBinding.Read(effect.Target) switch
            {
                EffectTarget.Channel to => to.Key == caller.Channel,
                EffectTarget.Thread to => to.Key == caller.Channel,
                EffectTarget.Direct to => to.Platform == caller.Channel.Platform && reads.Drawing.People.Current(to.Person) == caller.Person,
                _ => false,
            });

    private async ValueTask<FullView> FullAsync(Whole whole, Value content, CancellationToken ct) => ReviewSurfaces.For(whole.Artifact.Type, content).Full(new SurfaceInput
    {
        Content = content,
        Before = whole.Review is not { Before.IsNone: false } review ? null : await ValueAsync(whole.Run, review.Before, ct),
        TemplateTitle = Wording.Title(whole.Run.Template),
        Effects = PlannedEffects.None,
        Clock = reads.Drawing.ClockOf(whole.Run),
    });

    private async ValueTask<Value?> ValueAsync(RunRow run, Digest content, CancellationToken ct)
    {
        try
        {
            return await reads.Drawing.Artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? ValueJson.Read(artifact.Bytes.Span) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DamagedArtifactException)
        {
            return null;
        }
    }

    /// <param name="Review">Null for what was published.</param>
    private sealed record Whole(RunRow Run, ArtifactRef Artifact, ReviewRow? Review)
    {
        public bool Asks => Review is { IsOpen: true };
    }

    private sealed record Shown(Whole Whole, FullView Full, string Title)
    {
        public ImmutableArray<Value.File> Pictures { get; init; } = [];
    }
}

/// <summary>What the whole is read from, and where it is kept who has been given it.</summary>
public sealed record WholeReads(DrawingReads Drawing, ICommitter Committer, IPictureLinks Pictures);
