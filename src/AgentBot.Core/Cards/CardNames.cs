using System.Globalization;

namespace AgentBot.Core.Cards;

/// <summary>What buttons ask for. The same words travel in every platform's button.</summary>
public static class CardVerb
{
    public const string Approve = "approve";
    public const string Changes = "changes";
    public const string Edit = "edit";

    /// <summary>Sends an edited text for others to approve.</summary>
    public const string EditSave = "edit-save";

    /// <summary>Sends an edited text and approves it in the same step.</summary>
    public const string EditApprove = "edit-approve";
    public const string Reject = "reject";

    /// <summary>The consent that what is approved leaves a private channel.</summary>
    public const string Declassify = "declassify";

    /// <summary>Approves a tool's call and allows further ones like it.</summary>
    public const string Allow = "allow";
    public const string Withdraw = "withdraw";

    /// <summary>Puts one's own part of the decision into somebody else's hands.</summary>
    public const string Delegate = "delegate";
    public const string Remind = "remind";
    public const string Cancel = "cancel";

    /// <summary>The unclear effect did happen.</summary>
    public const string SettleHappened = "settle-happened";

    /// <summary>It did not happen: send it.</summary>
    public const string SettleAgain = "settle-again";
    public const string SettleRetry = "settle-retry";
    public const string SettleSkip = "settle-skip";
    public const string SettleStop = "settle-stop";

    /// <summary>Adds to the pot that a step is short of; the note holds how much.</summary>
    public const string SettleRaise = "settle-raise";

    /// <summary>Has the rest of a run done by the cheaper model.</summary>
    public const string SettleCheap = "settle-cheap";

    /// <summary>Types the command that the reference holds.</summary>
    public const string Command = "command";

    /// <summary>Hands in a form; the reference names the template.</summary>
    public const string Start = "start";
    public const string DryRun = "dry-run";

    /// <summary>Shows the card as its reader may use it; changes nothing.</summary>
    public const string View = "view";

    /// <summary>Goes through the rows of a table, page by page; <see cref="RowsCard"/>.</summary>
    public const string Rows = "rows";

    /// <summary>On the rows: the next page, an earlier one, another view.</summary>
    public const string RowsNext = "rows-next";
    public const string RowsBack = "rows-back";
    public const string RowsShow = "rows-show";

    /// <summary>On the rows: all that have no choice yet are approved.</summary>
    public const string RowsRest = "rows-rest";

    /// <summary>On the rows: those without a choice as the agent proposes.</summary>
    public const string RowsProposed = "rows-proposed";

    /// <summary>On the rows: what the choices come to, and the button that hands them in.</summary>
    public const string RowsTotals = "rows-totals";

    /// <summary>On one row: its cells, its choice and words about it.</summary>
    public const string RowsChange = "rows-change";

    /// <summary>Keeps what was filled in there, as a part of the draft.</summary>
    public const string RowsKeep = "rows-keep";

    /// <summary>Hands the rows out to be decided in a spreadsheet.</summary>
    public const string RowsFile = "rows-file";

    /// <summary>Reads rows that came back from one, as a part of the draft.</summary>
    public const string RowsPaste = "rows-paste";

    /// <summary>Hands the choices in whose totals were shown.</summary>
    public const string RowsSubmit = "rows-submit";

    /// <summary>Opens the whole of what a review shows only a part of.</summary>
    public const string Read = "read";
}

/// <summary>Names of the inputs on cards.</summary>
public static class CardInput
{
    /// <summary>The sentence of a remark, a rejection or a stop.</summary>
    public const string Note = "note";

    /// <summary>Who decides in one's place.</summary>
    public const string To = "to";

    /// <summary>Marked rows of a choice: row numbers with commas between.</summary>
    public const string Marked = "marked";

    /// <summary>Marked rows as typed: "14, 57-60".</summary>
    public const string Rows = "rows";

    /// <summary>How many further calls are allowed, until which day, and up to which amount each.</summary>
    public const string Calls = "calls";
    public const string Until = "until";
    public const string Amount = "amount";

    /// <summary>Which rows are shown.</summary>
    public const string View = "view";

    /// <summary>Before the number of a row with a choice: "row.14".</summary>
    public const string Row = "row.";

    /// <summary>Before the number of a row with words about it: "rownote.14".</summary>
    public const string RowNote = "rownote.";

    /// <summary>Of the form of one row: its choice, words about it, and before the number of a column, from 1, a cell: "cell.3".</summary>
    public const string OneRow = "onerow";
    public const string OneRowNote = "onerownote";
    public const string Cell = "cell.";

    /// <summary>Rows that come back from a spreadsheet.</summary>
    public const string Pasted = "pasted";

    /// <summary>Before the name of an edited field or of an answer in a form.</summary>
    public const string Field = "f.";
}

/// <summary>Kinds of things a button can point at.</summary>
public static class CardRef
{
    public const string Review = "review";
    public const string Run = "run";
    public const string Effect = "effect";

    /// <summary>A step that asks; the id is "run:step:round".</summary>
    public const string Step = "step";
    public const string Form = "form";

    /// <summary>A form whose answers so far stand in a receipt; the id is that receipt's key.</summary>
    public const string Given = "given";

    /// <summary>A version of a review that came back as a file; the id is the review's, a colon, and the version's digest.</summary>
    public const string Edited = "edited";
    public const string Command = "command";

    /// <summary>Alike reviews that are approved together; the id is that of the batch.</summary>
    public const string Together = "together";
}

/// <summary>Addresses of console pages that cards link to; the renderer puts the public address in front.</summary>
public static class CardPath
{
    public static string Review(ReviewId review, int revision) => $"/console/reviews/{review}/{revision}";

    /// <summary>Opening it counts as having seen the whole.</summary>
    public static string ReviewInFull(ReviewId review, int revision) => $"/console/reviews/{review}/{revision}/full";

    public static string Run(long number) => $"/console/runs/{number}";

    public static string Template(string name) => $"/console/templates/{Uri.EscapeDataString(name)}";

    /// <summary>For platforms that show the same in their own way: what a path of this kind points at, and whether it is
    /// <see cref="ReviewInFull"/>; null for any other path.</summary>
    public static (ReviewId Review, int Revision, bool InFull)? ReadReview(string path)
    {
        string[] parts = path.Split('/');
        return parts is ["", "console", "reviews", { Length: > 0 } id, { } revision, ..] && parts.Length <= 6 && (parts.Length == 5 || parts[5] == "full")
            && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (new ReviewId(id), number, parts.Length == 6)
            : null;
    }

    /// <summary>The number of the run whose page it is; null for any other path.</summary>
    public static long? ReadRun(string path) =>
        path.Split('/') is ["", "console", "runs", { } run] && long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
