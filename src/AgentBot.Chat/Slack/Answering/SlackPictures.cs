using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Puts the pictures of an open question below its card, once, when somebody opens the whole of it there: words about a picture
/// are not the picture. Where that fails the person has not been given everything, and may not approve yet.
/// </summary>
public sealed class SlackPictures(SlackFiles slack, EditFileReads reads)
{
    /// <summary>What is on its way into a thread at this moment.</summary>
    private readonly ConcurrentDictionary<string, bool> _putting = new(StringComparer.Ordinal);

    public async ValueTask<Handed> PutAsync(SlackClick click, ReviewRow review, RunRow run, ImmutableArray<Value.File> pictures, CancellationToken ct)
    {
        if (pictures.IsEmpty)
        {
            return Handed.Nothing;
        }

        if (click.Pressed.Surface is not PressPlace.OnMessage { IsEphemeral: false } card)
        {
            return new Handed(false, "The picture itself is put below the card. Open it from the card in the thread; Approve works after that.");
        }

        string thread = card.Thread.Length > 0 ? card.Thread : card.Timestamp;
        foreach (Value.File picture in pictures)
        {
            if (await PutAsync(card.Channel, thread, review, run, picture, ct) is { } missing)
            {
                return new Handed(false, $"{missing} Approve works once the picture is there.");
            }
        }

        return new Handed(true, pictures.Length == 1 ? "The picture itself is in the thread of the card." : "The pictures themselves are in the thread of the card.");
    }

    /// <returns>Why it is not there; null where it is.</returns>
    private async ValueTask<string?> PutAsync(string channel, string thread, ReviewRow review, RunRow run, Value.File picture, CancellationToken ct)
    {
        string mark = $"picture:{review.Id}:{review.Revision}:{channel}:{thread}:{picture.Content}";
        if (!_putting.TryAdd(mark, true))
        {
            return "The picture is on its way into the thread; open this again in a moment.";
        }

        try
        {
            if (await reads.Marks.FindMarkAsync(mark, ct) is not null)
            {
                return null;
            }

            if (await reads.Artifacts.FindAsync(run.Channel, picture.Content, ct) is not { } artifact)
            {
                return "The picture is no longer kept.";
            }

            string name = CardText.PlainLine(picture.Name, 80);
            SlackAnswer answer = await slack.UploadAsync(channel, thread, new SlackUpload(name, $"{name}, run {run.Number}{review.Letter}", artifact.Bytes), ct);
            if (answer is not SlackAnswer.Ok)
            {
                return "Slack did not take the picture; open this again in a minute, or ask an operator whether AgentBot may write files.";
            }

            await reads.Committer.CommitAsync(new Commit { Workspace = run.Workspace, Changes = [new Change.PutMark(mark, thread)] }, ct);
            return null;
        }
        finally
        {
            _putting.TryRemove(mark, out _);
        }
    }
}

/// <param name="IsAll">The person has been given all of them.</param>
/// <param name="Sentence">Where they are, or why they are not there; empty where there are none.</param>
public sealed record Handed(bool IsAll, string Sentence)
{
    public static readonly Handed Nothing = new(true, "");
}
