using System.Collections.Concurrent;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Files that are handed out in the thread of a run, to be changed and handed back there.</summary>
public sealed class ThreadFiles(SlackFiles slack, IDeliveryReader delivery, IStoreMarks marks, ICommitter committer)
{
    /// <summary>What is on its way into a thread at this moment.</summary>
    private readonly ConcurrentDictionary<string, RunRow> _putting = new(StringComparer.Ordinal);

    /// <summary>Puts a file into the run's thread, once however often and by however many it is asked for.</summary>
    /// <param name="mark">Names the file for ever.</param>
    /// <param name="make">Null where there is nothing to put.</param>
    /// <returns>Whether it stands there or is on its way.</returns>
    public async ValueTask<bool> PutAsync(string mark, RunRow run, Func<ValueTask<SlackUpload?>> make, CancellationToken ct)
    {
        if (!_putting.TryAdd(mark, run))
        {
            return true;
        }

        try
        {
            if (await marks.FindMarkAsync(mark, ct) is not null)
            {
                return true;
            }

            if (await make() is not { } upload || await slack.UploadAsync(run.Channel.Channel, await ThreadOfAsync(run, ct), upload, ct) is not SlackAnswer.Ok)
            {
                return false;
            }

            await committer.CommitAsync(new Commit { Workspace = run.Workspace, Changes = [new Change.PutMark(mark, run.Thread)] }, ct);
            return true;
        }
        finally
        {
            _putting.TryRemove(mark, out _);
        }
    }

    private async ValueTask<string> ThreadOfAsync(RunRow run, CancellationToken ct)
    {
        if (!run.Thread.StartsWith("run:", StringComparison.Ordinal))
        {
            return run.Thread;
        }

        ViewRow? root = await delivery.FindViewAsync(Conversations.InChannel(run.Channel), run.Thread, ct);
        return root is null ? "" : SlackMessageRef.ThreadOf(run.Channel, root.Message);
    }
}
