using System.Text.Json;
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
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Dialogs: the whole of what a card shows only a part of. Who has come to the last page of a question has been given everything,
/// and may approve. What was published is whole for everybody who reads it where it was published, since Teams takes no files from
/// AgentBot in channels.
/// </summary>
public sealed class DialogAnswers(TeamsVisits visits, ReviewPresses reviews, RunFinder finder, DrawingReads drawing, ICommitter committer)
{
    private const string NoSuchThing = "There is no such question for you. Use the newest card.";
    private const string Gone = "It cannot be shown: its bytes are no longer kept. Ask an operator to look.";

    public async ValueTask<TeamsResponse> AnswerAsync(TeamsDelivery delivery, TeamsPress press, TeamsInputs inputs, CancellationToken ct)
    {
        TeamsVisit visit = await visits.OfAsync(delivery.Origin, "dialog", ReceiptNames.OfPress(delivery.Origin, press, inputs, delivery.Origin.Activity), ct);
        var click = new TeamsClick(visit, press, inputs, IsInvoke: true);
        if (press.Verb != CardVerb.Read || await FindAsync(click, ct) is not { } whole)
        {
            return Says(NoSuchThing);
        }

        if ((await finder.OfAsync(ReviewPresses.Within(click, whole.Run).Visit.Caller, whole.Run, ct)).Refusal is { } refusal && !await IsPublishedHereAsync(visit.Caller, whole, ct))
        {
            return Says(refusal.ToString());
        }

        if (await ValueAsync(whole.Run, whole.Artifact.Content, ct) is not { } content)
        {
            return Says(Gone);
        }

        bool asks = whole.Review is { IsOpen: true };
        FullPage page = FullDialog.Draw(await FullAsync(whole, content, ct), $"Run {whole.Run.Number}{whole.Review?.Letter}: {Wording.Title(whole.Run.Template)}", press.Ref, Math.Max(press.Page, 1), asks);
        if (page.IsLast && asks)
        {
            var opened = new Change.MarkOpened(whole.Review!.Id, whole.Review.Revision, visit.Caller.Person, drawing.Time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = whole.Review.Workspace, Changes = [opened] }, ct);
        }

        return new TeamsResponse.Body(page.Body);
    }

    private static TeamsResponse.Body Says(string sentence) => new(InvokeBody.DialogSays(sentence));

    private async ValueTask<Whole?> FindAsync(TeamsClick click, CancellationToken ct)
    {
        switch (click.Press.Ref.Kind)
        {
            case CardRef.Review when await reviews.FindAsync(click, ct) is { } found:
                return new Whole(found.Run, found.Review.Artifact, found.Review);
            case CardRef.Effect when await drawing.Delivery.FindEffectAsync(new EffectId(click.Press.Ref.Id), ct) is { } effect && await drawing.Runs.FindAsync(effect.Run, ct) is { } run:
                return new Whole(run, effect.Artifact, null);
            default:
                return null;
        }
    }

    /// <summary>Whether exactly this was published in the conversation from which it is asked for, or to the person who asks.</summary>
    private async ValueTask<bool> IsPublishedHereAsync(Caller caller, Whole whole, CancellationToken ct) =>
        (await drawing.Delivery.EffectsAsync(whole.Run.Id, ct)).Any(effect => effect.State == EffectState.Sent
            && effect.Artifact.Content == whole.Artifact.Content
            && ReviewBinding.Read(effect.Target) switch
            {
                EffectTarget.Channel to => to.Key == caller.Channel,
                EffectTarget.Thread to => to.Key == caller.Channel,
                EffectTarget.Direct to => to.Platform == caller.Channel.Platform && drawing.People.Current(to.Person) == caller.Person,
                _ => false,
            });

    private async ValueTask<FullView> FullAsync(Whole whole, Value content, CancellationToken ct) => ReviewSurfaces.For(whole.Artifact.Type, content).Full(new SurfaceInput
    {
        Content = content,
        Before = whole.Review is not { Before.IsNone: false } review ? null : await ValueAsync(whole.Run, review.Before, ct),
        TemplateTitle = Wording.Title(whole.Run.Template),
        Effects = PlannedEffects.None,
        Clock = drawing.ClockOf(whole.Run),
    });

    private async ValueTask<Value?> ValueAsync(RunRow run, Digest content, CancellationToken ct)
    {
        try
        {
            return await drawing.Artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? ValueJson.Read(artifact.Bytes.Span) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DamagedArtifactException)
        {
            return null;
        }
    }

    /// <param name="Review">Null for what was published.</param>
    private sealed record Whole(RunRow Run, ArtifactRef Artifact, ReviewRow? Review);
}
