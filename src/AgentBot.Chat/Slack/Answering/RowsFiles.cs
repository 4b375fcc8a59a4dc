using System.Text;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Deciding rows in a spreadsheet: the file goes into the thread, without anybody's choices, since everybody there reads it, and what
/// comes back with a mention of AgentBot is the draft of whoever handed it in. Nothing is decided by a file.
/// </summary>
public sealed class RowsFiles(ThreadFiles files, RowReads rows, IRowDesk desk, ChatTelling telling)
{
    public static readonly Refusal NotPut = new(RefusalKind.Unavailable, "The file is not in the thread.", "Slack did not take it.", "Try again in a minute, or decide row by row here.");

    /// <returns>The name of the file that stands in the thread; null where it could not be put there.</returns>
    public async ValueTask<string?> PutAsync(ReviewRow review, RunRow run, CancellationToken ct)
    {
        string name = RowsFile.NameOf($"{run.Number}{review.Letter}", review.Revision);
        bool stands = await files.PutAsync(
            $"rows-file:{review.Id}:{review.Revision}",
            run,
            async () => await rows.ShownAsync(review, ct) is { } table
                ? new SlackUpload(name, "Decide in this file, then add it here with a mention of AgentBot", Encoding.UTF8.GetBytes(RowsFile.Write(table, RowChoices.None, review)))
                : null,
            ct);
        return stands ? name : null;
    }

    /// <summary>What to do with the file, for the one who asked for it.</summary>
    public static string HowTo(string name) =>
        $"The rows are in the thread of the run, as “{SlackText.Line(name, 100)}”. Write approve, refuse, edit or return into the column “your decision”; what you change in a cell counts with edit. Then add the file to the thread, with a mention of AgentBot.\n\nNobody’s choices stand in it. What you marked here stays, where your file says nothing else. Nothing is decided until you hand your choices in.";

    /// <summary>Takes a file that came back as its owner's draft, and shows what it comes to. False where it is no such file.</summary>
    public async ValueTask<bool> TakeAsync(SlackVisit visit, FoundReview found, string name, string text, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (await rows.ShownAsync(review, ct) is not { } table || !RowsFile.IsOne(table, name, text))
        {
            return false;
        }

        var request = new RowsRequest(visit.Caller, review.Id, review.Revision, review.Artifact.Content.Value[..16], new RowMark.File(name, text, EmptyStays: true));
        Result<RowsMarked> marked = await desk.MarkAsync(request, ct);
        if (marked.Refusal is { } refusal)
        {
            await telling.RefuseAsync(visit, refusal, ct);
        }
        else
        {
            await telling.ShowAsync(visit, RowsCard.Taken(marked.Value.Sheet, name, marked.Value.Sentence), [], ct);
        }

        return true;
    }
}
