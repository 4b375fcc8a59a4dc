using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>What one artifact is drawn from.</summary>
public sealed record SurfaceInput
{
    public required Value Content { get; init; }

    /// <summary>The revision before, where there is one.</summary>
    public Value? Before { get; init; }

    public required string TemplateTitle { get; init; }

    public required PlannedEffects Effects { get; init; }

    public required CardClock Clock { get; init; }

    /// <summary>Amounts named by rules; a value just under one is worth a look.</summary>
    public ImmutableArray<decimal> Limits { get; init; } = [];

    /// <summary>What the run was given; <see cref="SourceBook.Unread"/> where nobody looked, and then nothing is warned about.</summary>
    public SourceBook Sources { get; init; } = SourceBook.Unread;

    public CardRoom Room { get; init; } = CardRoom.Ordinary;

    /// <summary>Who made the content: "the agent", or the name of the program that handed it in.</summary>
    public string Author { get; init; } = "the agent";

    /// <summary>True where it stands as what was approved, for those who take it up.</summary>
    public bool IsPublished { get; init; }
}

/// <summary>How much of the content a card has room for.</summary>
public sealed record CardRoom(int DraftCharacters, int Paragraphs, int Rows, int Pairs)
{
    public static readonly CardRoom Ordinary = new(600, 5, 12, 6);

    /// <summary>On the page of the console, where the full list is beside it.</summary>
    public static readonly CardRoom Console = new(1_200, 8, 8, 6);
}

/// <summary>What one surface puts on a card.</summary>
public sealed record ReviewSheet
{
    public required Headline Headline { get; init; }

    public ImmutableArray<CardElement> Facts { get; init; } = [];

    /// <summary>The facts as one plain line, for notifications.</summary>
    public string FactsLine { get; init; } = "";

    public ImmutableArray<CardElement> Changes { get; init; } = [];

    public int ChangeCount { get; init; }

    public ImmutableArray<CardElement> Draft { get; init; } = [];

    /// <summary>Title of the draft part; what it is.</summary>
    public string DraftTitle { get; init; } = "Draft";

    public string DraftOrigin { get; init; } = "written by the agent";

    /// <summary>Null where the card shows everything.</summary>
    public CutNotice? Cut { get; init; }

    /// <summary>What changes the risk of a yes; empty on most cards.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Rows a remark can be about, at most eight of them; the value is the row's number.</summary>
    public ImmutableArray<CardChoice> Candidates { get; init; } = [];

    /// <summary>True where there are rows that a remark can name by number.</summary>
    public bool HasRows { get; init; }

    /// <summary>What the rows are called: "rows", "mails".</summary>
    public string RowsNoun { get; init; } = "rows";

    /// <summary>Claims with their sources, empty where the content cites none.</summary>
    public ImmutableArray<CardElement> Evidence { get; init; } = [];

    /// <summary>How the question is answered.</summary>
    public SheetAnswers Answers { get; init; } = SheetAnswers.Ordinary;

    /// <summary>A sentence after what a yes does: what it does not do. Escaped; empty where nothing needs to be said.</summary>
    public string Besides { get; init; } = "";

    /// <summary>What handing in the editing form means.</summary>
    public string EditNote { get; init; } = "Your text replaces what the agent wrote. You are named as its author.";

    /// <summary>"table", "document", "message", "record".</summary>
    public required string Noun { get; init; }

    /// <summary>What happens to it when approved, before "is posted to …": "The document", "All 240 rows with their verdicts".</summary>
    public required string Whole { get; init; }

    public bool WholeIsMany { get; init; }
}

/// <summary>The buttons that answer, where a type says it otherwise than "Approve and post".</summary>
public sealed record SheetAnswers
{
    public static readonly SheetAnswers Ordinary = new();

    /// <summary>False where the card must not lean to a yes: no button stands out.</summary>
    public bool HasPrimary { get; init; } = true;

    /// <summary>The button that approves; empty for the usual words.</summary>
    public string Yes { get; init; } = "";

    /// <summary>The button that rejects; empty for the usual word.</summary>
    public string No { get; init; } = "";

    /// <summary>What stands on the card after a no.</summary>
    public string Rejected { get; init; } = "Rejected";

    /// <summary>Who reads the reason of a no and goes on, beside the one who asked, at the beginning of a sentence; empty for nobody.</summary>
    public string NoReader { get; init; } = "";

    /// <summary>What a second step repeats before the yes counts, escaped; empty where none is asked for the type's own sake.</summary>
    public string Repeat { get; init; } = "";

    /// <summary>The button of that second step: "Yes, pay 4,860.00 EUR".</summary>
    public string RepeatYes { get; init; } = "";

    /// <summary>Opens the form in which one must be chosen before anybody can approve; empty where nothing must be chosen.</summary>
    public string Choose { get; init; } = "";

    /// <summary>The button that opens the editing form; empty for the usual word.</summary>
    public string Edit { get; init; } = "";

    /// <summary>Stands before what a yes does: "If you approve".</summary>
    public string IfYes { get; init; } = "If you approve";
}

/// <summary>The sentence at the top, escaped.</summary>
/// <param name="Ask">"Post the document “Minutes” to #product?"</param>
/// <param name="Subject">Without verb and mark: "The document “Minutes”".</param>
/// <param name="Done">"Posted: the document “Minutes”".</param>
public sealed record Headline(string Ask, string Subject, string Done)
{
    /// <summary>The subject where nobody has said yes: without how many of it a yes would have been for.</summary>
    public string Undecided { get; init; } = Subject;

    public static Headline Of(PlannedEffects effects, string subject)
    {
        string to = effects.IsEmpty ? "" : " " + effects.All[0].Place;
        string ask = $"{effects.Verb} {CardParts.FirstLower(subject)}{CardText.Line(to.TrimStart()) switch { "" => "", string place => " " + place }}?";
        string brief = $"{effects.Verb} {CardParts.FirstLower(subject)}?";
        return new Headline(ask.Length > 80 ? brief : ask, CardParts.FirstUpper(subject), $"{CardParts.FirstUpper(effects.Past)}: {CardParts.FirstLower(subject)}");
    }
}

/// <param name="Sentence">Says what is not shown; Markdown.</param>
/// <param name="First">What a reviewer does before Approve works; a published card leaves it out.</param>
/// <param name="Button">"Open all 240 rows".</param>
public sealed record CutNotice(string Sentence, string First, string Button);

/// <param name="Name">The name the answer comes back under, without <see cref="CardInput.Field"/>.</param>
public sealed record EditField(string Name, string Label, string Value, bool Multiline, FieldType Type);
