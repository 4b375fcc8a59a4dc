using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Forms that a click or a shortcut opens.</summary>
public sealed class PressForms(SlackVisits visits, ModalOpener modals, SlackReplies replies, ChatTelling telling, FormReads reads, ForeignPresses foreign)
{
    private static readonly Refusal Gone = new(RefusalKind.TooLate, "Nothing was started.", "What you gave is no longer kept.", "Repeat the command.");

    public async ValueTask OpenFormAsync(SlackClick click, FormRequest form, CancellationToken ct)
    {
        SlackVisit visit = click.Visit;
        var reference = new ModalReference(visit.Caller.Channel, visit.Caller.Thread) { Message = click.MessageTimestamp };
        JsonObject view = FormModal.Draw(form, reference, visits.Names(visit.Caller.Workspace));
        if (!await modals.OpenAsync(click.Pressed.TriggerId, view, click.IsInModal, ct) && click.IsOnMessage)
        {
            await telling.ShowAsync(visit, ct);
        }
    }

    /// <summary>The form of a command that came without a way to open one, with what had been given.</summary>
    public async ValueTask OpenGivenAsync(SlackClick click, string receipt, CancellationToken ct)
    {
        SlackVisit visit = click.Visit;
        string? kept = await reads.Delivery.FindReceiptAsync(receipt, ct);
        GivenAnswers? given = kept is ['{', ..] ? JsonSerializer.Deserialize(kept, StoreJson.Default.ReceiptAnswer)?.Given : null;
        if (given is null || reads.Catalog.Current.Find(given.Template) is not { } template)
        {
            await telling.RefuseAsync(visit, Gone, ct);
            return;
        }

        FilledForm filled = reads.Forms.Fill(visit.Caller, template.Workflow, given.Values, given.Files, given.DryRun, isFirst: true).For(given.When);
        var reference = new ModalReference(visit.Caller.Channel, visit.Caller.Thread) { Message = click.MessageTimestamp };
        await modals.OpenAsync(click.Pressed.TriggerId, FormModal.Draw(filled.Form, reference, visits.Names(visit.Caller.Workspace)), above: false, ct);
    }

    /// <summary>Asks for the words that a command needs behind it.</summary>
    public async ValueTask OpenWordsAsync(SlackClick click, string command, CancellationToken ct)
    {
        JsonObject view = NoteModal.Draw(ScheduleCards.ChangeStep(command), click.Reference());
        await modals.OpenAsync(click.Pressed.TriggerId, view, click.IsInModal, ct);
    }

    /// <summary>Asks for template and channel.</summary>
    /// <param name="template">Chosen already; null to offer what there is.</param>
    /// <param name="about">What the run is to be about; null for nothing.</param>
    public ValueTask<bool> OpenStartAsync(SlackOrigin origin, string trigger, string? template, StartAbout? about, CancellationToken ct)
    {
        IEnumerable<Template> offered = about is null ? reads.Offered.Anywhere(visits.PersonOf(origin), SlackRoster.PlatformName, visits.WorkspaceFor(origin)) : reads.Offered.In(about.Channel);
        return modals.OpenAsync(trigger, StartModal.Draw([.. offered], template, about), above: false, ct);
    }

    /// <summary>A "no" where the button stands.</summary>
    public ValueTask RefuseAsync(SlackClick click, Refusal refusal, CancellationToken ct) =>
        click.IsOnMessage ? telling.RefuseAsync(click.Visit, refusal, ct) : OpenReplyAsync(click, new Reply.Refused(refusal), ct);

    /// <summary>A press that no button makes.</summary>
    public ValueTask ForeignAsync(SlackClick click, CancellationToken ct) =>
        RefuseAsync(click, foreign.Tell(click.Visit.Caller.Person, click.Press?.Ref.Kind ?? "", click.Press?.Verb ?? ""), ct);

    /// <summary>An answer where there is no message to hang it on.</summary>
    public async ValueTask OpenReplyAsync(SlackClick click, Reply reply, CancellationToken ct)
    {
        if (ViewOf(reply, click.Visit) is { } view)
        {
            await modals.OpenAsync(click.Pressed.TriggerId, view, click.IsInModal, ct);
        }
    }

    /// <summary>A reply as a form without inputs; null for what has none.</summary>
    public JsonObject? ViewOf(Reply reply, SlackVisit visit)
    {
        var reference = ModalReference.At(visit.Conversation);
        return reply switch
        {
            Reply.Said said => NoticeModal.Draw("Done", said.Text, reference),
            Reply.Shown shown => NoticeModal.Draw(shown.Card, replies.Context, "AgentBot", reference),
            Reply.Refused refused => NoticeModal.Draw(refused.Refusal, reference),
            Reply.Started started => NoticeModal.Draw("Started", $"Run {started.Number} has started.", reference),
            Reply.Decided decided => NoticeModal.Draw("Done", decided.Sentence, reference),
            _ => null,
        };
    }
}

/// <summary>What forms are filled from.</summary>
public sealed record FormReads(IDeliveryReader Delivery, ITemplateCatalog Catalog, InputForms Forms, OfferedTemplates Offered);
