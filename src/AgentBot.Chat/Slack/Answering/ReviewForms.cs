using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Forms of one review: the whole artifact, its text for editing, the words of a remark or a rejection.</summary>
public sealed class ReviewForms(ModalOpener modals, PressForms notices, RunFinder finder, ReviewFormReads reads, ICommitter committer)
{
    private static readonly Refusal Gone = new(RefusalKind.Unavailable, "It cannot be shown.", "Its bytes are no longer kept.", "Ask an operator to look.");
    private static readonly Refusal Offered = new(RefusalKind.TooLate, "Nothing was done.", "Its card no longer offers this.", "Use the newest card.");

    /// <summary>Shows the whole from its first page. Who has come to its last page has been given everything, and may approve.</summary>
    public async ValueTask OpenWholeAsync(SlackClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        if (await SeeAsync(click, run, ct) is { } refusal)
        {
            await notices.OpenReplyAsync(click, new Reply.Refused(refusal), ct);
            return;
        }

        await modals.OpenAsync(click.Pressed.TriggerId, "The whole", "Reading it", token => WholeAsync(click, review, run, 1, token), click.IsInModal, ct);
    }

    public async ValueTask TurnAsync(SlackClick click, ReviewRow review, RunRow run, int page, CancellationToken ct)
    {
        if (click.Pressed.Surface is PressPlace.InView { View: { } shown } && await SeeAsync(click, run, ct) is null)
        {
            await modals.UpdateAsync(shown.Id, await WholeAsync(click, review, run, page, ct), shown.Hash, ct);
        }
    }

    /// <summary>The second step of a button of a review's card.</summary>
    public async ValueTask OpenNoteAsync(SlackClick click, ReviewRow review, CancellationToken ct) =>
        await OpenNoteAsync(click, await reads.Answers.CardAsync(review, ct), ct);

    /// <summary>The second step of a button of a run's card, or of one that asks what became of something.</summary>
    public async ValueTask OpenNoteAsync(SlackClick click, RunRow run, CancellationToken ct)
    {
        ActionRef about = click.Press!.Ref;
        string purpose = about.Kind switch
        {
            CardRef.Effect => Purposes.UnclearEffect(new EffectId(about.Id)),
            CardRef.Step => "asks:" + about.Id,
            _ => Purposes.Run(run.Id),
        };
        var view = new ViewRow { Workspace = run.Workspace, Conversation = Conversations.ThreadOf(run), Purpose = purpose };
        await OpenNoteAsync(click, (await reads.Drawer.DrawAsync(view, ct))?.Card, ct);
    }

    public async ValueTask OpenEditAsync(SlackClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        Result<FoundReview> found = await finder.ReviewAsync(click.Visit.Caller, review.Id, ct);
        Refusal? refusal = found.Refusal
            ?? (found.Value.Review.Revision != review.Revision ? ReviewAnswers.Replaced(found.Value, review.Revision) : null)
            ?? (review.IsOpen ? null : await reads.Answers.TooLateAsync(review.Id, ct))
            ?? click.Visit.Caller.OnlyLooks
            ?? Guard.Check(click.Visit.Caller.Person, Act.Edit, found.Value.Subject, found.Value.Of.People);
        if (refusal is not null)
        {
            await notices.OpenReplyAsync(click, new Reply.Refused(refusal), ct);
            return;
        }

        bool byFile = false;
        bool mayApprove = DecidingRule.EditorMayApprove(click.Visit.Caller.Person, review, found.Value.Of.People);
        await modals.OpenAsync(
            click.Pressed.TriggerId,
            "Your version",
            "Reading it",
            async token =>
            {
                EditOffer offer = EditModal.Draw(ReviewCard.Edit(await reads.Facts.ReadAsync(review, token)), click.Reference(), mayApprove);
                byFile = offer is EditOffer.ByFile;
                return offer switch
                {
                    EditOffer.InModal modal => modal.View,
                    EditOffer.ByFile file => file.View,
                    _ => throw new InvalidOperationException("No rule for this way of editing."),
                };
            },
            click.IsInModal,
            ct);
        if (byFile)
        {
            await reads.Edits.PutAsync(review, run, ct);
        }
    }

    /// <summary>The reviewed value; null when its bytes are gone or are no value.</summary>
    public async ValueTask<Value?> ContentAsync(ReviewRow review, RunRow run, CancellationToken ct) => await ValueAsync(run, review.Artifact.Content, ct);

    private async ValueTask OpenNoteAsync(SlackClick click, Card? card, CancellationToken ct)
    {
        if (card is null || NoteModal.Find(card, click.Press!.Verb) is not { } show)
        {
            await notices.OpenReplyAsync(click, new Reply.Refused(Offered), ct);
            return;
        }

        JsonObject view = NoteModal.Draw(show, click.Reference(), card.FallbackText);
        await modals.OpenAsync(click.Pressed.TriggerId, view, click.IsInModal, ct);
    }

    private async ValueTask<Refusal?> SeeAsync(SlackClick click, RunRow run, CancellationToken ct) => (await finder.OfAsync(click.Visit.Caller, run, ct)).Refusal;

    private async ValueTask<JsonObject> WholeAsync(SlackClick click, ReviewRow review, RunRow run, int page, CancellationToken ct)
    {
        if (await ValueAsync(run, review.Artifact.Content, ct) is not { } content)
        {
            return NoticeModal.Draw(Gone);
        }

        var input = new SurfaceInput
        {
            Content = content,
            Before = review.Before.IsNone ? null : await ValueAsync(run, review.Before, ct),
            TemplateTitle = Wording.Title(run.Template),
            Effects = PlannedEffects.None,
            Clock = reads.Drawing.ClockOf(run),
        };
        ArtifactKind surface = ReviewSurfaces.For(review.Artifact.Type, content);
        ActionRef whole = click.Press!.Ref;
        Handed handed = review.IsOpen ? await reads.Pictures.PutAsync(click, review, run, surface.Pictures(content), ct) : Handed.Nothing;
        FullPage drawn = FullModal.Draw(surface.Full(input), $"Run {run.Number}{review.Letter}: {Wording.Title(run.Template)}", whole, page, click.Reference(), handed.Sentence);
        if (drawn.IsLast && review.IsOpen && handed.IsAll)
        {
            var opened = new Change.MarkOpened(review.Id, review.Revision, click.Visit.Caller.Person, reads.Drawing.Time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [opened] }, ct);
        }

        return drawn.View;
    }

    private async ValueTask<Value?> ValueAsync(RunRow run, Digest content, CancellationToken ct)
    {
        if (await reads.Drawing.Artifacts.FindAsync(run.Channel, content, ct) is not { } artifact)
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

/// <summary>What forms of a review are drawn from.</summary>
public sealed record ReviewFormReads(DrawingReads Drawing, ReviewAnswers Answers, ReviewFactsReader Facts, ViewDrawer Drawer, EditFiles Edits, SlackPictures Pictures);
