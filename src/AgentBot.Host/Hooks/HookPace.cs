using System.Collections.Concurrent;

namespace AgentBot.Host.Hooks;

/// <summary>How many calls of one hook are taken within a minute. Only proved calls count, so that nobody else can use them up.</summary>
internal sealed class HookPace(TimeProvider time)
{
    public const int MostAMinute = 120;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Counted> _hooks = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null where the call is taken; else when to come again.</returns>
    public TimeSpan? Take(string hook)
    {
        DateTimeOffset now = time.GetUtcNow();
        Counted counted = _hooks.AddOrUpdate(hook, _ => new Counted(now, 1), (_, before) => now - before.Since >= Window || now < before.Since ? new Counted(now, 1) : before with { Calls = before.Calls + 1 });
        return counted.Calls <= MostAMinute ? null : counted.Since + Window - now;
    }

    private sealed record Counted(DateTimeOffset Since, int Calls);
}
