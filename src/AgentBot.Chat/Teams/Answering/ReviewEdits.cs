using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>Editing in place: the text of what is under review, as inputs in the place of its card, for the one who edits.</summary>
public sealed class ReviewEdits(IConversation conversation, PressAnswering answering, EditReads reads)
{
    private static readonly Refusal Gone = new(RefusalKind.Unavailable, "Nothing was changed.", "Its bytes are no longer kept.", "Ask an operator to look.");

    private static readonly Refusal NoForm = new(
        RefusalKind.Unavailable, "It cannot be edited here.", "It is longer than a form in Teams holds.", "Send it back with a remark that says what to change, or edit it in the console.");

    private static readonly Refusal ByRows = new(
        RefusalKind.Unavailable, "A table has no form for the whole of it.", "Its cells are changed row by row.", "Press Row by row, then Change beside the row.");

    public async ValueTask<TeamsResponse> OpenAsync(TeamsClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        Result<FoundReview> found = await reads.Finder.ReviewAsync(click.Visit.Caller, review.Id, ct);
        Refusal? refusal = found.Refusal
            ?? (found.Value.Review.Revision != review.Revision ? ReviewAnswers.Replaced(found.Value, review.Revision) : null)
            ?? (review.IsOpen ? null : await reads.Answers.TooLateAsync(review.Id, ct))
            ?? click.Visit.Caller.OnlyLooks
            ?? Guard.Check(click.Visit.Caller.Person, Act.Edit, found.Value.Subject, found.Value.Of.People);
        if (refusal is not null)
        {
            return await answering.RefuseAsync(click, refusal, ct);
        }

        if (ReviewCard.Edit(await reads.Facts.ReadAsync(review, ct)) is not { } form)
        {
            return await answering.RefuseAsync(click, review.Artifact.Type == ArtifactType.Table ? ByRows : NoForm, ct);
        }

        Card offered = Offered(form, click, review);
        if (click.IsInvoke)
        {
            return answering.Card(InPlace(offered, click));
        }

        await answering.Telling.ShowAsync(click.Visit, offered, [], ct);
        return TeamsResponse.Nothing;
    }

    public async ValueTask<TeamsResponse> TakeAsync(TeamsClick click, ReviewRow review, RunRow run, CancellationToken ct)
    {
        if (await ContentAsync(review, run, ct) is not { } content)
        {
            return await answering.RefuseAsync(click, Gone, ct);
        }

        ImmutableSortedDictionary<string, string> fields = click.Inputs.Texts
            .Where(input => input.Key.StartsWith(CardInput.Field, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(input => input.Key[CardInput.Field.Length..], input => input.Value.ReplaceLineEndings("\n"), StringComparer.Ordinal);
        Result<Value> edited = EditReader.Fields(review.Artifact.Type, content, fields);
        if (edited.Refusal is { } wrong)
        {
            return await AgainAsync(click, review, fields, wrong, ct);
        }

        var request = new DecisionRequest(
            click.Visit.Caller, review.Id, review.Revision, click.Press.Ref.Shown, DecisionKind.Edit, "", [], edited.Value, click.Press.Verb == CardVerb.EditApprove, click.Along(answering.Telling, AnswerScope.Refusals));
        Reply reply = await conversation.DecideAsync(request, ct);
        return reply is Reply.Refused { Refusal: { Kind: RefusalKind.BadInput } mistake } ? await AgainAsync(click, review, fields, mistake, ct) : answering.Within(click, reply);
    }

    /// <summary>The form once more, with what was typed and what is wrong with it.</summary>
    private async ValueTask<TeamsResponse> AgainAsync(TeamsClick click, ReviewRow review, ImmutableSortedDictionary<string, string> typed, Refusal wrong, CancellationToken ct)
    {
        if (!click.IsInvoke || ReviewCard.Edit(await reads.Facts.ReadAsync(review, ct)) is not { } form)
        {
            return await answering.RefuseAsync(click, wrong, ct);
        }

        return answering.Card(InPlace(Offered(form, click, review), click) with
        {
            Body =
            [
                new CardElement.TextBlock(CardText.Line(wrong.ToString(), 300)) { Color = TextColor.Attention },
                .. form.Body.Select(element => element switch
                {
                    CardElement.InputText input when typed.TryGetValue(input.Name[CardInput.Field.Length..], out string? text) => input with { Value = CardText.Visible(text) },
                    CardElement.InputChoiceSet input when typed.TryGetValue(input.Name[CardInput.Field.Length..], out string? option) => input with { Value = option },
                    _ => element,
                }),
            ],
        });
    }

    /// <summary>Without the button that approves, for whom the policy gives no yes that decides alone.</summary>
    private Card Offered(Card form, TeamsClick click, ReviewRow review) => DecidingRule.EditorMayApprove(click.Visit.Caller.Person, review, reads.Drawing.People)
        ? form
        : form with { Actions = [.. form.Actions.Where(action => action is not CardAction.Execute { Verb: CardVerb.EditApprove })] };

    /// <summary>The form stands where the card stood: a way back to it belongs there.</summary>
    private static Card InPlace(Card form, TeamsClick click) =>
        form with { Actions = [.. form.Actions, new CardAction.Execute(CardVerb.View, click.Press.Ref with { Shown = "" }) { Title = "Back to the card" }] };

    private async ValueTask<Value?> ContentAsync(ReviewRow review, RunRow run, CancellationToken ct)
    {
        if (await reads.Drawing.Artifacts.FindAsync(run.Channel, review.Artifact.Content, ct) is not { } artifact)
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

/// <summary>What edits are read from.</summary>
public sealed record EditReads(RunFinder Finder, ReviewAnswers Answers, ReviewFactsReader Facts, DrawingReads Drawing);
