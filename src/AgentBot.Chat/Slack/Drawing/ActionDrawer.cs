using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardAction;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>The buttons of a card. They carry identifiers only; a second step is a confirming dialog where words suffice, a modal where something is asked.</summary>
internal sealed class ActionDrawer(SlackContext context, PieceList pieces)
{
    private const int LongestLabel = 40;

    /// <summary>A button beside the text of a section or in a row; unique by its number.</summary>
    private int _number;

    public static PressStep StepOf(Execute execute) => execute.Verb == CardVerb.Edit || execute.Ref.Kind == CardRef.Form ? PressStep.Ask : PressStep.Act;

    /// <summary>Rows of at most 25 buttons; only the first primary one keeps its colour.</summary>
    public IEnumerable<JsonObject> Rows(IEnumerable<CardAction> actions)
    {
        JsonObject[] buttons = [.. actions.Select(Button).OfType<JsonObject>()];
        foreach (JsonObject second in buttons.Where(button => (string?)button["style"] == "primary").Skip(1))
        {
            second.Remove("style");
        }

        return buttons.Chunk(BlockLimits.ActionElements).Select(Block.Actions);
    }

    public JsonObject? Button(CardAction action) => action switch
    {
        // Another step follows: the form is filled in a modal.
        Execute { Ref.Kind: CardRef.Form } form => Press(form.Title.TrimEnd('…') + "…", new CardPress(StepOf(form), form.Verb, form.Ref), form.Style),
        Execute execute => Press(execute.Title, new CardPress(StepOf(execute), execute.Verb, execute.Ref), execute.Style),
        ShowCard show => Second(show),
        OpenUrl open => Open(open),
        _ => null,
    };

    public JsonObject? Press(string title, CardPress press, ActionStyle? style)
    {
        if (press.Value.Length > BlockLimits.ButtonValue)
        {
            pieces.Lose($"the button “{title}”: what it points at is too long");
            return null;
        }

        JsonObject button = Bare(title, press.ActionId(_number++));
        button["value"] = press.Value;
        if (style is ActionStyle.Positive or ActionStyle.Destructive)
        {
            button["style"] = style == ActionStyle.Positive ? "primary" : "danger";
        }

        return button;
    }

    private JsonObject? Second(ShowCard show)
    {
        if (show.Card.Actions.OfType<Execute>().FirstOrDefault() is not { } execute)
        {
            pieces.Lose($"the button “{show.Title}”: it leads to nothing");
            return null;
        }

        ActionStyle? style = show.Style ?? (execute.Style == ActionStyle.Destructive ? ActionStyle.Destructive : null);
        string? sentence = Sentence(show.Card);
        if (sentence is null || show.Card.Actions.Length > 1)
        {
            return Press(show.Title, new CardPress(PressStep.Ask, execute.Verb, execute.Ref), style);
        }

        JsonObject? button = Press(show.Title, new CardPress(StepOf(execute), execute.Verb, execute.Ref), style);
        if (button is not null)
        {
            button["confirm"] = new JsonObject
            {
                ["title"] = Block.Plain(SlackText.Line(show.Title.TrimEnd('…', ' ') + "?", BlockLimits.ConfirmTitle)),
                ["text"] = Block.Plain(sentence),
                ["confirm"] = Block.Plain(SlackText.Line(execute.Title, BlockLimits.ConfirmButton) is { Length: > 0 } yes ? yes : "Yes"),
                ["deny"] = Block.Plain("Go back"),
                ["style"] = execute.Style == ActionStyle.Destructive ? "danger" : "primary",
            };
        }

        return button;
    }

    /// <summary>The words of a second step that only repeats what will happen; null where it asks for something or is too long for a dialog.</summary>
    private static string? Sentence(Card card)
    {
        if (card.Body.IsEmpty || !card.Body.All(element => element is CardElement.TextBlock))
        {
            return null;
        }

        var reader = new InkReader(SlackContext.Plain, []);
        string text = string.Join('\n', card.Body.OfType<CardElement.TextBlock>().Select(block => InkReader.Words(reader.Read(block.Text)))).Trim();
        return text.Length is > 0 and <= BlockLimits.ConfirmText ? text : null;
    }

    private JsonObject? Open(OpenUrl open)
    {
        if (CardPath.ReadReview(open.Path) is { InFull: true } whole)
        {
            return Press(open.Title, Whole(whole.Review, whole.Revision), null);
        }

        if (ChatAddress.OfButton(open.Path, context.PublicUrl, context.AddressOf(open.Path)) is { } address)
        {
            JsonObject button = Bare(open.Title, new CardPress(PressStep.Link, CardPress.NoVerb, new ActionRef("", "")).ActionId(_number++));
            button["url"] = address;
            return button;
        }

        // Without an address from outside the same is told in Slack itself, where it can be.
        if (CardPath.ReadReview(open.Path) is { } review)
        {
            return Press(open.Title, Whole(review.Review, review.Revision), null);
        }

        if (CardPath.ReadRun(open.Path) is { } run)
        {
            return Press(open.Title, new CardPress(PressStep.Act, CardVerb.Command, new ActionRef(CardRef.Command, string.Create(CultureInfo.InvariantCulture, $"why {run}"))), null);
        }

        pieces.Lose($"the link “{open.Title}”: no address for it");
        return null;
    }

    private static CardPress Whole(AgentBot.Core.ReviewId review, int revision) =>
        new(PressStep.Read, CardPress.NoVerb, new ActionRef(CardRef.Review, review.Value, revision));

    private static JsonObject Bare(string title, string actionId)
    {
        string label = SlackText.Line(title, LongestLabel);
        return new JsonObject { ["type"] = "button", ["action_id"] = actionId, ["text"] = Block.Plain(label.Length == 0 ? "Open" : label) };
    }
}
