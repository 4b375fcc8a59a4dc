using System.Collections.Concurrent;

namespace AgentBot.Chat.Verifying;

/// <summary>Lets one line a minute and source into the log, so that somebody who knocks all day does not fill it.</summary>
public sealed class SourceMeter(TimeProvider time)
{
    private const int MostRemembered = 1_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _told = new();

    public bool MayTell(string source)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_told.Count >= MostRemembered && !_told.ContainsKey(source))
        {
            // A flood from everywhere is told once a minute, not once a source.
            source = "";
        }

        while (true)
        {
            if (!_told.TryGetValue(source, out DateTimeOffset before))
            {
                if (_told.TryAdd(source, now))
                {
                    return true;
                }
            }
            else if (now - before < Window)
            {
                return false;
            }
            else if (_told.TryUpdate(source, now, before))
            {
                Forget(now);
                return true;
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach ((string source, DateTimeOffset told) in _told)
        {
            if (now - told >= Window)
            {
                _told.TryRemove(KeyValuePair.Create(source, told));
            }
        }
    }
}
