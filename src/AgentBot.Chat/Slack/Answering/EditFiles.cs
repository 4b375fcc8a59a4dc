using System.Collections.Immutable;
using System.Text;
using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Editing what no form of Slack holds: it goes into the thread as a file, comes back changed with a mention of AgentBot, and is
/// used only after the person has said so on a card that tells what differs.
/// </summary>
public sealed class EditFiles(ThreadFiles files, RowsFiles rows, RunFinder finder, ChatTelling telling, EditFileReads reads)
{
    private static readonly Refusal Unreadable = new(RefusalKind.BadFile, "Your version was not taken.", "It is no text in UTF-8.", "Save it as UTF-8 text, then add it again.");

    /// <summary>Puts the reviewed content into the run's thread, once however often and by however many it is asked for.</summary>
    public async ValueTask PutAsync(ReviewRow review, RunRow run, CancellationToken ct) => await files.PutAsync(
        $"edit-file:{review.Id}:{review.Revision}",
        run,
        async () => await ContentAsync(run, review.Artifact.Content, ct) is { } content ? FileOf(content, run, review) : null,
        ct);

    /// <summary>A file without words, in the thread of a run: decisions about its rows, or the person's version of what is under review there.</summary>
    public async ValueTask TakeAsync(SlackVisit visit, Value.File file, CancellationToken ct)
    {
        Result<FoundReview> found = await finder.ReviewAsync(visit.Caller, (RunNumber?)null, ct);
        Artifact? given = await reads.Artifacts.FindAsync(visit.Caller.Channel, file.Content, ct);
        string? text = given is null ? null : TextOf(given);
        if (!found.IsRefused && text is not null && await rows.TakeAsync(visit, found.Value, file.Name, text, ct))
        {
            return;
        }

        Refusal? refusal = found.Refusal ?? visit.Caller.OnlyLooks ?? Guard.Check(visit.Caller.Person, Act.Edit, found.Value.Subject, found.Value.Of.People);
        if (refusal is not null)
        {
            await telling.RefuseAsync(visit, refusal, ct);
            return;
        }

        (ReviewRow review, RunRow run) = (found.Value.Review, found.Value.Run);
        Value? before = await ContentAsync(run, review.Artifact.Content, ct);
        Result<Value> edited = before is null || text is null ? Unreadable : ReturnedFile.Read(review.Artifact.Type, before, file.Name, text);
        if (edited.Refusal is { } wrong)
        {
            await telling.RefuseAsync(visit, wrong, ct);
            return;
        }

        Artifact artifact = Artifact.Of(review.Artifact.Type, edited.Value, visit.Caller.Person, review.Artifact.Content);
        bool mayApprove = DecidingRule.EditorMayApprove(visit.Caller.Person, review, found.Value.Of.People);
        await telling.ShowAsync(
            visit,
            Card(review, run, file.Name, Difference(before!, edited.Value), artifact.Ref.Content, mayApprove),
            [new Change.PutArtifact(run.Channel, artifact, run.Id, reads.Time.GetUtcNow())],
            ct);
    }

    /// <summary>What the button of that card points at; null where it is no such thing.</summary>
    public static (ReviewId Review, Digest Edited)? ReadRef(ActionRef about) =>
        about.Id.Split(':') is [{ Length: > 0 } review, { Length: 64 } digest] ? (new ReviewId(review), new Digest(digest)) : null;

    /// <summary>The value of kept bytes; null when they are gone or are no value.</summary>
    public async ValueTask<Value?> ContentAsync(RunRow run, Digest content, CancellationToken ct)
    {
        if (await reads.Artifacts.FindAsync(run.Channel, content, ct) is not { } artifact)
        {
            return null;
        }

        try
        {
            return ValueJson.Read(artifact.Bytes.Span);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static Card Card(ReviewRow review, RunRow run, string file, string difference, Digest edited, bool mayApprove)
    {
        var about = new ActionRef(CardRef.Edited, $"{review.Id}:{edited}", review.Revision, review.Artifact.Content.Value[..16]);
        string question = $"Use {CardText.QuotePlain(file, 80)} as your version of run {run.Number}{review.Letter}?";
        CardAction save = new CardAction.Execute(CardVerb.EditSave, about) { Title = "Save for others to decide" };
        return new Card
        {
            FallbackText = $"{question} {difference}",
            Body =
            [
                new CardElement.TextBlock(CardText.Line(question)) { Id = CardPart.Question, Weight = TextWeight.Bolder, Heading = true },
                new CardElement.TextBlock(difference),
                new CardElement.TextBlock("It replaces what the agent wrote. You are named as its author.") { IsSubtle = true, Size = TextSize.Small },
            ],
            Actions = mayApprove ? [new CardAction.Execute(CardVerb.EditApprove, about) { Title = "Approve my version", Style = ActionStyle.Positive }, save] : [save],
        };
    }

    private static SlackUpload? FileOf(Value content, RunRow run, ReviewRow review)
    {
        string name = $"run-{run.Number}{review.Letter}";
        if (content is Value.Table table)
        {
            return Upload(name + ".csv", ReturnedTable.Write(table.Data));
        }

        ArtifactKind kind = ReviewSurfaces.For(review.Artifact.Type, content);
        return kind.ComesBackAsFile(content) && kind.Plain(content) is { } plain ? Upload(name + plain.Ending, plain.Text) : null;
    }

    private static SlackUpload Upload(string name, string text) => new(name, "Change this file, then add it here with a mention of AgentBot", Encoding.UTF8.GetBytes(text));

    private static string Difference(Value before, Value edited)
    {
        if (before is Value.Table was && edited is Value.Table now)
        {
            var old = Enumerable.Range(0, was.Data.Rows.Length).ToDictionary(was.Data.KeyOf, row => was.Data.Rows[row]);
            int changed = Enumerable.Range(0, now.Data.Rows.Length).Count(row => old.TryGetValue(now.Data.KeyOf(row), out ImmutableArray<Value> before) && !before.SequenceEqual(now.Data.Rows[row]));
            return $"{Wording.Rows(changed)} changed, {Wording.Rows(was.Data.Rows.Length - now.Data.Rows.Length)} taken out.";
        }

        string[] linesBefore = LinesOf(before), linesNow = LinesOf(edited);
        int added = linesNow.Except(linesBefore, StringComparer.Ordinal).Count(), gone = linesBefore.Except(linesNow, StringComparer.Ordinal).Count();
        return $"{Wording.Count(added, "line is", "lines are")} new or changed, {Wording.Count(gone, "line is", "lines are")} gone.";
    }

    private static string[] LinesOf(Value value) => value is Value.Record record
        ? [.. record.Fields.Select(field => field.Value).OfType<Value.Text>().SelectMany(text => text.Content.Split('\n'))]
        : [];

    private static string? TextOf(Artifact artifact)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(artifact.Bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What versions in files are read from.</summary>
public sealed record EditFileReads(IArtifactReader Artifacts, IStoreMarks Marks, ICommitter Committer, TimeProvider Time);
