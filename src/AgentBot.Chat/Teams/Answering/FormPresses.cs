using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Values;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Forms for what a command did not say: shown in the place of the card that offers them, handed in by their own button.</summary>
public sealed class FormPresses(IConversation conversation, FormReads reads, PressAnswering answering, IOptions<TeamsOptions> options)
{
    /// <summary>Stands where a button of a review carries what was seen: the form is filled in, not asked for.</summary>
    private const string Filled = "filled";

    private static readonly Refusal Gone = new(RefusalKind.TooLate, "Nothing was started.", "What you gave is no longer kept.", "Repeat the command.");
    private static readonly Refusal OfOther = new(RefusalKind.NotAllowed, "Nothing was started.", "Somebody else was asked this.", "Type the command yourself.");

    /// <summary>The form, whose button names the command that it completes.</summary>
    /// <param name="receipt">Of that command.</param>
    public static Card CardOf(FormRequest form, string receipt)
    {
        Card card = FormCard.Of(form);
        return card with
        {
            Actions = [.. card.Actions.Select(action => action is CardAction.Execute execute ? execute with { Ref = new ActionRef(CardRef.Given, receipt, 0, Filled) } : action)],
        };
    }

    public async ValueTask<TeamsResponse> AnswerAsync(TeamsClick click, CancellationToken ct)
    {
        string receipt = click.Press.Ref.Id;
        if (ReceiptNames.Read(receipt, options.Value.AppId) is not { } asked || asked.Channel.Workspace != click.Visit.Caller.Workspace)
        {
            return await answering.RefuseAsync(click, Gone, ct);
        }

        if (asked.Account != click.Visit.Origin.Sender.Account)
        {
            return await answering.RefuseAsync(click, OfOther, ct);
        }

        string? kept = await reads.Delivery.FindReceiptAsync(receipt, ct);
        GivenAnswers? given = kept is ['{', ..] ? JsonSerializer.Deserialize(kept, StoreJson.Default.ReceiptAnswer)?.Given : null;
        if (given is null || reads.Catalog.Current.Find(given.Template) is not { } template)
        {
            return await answering.RefuseAsync(click, Gone, ct);
        }

        // The form may stand in a chat of its own; the run belongs where the command was said.
        Caller caller = click.Visit.Caller with { Channel = asked.Channel, Thread = await reads.ThreadAsync(asked.Channel, asked.Thread, ct) };
        click = click with { Visit = click.Visit with { Caller = caller, IsDirect = click.Visit.IsDirect && asked.Channel == click.Visit.Caller.Channel } };
        if (click.Press.Ref.Shown == Filled)
        {
            return await SubmitAsync(click, given, receipt, ct);
        }

        FilledForm filled = reads.Forms.Fill(caller, template.Workflow, given.Values, given.Files, given.DryRun, isFirst: true);
        if (click.IsInvoke)
        {
            return answering.Card(CardOf(filled.Form, receipt));
        }

        await answering.Telling.ShowAsync(click.Visit, CardOf(filled.Form, receipt), [], ct);
        return TeamsResponse.Nothing;
    }

    private async ValueTask<TeamsResponse> SubmitAsync(TeamsClick click, GivenAnswers given, string receipt, CancellationToken ct)
    {
        ImmutableSortedDictionary<string, string> values = given.Values.SetItems(click.Inputs.Texts
            .Where(input => input.Key.StartsWith(CardInput.Field, StringComparison.Ordinal))
            .Select(input => KeyValuePair.Create(input.Key[CardInput.Field.Length..], input.Value.ReplaceLineEndings("\n").Trim())));
        ImmutableSortedDictionary<string, Value.File> files = given.Files;
        Reply reply = await conversation.SubmitAsync(
            new FormSubmission(click.Visit.Caller, given.Template, given.DryRun, values, files, click.Along(answering.Telling, Core.Delivery.AnswerScope.All)), ct);
        return reply switch
        {
            Reply.Form form when click.IsInvoke => answering.Card(CardOf(form.Request, receipt)),
            Reply.Started started when click.IsInvoke => answering.Card(Done($"Run {started.Number} has started.")),
            _ => answering.Within(click, reply),
        };
    }

    private static Card Done(string sentence) => new() { FallbackText = sentence, Body = [new CardElement.TextBlock(CardText.Line(sentence, 200))] };
}

/// <summary>What forms are filled from.</summary>
public sealed record FormReads(IDeliveryReader Delivery, ITemplateCatalog Catalog, InputForms Forms)
{
    /// <summary>A thread under a message that shows a run bears that run's name.</summary>
    public async ValueTask<string> ThreadAsync(ChannelKey channel, string thread, CancellationToken ct) =>
        thread.Length > 0 && await Delivery.FindViewByMessageAsync(Core.Delivery.Conversations.InChannel(channel), thread, ct) is { } view && view.Purpose.StartsWith("run:", StringComparison.Ordinal)
            ? view.Purpose
            : thread;
}
