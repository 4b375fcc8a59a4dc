using System.Collections.Immutable;
using System.Text;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>Puts what a card had to leave out into its thread, as files right below it.</summary>
public sealed class SlackAttachments(SlackFiles files, SlackMessages messages, ILogger<SlackAttachments> logger)
{
    private const int MostPages = 5;

    /// <param name="thread">The thread the card stands in; for a card in the channel itself the card begins it.</param>
    internal async ValueTask AddAsync(string channel, string thread, string key, ImmutableArray<CutContent> cut, CancellationToken ct)
    {
        foreach (CutContent file in cut)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
            if (bytes.Length == 0)
            {
                continue;
            }

            SlackAnswer answer = await files.UploadAsync(channel, thread, new SlackUpload(file.FileName, file.Title, bytes), ct);
            if (answer is SlackAnswer.Ok)
            {
                continue;
            }

            string why = PostJudge.OfEdit(answer, "this channel") switch
            {
                PostOutcome.Impossible impossible => impossible.Sentence,
                PostOutcome.Later later => later.Sentence,
                _ => "",
            };
            Log.FileNotAdded(logger, key, why);
            // Cut content never disappears silently.
            string said = SlackText.Mrkdwn($"“{file.Title}” could not be added here as a file. {why}".Trim(), SlackMessages.LongestText);
            await messages.PostAsync(channel, thread, new SlackContent(said, null, $"{key}:file"), ct);
        }
    }

    /// <summary>The same after a process died somewhere between the card and its files: only what is missing.</summary>
    /// <param name="card">The card's own id.</param>
    internal async ValueTask CompleteAsync(string channel, string thread, string card, string key, ImmutableArray<CutContent> cut, CancellationToken ct)
    {
        if (cut.IsEmpty)
        {
            return;
        }

        var there = new HashSet<string>(StringComparer.Ordinal);
        string cursor = "";
        for (int page = 0; page < MostPages; page++)
        {
            SlackResult<MessagePage> read = await messages.ReadAsync(channel, thread, cursor, ct);
            if (!read.IsOk)
            {
                return;
            }

            there.UnionWith(read.Value!.Messages.Where(message => string.CompareOrdinal(message.Ts, card) > 0).SelectMany(message => message.Files));
            cursor = read.Value.Next;
            if (cursor.Length == 0)
            {
                break;
            }
        }

        await AddAsync(channel, thread, key, [.. cut.Where(file => !there.Contains(file.Title) && !there.Contains(file.FileName))], ct);
    }
}
