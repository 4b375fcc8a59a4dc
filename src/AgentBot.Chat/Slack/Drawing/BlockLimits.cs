using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// Every limit of Block Kit that a payload of ours can touch, in UTF-16 units as Slack counts them, and the check that runs
/// before anything is sent. The figures are Slack's; those marked "ours" are lower on purpose.
/// </summary>
public static class BlockLimits
{
    public const int MessageBlocks = 50;
    public const int ViewBlocks = 100;

    /// <summary>Ours: five are kept for what must never be missing.</summary>
    public const int MessageBlocksUsed = 45;

    /// <summary>Ours: Slack refuses a message beyond a total that it does not document.</summary>
    public const int MessageCharacters = 13_000;

    /// <summary>Of <c>text</c> beside blocks; updates refuse more.</summary>
    public const int FallbackText = 4_000;

    public const int BlockId = 255;
    public const int ActionId = 255;
    public const int CallbackId = 255;
    public const int PrivateMetadata = 3_000;
    public const int ViewBytes = 250_000;
    public const int ViewTitle = 24;

    public const int Text = 3_000;
    public const int Header = 150;
    public const int Fields = 10;
    public const int Field = 2_000;
    public const int ContextElements = 10;
    public const int ActionElements = 25;
    public const int Label = 2_000;
    public const int Hint = 2_000;

    public const int TableRows = 100;
    public const int TableColumns = 20;

    /// <summary>Over all cells of all tables of a message.</summary>
    public const int TableCharacters = 10_000;

    public const int ButtonText = 75;
    public const int ButtonValue = 2_000;
    public const int Url = 3_000;
    public const int ConfirmTitle = 100;
    public const int ConfirmText = 300;
    public const int ConfirmButton = 30;

    public const int OptionText = 75;

    /// <summary>Slack takes 150; its own types say 75.</summary>
    public const int OptionValue = 75;

    public const int OptionDescription = 75;
    public const int SelectOptions = 100;
    public const int OptionGroups = 100;
    public const int Placeholder = 150;
    public const int Choices = 10;
    public const int InputText = 3_000;

    /// <summary>What Slack would refuse, each with its place, as in "blocks[3].text: 3,412 characters, at most 3,000"; empty when all is good.</summary>
    public static ImmutableArray<string> Check(JsonArray blocks, BlockSurface surface = BlockSurface.Message)
    {
        var check = new BlockCheck(surface);
        check.Blocks(blocks);
        return check.Mistakes;
    }

    /// <summary>The same for a modal or a Home tab.</summary>
    public static ImmutableArray<string> CheckView(JsonObject view)
    {
        bool isModal = (string?)view["type"] == "modal";
        var check = new BlockCheck(isModal ? BlockSurface.Modal : BlockSurface.Home);
        if (view["blocks"] is not JsonArray blocks)
        {
            return ["view: no blocks"];
        }

        check.Blocks(blocks);
        if (isModal)
        {
            check.PlainText(view["title"], "title", ViewTitle, required: true);
            check.PlainText(view["submit"], "submit", ViewTitle, required: blocks.Any(block => (string?)block?["type"] == "input"));
            check.PlainText(view["close"], "close", ViewTitle, required: false);
        }

        check.Length(view["private_metadata"], "private_metadata", PrivateMetadata);
        check.Length(view["callback_id"], "callback_id", CallbackId);
        check.AtMost(Encoding.UTF8.GetByteCount(view.ToJsonString()), ViewBytes, "view", "bytes");
        return check.Mistakes;
    }

    /// <summary>The same for a whole message with its fallback text.</summary>
    public static ImmutableArray<string> Check(SlackMessage message)
    {
        var mistakes = ImmutableArray.CreateBuilder<string>();
        mistakes.AddRange(Check(message.Blocks));
        if (message.Text.Length is 0 or > FallbackText)
        {
            mistakes.Add($"text: {message.Text.Length} characters, 1 to {FallbackText}");
        }

        int visible = VisibleCharacters(message.Blocks);
        if (visible > MessageCharacters)
        {
            mistakes.Add($"blocks: {visible} visible characters, at most {MessageCharacters}");
        }

        return mistakes.ToImmutable();
    }

    /// <summary>Characters that people see.</summary>
    public static int VisibleCharacters(JsonNode? node) => node switch
    {
        JsonArray array => array.Sum(VisibleCharacters),
        JsonObject thing => thing.Sum(pair => pair.Key is "text" && pair.Value is JsonValue text ? ((string?)text)?.Length ?? 0 : pair.Value is JsonValue ? 0 : VisibleCharacters(pair.Value)),
        _ => 0,
    };
}
