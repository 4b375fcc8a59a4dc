using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>How a person edits an artifact from Slack.</summary>
public abstract record EditOffer
{
    private EditOffer()
    {
    }

    /// <summary>Everything fits a modal.</summary>
    public sealed record InModal(JsonObject View) : EditOffer;

    /// <summary>Too long for Slack's inputs, or a table: a file in the thread is changed and handed back, see <see cref="AgentBot.Core.Reviews.Surfaces.ReturnedFile"/>. <paramref name="View"/> says so.</summary>
    public sealed record ByFile(JsonObject View) : EditOffer;
}

/// <summary>The text of a document, a message or a record in a modal. <see cref="EditAnswers"/> is the way back.</summary>
public static class EditModal
{
    /// <summary>Block of the choice what happens with the edited text.</summary>
    public const string Then = "then";

    private const string NoFile = "This is longer than a form in Slack holds. Edit it in the console, or send it back with a remark.";

    private static readonly OptionList Outcomes = new(
    [
        new CardChoice("Approve my version", CardVerb.EditApprove),
        new CardChoice("Save it for others to decide", CardVerb.EditSave),
    ]);

    /// <param name="form">As <see cref="ReviewCard.Edit"/> draws it; null where the type is edited as a file only.</param>
    /// <param name="mayApprove">False leaves the person no choice: others decide.</param>
    /// <param name="file">Name of the file in the thread that can be changed and handed back there; empty where none can.</param>
    public static EditOffer Draw(Card? form, ModalReference at, bool mayApprove, string file = "")
    {
        InputText[] inputs = form is null ? [] : [.. form.Body.OfType<InputText>()];
        bool asks = form is not null && form.Body.Any(element => element is InputText or InputChoiceSet);
        if (form is null || !asks || inputs.Any(input => input.Value?.Length > BlockLimits.InputText) || form.Body.Length > BlockLimits.ViewBlocks - 5)
        {
            return new EditOffer.ByFile(NoticeModal.Draw("Edit", file.Length == 0 ? NoFile : ByFile(file), at));
        }

        // The card's strip and question stand above the form already; the sentence about the author stays.
        PieceList pieces = BlockKitDrawer.Pieces(form with { Body = [.. form.Body.Where(element => element.Id != CardPart.Strip).Select(NotEmptied)] }, SlackContext.Plain, BlockSurface.Modal);
        var blocks = new List<JsonObject>(ModalFrame.Blocks(pieces));
        if (mayApprove)
        {
            blocks.Add(Block.Input(Then, "What happens with your version", CardInputs.Radio(Outcomes, CardVerb.EditSave), optional: false));
        }
        else
        {
            blocks.Add(Block.Context("Somebody else decides about your version."));
        }

        return new EditOffer.InModal(ModalFrame.Of(ModalKind.Edit, "Your version", blocks, at, "Save"));
    }

    private static string ByFile(string file) =>
        $"This is longer than a form in Slack holds. Take the file “{SlackText.Line(file, 100)}” from the thread, change it, and add your version there as a reply. Keep its name.";

    // A text may be shortened, not taken away: that is what Reject is for.
    private static CardElement NotEmptied(CardElement element) => element is InputText { Multiline: true, Value.Length: > 0 } text ? text with { IsRequired = true } : element;
}
