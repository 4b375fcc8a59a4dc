using System.Collections.Concurrent;
using AgentBot.Chat.Slack.Calling;

namespace AgentBot.Chat.Slack.Progress;

/// <summary>
/// The line under a thread that says that AgentBot is at work. Not every workspace and kind of conversation offers it: where it
/// was refused it is not asked for again for an hour, and the run's own message, edited as it proceeds, tells the same.
/// </summary>
public sealed class ThreadStatus(SlackApi api, TimeProvider time)
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    private const int MostRemembered = 1_000;

    /// <summary>By conversation; the empty name stands for the whole workspace.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _refusedUntil = new(StringComparer.Ordinal);

    /// <param name="words">What follows AgentBot's name: "is working on run 12"; empty takes the line away.</param>
    /// <returns>True where the line stands now as asked.</returns>
    public async ValueTask<bool> SetAsync(string channel, string thread, string words, CancellationToken ct)
    {
        if (IsRefused("") || IsRefused(channel))
        {
            return false;
        }

        // An empty status is meant, so it is sent although empty arguments are left out elsewhere.
        KeyValuePair<string, string>[] form = [new("channel_id", channel), new("thread_ts", thread), new("status", words)];
        SlackAnswer answer = await api.CallAsync(SlackMethods.SetThreadStatus, form, ct);
        if (answer is SlackAnswer.Refused refused && !SlackHealth.IsTokenError(refused.Error))
        {
            Remember(IsAboutPlace(refused.Error) ? channel : "");
        }

        return answer is SlackAnswer.Ok;
    }

    private static bool IsAboutPlace(string error) =>
        error is "channel_not_found" or "not_in_channel" or "is_archived" or "invalid_thread_ts" or "thread_not_found" or "channel_type_not_supported" or "method_not_supported_for_channel_type";

    private bool IsRefused(string place) => _refusedUntil.TryGetValue(place, out DateTimeOffset until) && time.GetUtcNow() < until;

    private void Remember(string place)
    {
        if (_refusedUntil.Count >= MostRemembered)
        {
            _refusedUntil.Clear();
        }

        _refusedUntil[place] = time.GetUtcNow() + AfterRefusal;
    }
}
