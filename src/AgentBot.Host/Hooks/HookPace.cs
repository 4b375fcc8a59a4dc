using System.Collections.Concurrent;

namespace AgentBot.Host.Hooks;

/// <summary>How many calls of one program are taken within a minute. Only proved calls count, so that nobody else can use them up.</summary>
internal sealed class HookPace(TimeProvider time)
{
    public const int MostAMinute = 120;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Counted> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="name">Of the hook; other doors put their own word in front of theirs.</param>
    /// <returns>Null where the call is taken; else when to come again.</returns>
    public TimeSpan? Take(string name, int most = MostAMinute)
    {
        DateTimeOffset now = time.GetUtcNow();
        Counted counted = _names.AddOrUpdate(name, _ => new Counted(now, 1), (_, before) => now - before.Since >= Window || now < before.Since ? new Counted(now, 1) : before with { Calls = before.Calls + 1 });
        return counted.Calls <= most ? null : counted.Since + Window - now;
    }

    private sealed record Counted(DateTimeOffset Since, int Calls);
}
