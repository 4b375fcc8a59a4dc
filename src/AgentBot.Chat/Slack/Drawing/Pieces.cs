using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>What gives way first where a card is too large, from the top of this list to its end.</summary>
internal enum PieceWeight
{
    /// <summary>A dividing line.</summary>
    Line,

    /// <summary>Draft, evidence, rows, changes.</summary>
    Body,

    /// <summary>What AgentBot computed.</summary>
    Facts,

    /// <summary>Strip, asked, consequence, warning, who decides, small print.</summary>
    Kept,

    /// <summary>The question and the inputs: without them the card asks nothing.</summary>
    Question,
}

/// <summary>One block with what it costs and what may become of it.</summary>
internal sealed record Piece(JsonObject Block, PieceWeight Weight)
{
    public int Characters { get; } = BlockLimits.VisibleCharacters(Block);
}

/// <summary>Collects the blocks of one drawing, what Slack cannot show, and the words of everything for the file that goes below where something is cut.</summary>
internal sealed class PieceList
{
    private readonly StringBuilder _words = new();

    public List<Piece> All { get; } = [];

    public List<string> Lost { get; } = [];

    public List<CutContent> Files { get; } = [];

    /// <summary>Actions that stood inside the body, in front of the card's own.</summary>
    public List<CardAction> Actions { get; } = [];

    /// <summary>True where some words of the card are not shown.</summary>
    public bool IsCut { get; set; }

    public bool HasTable { get; set; }

    /// <summary>Everything that the card says, uncut, one line for each element.</summary>
    public string Words => _words.ToString().Trim();

    public void Add(JsonObject block, PieceWeight weight) => All.Add(new Piece(block, weight));

    public void Say(string words)
    {
        if (words.Trim().Length > 0)
        {
            _words.Append(words.Trim()).Append("\n\n");
        }
    }

    public void Lose(string what)
    {
        if (!Lost.Contains(what))
        {
            Lost.Add(what);
        }
    }
}
