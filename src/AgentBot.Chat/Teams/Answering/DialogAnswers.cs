using System.Text.Json;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Dialogs: the whole of what a card shows only a part of. Who has come to its last page has been given everything, and may approve.</summary>
public sealed class DialogAnswers(TeamsVisits visits, ReviewPresses reviews, RunFinder finder, DrawingReads drawing, ICommitter committer)
{
    private const string NoSuchReview = "There is no such question for you. Use the newest card.";
    private const string Gone = "It cannot be shown: its bytes are no longer kept. Ask an operator to look.";

    public async ValueTask<TeamsResponse> AnswerAsync(TeamsDelivery delivery, TeamsPress press, TeamsInputs inputs, CancellationToken ct)
    {
        TeamsVisit visit = await visits.OfAsync(delivery.Origin, "dialog", ReceiptNames.OfPress(delivery.Origin, press, inputs, delivery.Origin.Activity), ct);
        var click = new TeamsClick(visit, press, inputs, IsInvoke: true);
        if (press.Verb != CardVerb.Read || press.Ref.Kind != CardRef.Review || await reviews.FindAsync(click, ct) is not { } found)
        {
            return Says(NoSuchReview);
        }

        (ReviewRow review, RunRow run) = found;
        click = ReviewPresses.Within(click, run);
        if ((await finder.OfAsync(click.Visit.Caller, run, ct)).Refusal is { } refusal)
        {
            return Says(refusal.ToString());
        }

        if (await ValueAsync(run, review.Artifact.Content, ct) is not { } content)
        {
            return Says(Gone);
        }

        var input = new SurfaceInput
        {
            Content = content,
            Before = review.Before.IsNone ? null : await ValueAsync(run, review.Before, ct),
            TemplateTitle = Wording.Title(run.Template),
            Effects = PlannedEffects.None,
            Clock = drawing.ClockOf(run),
        };
        IReviewSurface surface = ReviewSurfaces.For(review.Artifact.Type, content);
        FullPage page = FullDialog.Draw(surface.Full(input), $"Run {run.Number}{review.Letter}: {Wording.Title(run.Template)}", press.Ref, Math.Max(press.Page, 1));
        if (page.IsLast && review.IsOpen)
        {
            var opened = new Change.MarkOpened(review.Id, review.Revision, click.Visit.Caller.Person, drawing.Time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [opened] }, ct);
        }

        return new TeamsResponse.Body(page.Body);
    }

    private static TeamsResponse.Body Says(string sentence) => new(InvokeBody.DialogSays(sentence));

    private async ValueTask<Value?> ValueAsync(RunRow run, Digest content, CancellationToken ct)
    {
        if (await drawing.Artifacts.FindAsync(run.Channel, content, ct) is not { } artifact)
        {
            return null;
        }

        try
        {
            return ValueJson.Read(artifact.Bytes.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
