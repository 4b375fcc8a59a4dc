using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>Which modal of ours a submission or a click comes from.</summary>
public static class ModalKind
{
    public const string Form = "agentbot.form";
    public const string Note = "agentbot.note";
    public const string Edit = "agentbot.edit";
    public const string Full = "agentbot.full";
    public const string Rows = "agentbot.rows";
    public const string Notice = "agentbot.notice";
    public const string Loading = "agentbot.loading";
}

/// <summary>The frame around the blocks of a modal.</summary>
internal static class ModalFrame
{
    /// <summary>Room that a view leaves for what is added below its body.</summary>
    private const int Spare = 5;

    private const int MostCharacters = 40_000;

    public static JsonObject Of(string kind, string title, IEnumerable<JsonObject> blocks, ModalReference? at, string submit = "", string close = "Cancel")
    {
        var view = new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = kind,
            ["title"] = Short(title),
            ["close"] = Short(close),
            ["blocks"] = Block.Array(blocks),
        };
        if (submit.Length > 0)
        {
            view["submit"] = Short(submit, "Send");
        }

        if (at is not null)
        {
            view["private_metadata"] = at.Write();
        }

        return view;
    }

    /// <summary>The pieces of a drawing as far as a view has room.</summary>
    public static IEnumerable<JsonObject> Blocks(PieceList pieces)
    {
        BlockKitDrawer.Fit(pieces, BlockLimits.ViewBlocks - Spare, MostCharacters, "they are on the card");
        return pieces.All.Select(piece => piece.Block);
    }

    private static JsonObject Short(string text, string otherwise = "AgentBot")
    {
        string line = SlackText.Line(text.TrimEnd('…', ' '), BlockLimits.ViewTitle);
        return Block.Plain(line.Length == 0 ? otherwise : line);
    }
}
