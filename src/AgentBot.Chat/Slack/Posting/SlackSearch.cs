using AgentBot.Chat.Slack.Calling;
using AgentBot.Core.Delivery;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>Looks for a message of AgentBot's own by the key it carries, and takes surplus copies away.</summary>
public sealed class SlackSearch(SlackMessages messages, SlackWorkspace workspace, ILogger<SlackSearch> logger)
{
    /// <summary>So many messages back; what is older was posted before a process could have died over it.</summary>
    private const int MostPages = 5;

    internal async ValueTask<(PostSearch Search, string Ts)> FindAsync(string channel, string thread, string key, CancellationToken ct)
    {
        if (await workspace.FindAsync(ct) is not { } self)
        {
            return (new PostSearch.CannotLook("Slack does not answer at the moment.", TimeSpan.FromSeconds(15)), "");
        }

        List<string> copies = [];
        string cursor = "";
        for (int page = 0; page < MostPages; page++)
        {
            SlackResult<MessagePage> read = await messages.ReadAsync(channel, thread, cursor, ct);
            if (!read.IsOk)
            {
                return (Failed(read.Answer), "");
            }

            // Only what this bot wrote counts: any other app could carry the same key.
            copies.AddRange(read.Value!.Messages.Where(message => message.Key == key && (message.Bot == self.Bot || (message.Bot.Length == 0 && message.User == self.User))).Select(message => message.Ts));
            cursor = read.Value.Next;
            if (cursor.Length == 0 || (copies.Count > 0 && thread.Length == 0))
            {
                break;
            }
        }

        copies.Sort(string.CompareOrdinal);
        await RemoveAsync(channel, copies, key, ct);
        return copies is [var first, ..] ? (new PostSearch.Found(first), first) : (new PostSearch.Absent(), "");
    }

    // The oldest stays: its link may have been used already.
    private async ValueTask RemoveAsync(string channel, List<string> copies, string key, CancellationToken ct)
    {
        foreach (string copy in copies.Skip(1))
        {
            await messages.DeleteAsync(channel, copy, ct);
        }

        if (copies.Count > 1)
        {
            Log.CopiesRemoved(logger, copies.Count - 1, key);
        }
    }

    private static PostSearch Failed(SlackAnswer answer) => answer switch
    {
        // A thread that is gone holds nothing.
        SlackAnswer.Refused { Error: "thread_not_found" } => new PostSearch.Absent(),
        SlackAnswer.Refused => new PostSearch.CannotLook("AgentBot may not read back what it posts in Slack, so nobody knows whether it arrived.", null),
        SlackAnswer.Limited limited => new PostSearch.CannotLook("Slack asked to wait.", limited.After),
        _ => new PostSearch.CannotLook("Slack does not answer at the moment.", TimeSpan.FromSeconds(15)),
    };
}
