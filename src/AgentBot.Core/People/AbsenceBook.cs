using System.Collections.Immutable;
using AgentBot.Core.Storing;

namespace AgentBot.Core.People;

/// <summary>Who is away, in memory, because every question asks. What somebody says stands here before it is answered.</summary>
/// <param name="reader">Asked for when the first is read, so that who only wants names needs no store.</param>
public sealed class AbsenceBook(Func<IAbsenceReader> reader, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _lock = new();
    private volatile AbsenceList? _known;

    /// <summary>Empty before the first reading.</summary>
    public ImmutableArray<Absence> Latest => _known?.Rows ?? [];

    public async ValueTask<ImmutableArray<Absence>> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known)
        {
            return known.Rows;
        }

        await _opening.WaitAsync(ct);
        try
        {
            return (_known ??= new AbsenceList([.. await reader().LastingAsync(time.GetUtcNow(), ct)])).Rows;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Takes in what was just kept. Read before anything is kept, so that nothing is missed in between.</summary>
    public void Take(Absence row)
    {
        lock (_lock)
        {
            AbsenceList known = _known ?? throw new InvalidOperationException("Absences are read before one is kept.");
            _known = new AbsenceList([.. known.Rows.Where(one => one.Person != row.Person && one.Until > row.From), row]);
        }
    }

    public void Dispose() => _opening.Dispose();

    private sealed record AbsenceList(ImmutableArray<Absence> Rows);
}
