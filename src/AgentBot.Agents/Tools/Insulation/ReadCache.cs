using AgentBot.Core;

namespace AgentBot.Agents.Tools.Insulation;

/// <summary>Remembers answers of reads for the short time that their declaration allows. In memory only, and not many.</summary>
public sealed class ReadCache(TimeProvider time)
{
    private const int Most = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Text, DateTimeOffset Until)> _kept = [];

    public static string KeyOf(Digest pin, string arguments) => $"{pin}|{Digest.OfText(arguments)}";

    public string? Find(string key)
    {
        lock (_lock)
        {
            return _kept.TryGetValue(key, out var kept) && time.GetUtcNow() < kept.Until ? kept.Text : null;
        }
    }

    public void Keep(string key, string text, TimeSpan length)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (string old in _kept.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
            {
                _kept.Remove(old);
            }

            if (_kept.Count >= Most)
            {
                _kept.Remove(_kept.MinBy(pair => pair.Value.Until).Key);
            }

            _kept[key] = (text, now + length);
        }
    }
}
