using System.Collections.Concurrent;

namespace AgentBot.Core.Commands;

/// <summary>
/// Refusals are kept as receipts like any other answer, but only the first twenty of a person within a minute: somebody who
/// presses a forbidden button all day must not fill the store.
/// </summary>
public sealed class RefusalMeter(TimeProvider time)
{
    public const int MostKeptPerMinute = 20;

    private const int MostPeopleRemembered = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<PersonKey, (DateTimeOffset Since, int Count)> _people = new();

    /// <summary>Counts one refusal; false when it is over the number that is kept.</summary>
    public bool IsKept(PersonKey person)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_people.Count > MostPeopleRemembered)
        {
            _people.Clear();
        }

        return _people.AddOrUpdate(person, _ => (now, 1), (_, old) => now - old.Since >= Window ? (now, 1) : (old.Since, old.Count + 1)).Count <= MostKeptPerMinute;
    }

    /// <summary>How many refusals of this person the running minute has seen, kept or not.</summary>
    public int CountOf(PersonKey person) => _people.TryGetValue(person, out var seen) && time.GetUtcNow() - seen.Since < Window ? seen.Count : 0;
}
