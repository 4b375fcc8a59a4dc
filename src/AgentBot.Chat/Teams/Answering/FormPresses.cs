using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Forms for what a command did not say: shown in the place of the card that offers them, handed in by their own button.</summary>
public sealed class FormPresses(IConversation conversation, FormReads reads, TeamsFileIntake intake, PressAnswering answering, TeamsVisits visits, IOptions<TeamsOptions> options)
{
    private const int MostShowings = 50;

    /// <summary>In characters; the whole form has to fit into a card.</summary>
    private const int LongestKept = 12_000;

    private static readonly Refusal Gone = new(RefusalKind.TooLate, "Nothing was started.", "What you gave is no longer kept.", "Repeat the command.");
    private static readonly Refusal Used = new(RefusalKind.TooLate, "Nothing was started.", "This form has started its run already.", "Repeat the command to start another.");

    private static readonly Refusal TooOften = new(
        RefusalKind.TooLate, "Nothing was started.", $"This form was handed in {MostShowings} times, and something was missing each time.", "Repeat the command to begin with a new one.");
    private static readonly Refusal OfOther = new(RefusalKind.NotAllowed, "Nothing was started.", "Somebody else was asked this.", "Type the command yourself.");

    /// <summary>The form, whose button names the command that it completes.</summary>
    /// <param name="receipt">Of that command.</param>
    /// <param name="showing">How often it was shown before.</param>
    public static Card CardOf(FormRequest form, string receipt, int showing)
    {
        // A bot in Teams gets files in its own chats only, and a card has no field for one.
        Card card = FormCard.Of(form, pastes: true);
        return card with
        {
            Actions = [.. card.Actions.Select(action => action is CardAction.Execute execute ? execute with { Ref = new ActionRef(CardRef.Given, receipt, showing, ReceiptNames.Filled) } : action)],
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
        if (click.Press.Ref.Shown == ReceiptNames.Filled)
        {
            return await SubmitAsync(click, template, given, receipt, ct);
        }

        Result<int> showing = await ShowingAsync(click, receipt, ct);
        if (showing.IsRefused)
        {
            return await answering.RefuseAsync(click, showing.Refusal!, ct);
        }

        Card form = CardOf(reads.Forms.Fill(caller, template.Workflow, given.Values, given.Files, given.DryRun, isFirst: true).For(given.When).Form, receipt, showing.Value);
        if (click.IsInvoke)
        {
            return answering.Card(form);
        }

        await answering.Telling.ShowAsync(click.Visit, form, [], ct);
        return TeamsResponse.Nothing;
    }

    /// <summary>The first showing of the form that was not handed in yet; refused where one has started its run.</summary>
    private async ValueTask<Result<int>> ShowingAsync(TeamsClick click, string receipt, CancellationToken ct)
    {
        for (int showing = 0; showing < MostShowings; showing++)
        {
            string name = visits.ReceiptOf(click.Visit.Caller.Workspace, ReceiptNames.Kind, ReceiptNames.OfForm(click.Visit.Origin, receipt, showing));
            switch (await reads.Delivery.FindReceiptAsync(name, ct))
            {
                case null:
                    return showing;
                case not ['{', ..]:
                    return Used;
            }
        }

        return TooOften;
    }

    private async ValueTask<TeamsResponse> SubmitAsync(TeamsClick click, Template template, GivenAnswers given, string receipt, CancellationToken ct)
    {
        ImmutableSortedDictionary<string, string> typed = click.Inputs.Texts
            .Where(input => input.Key.StartsWith(CardInput.Field, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(input => input.Key[CardInput.Field.Length..], input => input.Value.ReplaceLineEndings("\n").Trim(), StringComparer.Ordinal);
        ImmutableArray<InputSpec> inputs = template.Workflow.Inputs;
        ImmutableSortedDictionary<string, string> pasted = typed.RemoveRange(typed.Keys.Where(name => !inputs.Any(input => input.Name == name && FormCard.TakesPasted(input.Type))));
        ImmutableSortedDictionary<string, Value.File> files = given.Files;
        foreach ((string name, string text) in pasted.Where(input => input.Value.Length > 0))
        {
            FieldType type = inputs.First(input => input.Name == name).Type;
            files = files.SetItem(name, await intake.KeepAsync(click.Visit.Caller.Channel, $"{name}.{FormCard.PastedEnding(type)}", text + "\n", ct));
        }

        ImmutableSortedDictionary<string, string> values = given.Values.SetItems(typed.RemoveRange(pasted.Keys));

        Reply reply = await conversation.SubmitAsync(
            new FormSubmission(click.Visit.Caller, given.Template, given.DryRun, values, files, click.Along(answering.Telling, Core.Delivery.AnswerScope.All)) { When = given.When }, ct);
        return reply switch
        {
            Reply.Form form when click.IsInvoke => answering.Card(CardOf(WithPasted(form.Request, pasted), receipt, click.Press.Ref.Revision + 1)),
            // The refusal may pass; then the same answers can be handed in again.
            Reply.Refused refused when click.IsInvoke => answering.Card(Again(
                refused.Refusal,
                CardOf(WithPasted(reads.Forms.Fill(click.Visit.Caller, template.Workflow, values, files, given.DryRun, isFirst: true).For(given.When).Form, pasted), receipt, click.Press.Ref.Revision + 1))),
            Reply.Started started when click.IsInvoke => answering.Card(Done($"Run {started.Number} has started.")),
            _ => answering.Within(click, reply),
        };
    }

    private static Card Again(Refusal refusal, Card form) =>
        form with { Body = [new CardElement.TextBlock(CardText.Line(refusal.ToString(), 300)) { Color = TextColor.Attention }, .. form.Body] };

    /// <summary>What was pasted stays in its field while something else is missing, where it is short enough for a card.</summary>
    private static FormRequest WithPasted(FormRequest form, ImmutableSortedDictionary<string, string> pasted) => form with
    {
        Fields =
        [
            .. form.Fields.Select(field => pasted.GetValueOrDefault(field.Input.Name) is not { Length: > 0 } text ? field
                : text.Length <= LongestKept ? field with { File = null, Value = text }
                : field with { File = null, Value = "", Error = "Paste it once more; it is too long to stay here." }),
        ],
    };

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
