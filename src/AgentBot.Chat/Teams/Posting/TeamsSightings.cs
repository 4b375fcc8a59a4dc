namespace AgentBot.Chat.Teams.Posting;

/// <summary>
/// Messages whose id was never learnt. A bot may not read back what it posted, but a card that comes into somebody's view asks
/// for their version of it, and with that names itself by its post's key. Who waits for such a key finds the message so; a copy
/// that was posted in the meantime is told apart from it.
/// </summary>
public sealed class TeamsSightings(TimeProvider time)
{
    /// <summary>How long a lost card has to name itself before it is posted again.</summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    private const int Most = 2000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Doubt> _doubts = new(StringComparer.Ordinal);

    /// <summary>A post went out and no answer came back.</summary>
    internal void Lost(string key)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_doubts.Count >= Most)
            {
                foreach (string old in _doubts.Where(doubt => doubt.Value.Since + Remembered < now).Select(doubt => doubt.Key).ToList())
                {
                    _doubts.Remove(old);
                }
            }

            if (_doubts.Count < Most)
            {
                _doubts[key] = new Doubt(now, "");
            }
        }
    }

    /// <summary>The message that named itself; empty while none has.</summary>
    /// <param name="isOver">It has had its time.</param>
    internal string Find(string key, out bool isOver)
    {
        lock (_lock)
        {
            if (!_doubts.TryGetValue(key, out Doubt? doubt))
            {
                // A process died over it: its time begins now.
                _doubts[key] = doubt = new Doubt(time.GetUtcNow(), "");
            }

            isOver = time.GetUtcNow() - doubt.Since >= Waiting;
            return doubt.Message;
        }
    }

    /// <summary>It was posted again: whatever else names itself by that key is a copy.</summary>
    internal void PostedAgain(string key, string message)
    {
        lock (_lock)
        {
            if (_doubts.TryGetValue(key, out Doubt? doubt))
            {
                _doubts[key] = doubt with { Message = message };
            }
        }
    }

    /// <summary>A card that a client asked a view for.</summary>
    /// <returns>True where it is a copy of what stands elsewhere and is to be taken away.</returns>
    internal bool Seen(string key, string message)
    {
        lock (_lock)
        {
            if (!_doubts.TryGetValue(key, out Doubt? doubt))
            {
                return false;
            }

            if (doubt.Message.Length == 0)
            {
                _doubts[key] = doubt with { Message = message };
                return false;
            }

            return doubt.Message != message;
        }
    }

    private sealed record Doubt(DateTimeOffset Since, string Message);
}
