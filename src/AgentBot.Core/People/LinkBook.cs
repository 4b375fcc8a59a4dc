using System.Collections.Immutable;
using AgentBot.Core.Storing;

namespace AgentBot.Core.People;

/// <summary>
/// The links between accounts that count or counted once, in memory, because every delivery asks whose account it comes from.
/// What is confirmed stands here before its answer goes out.
/// </summary>
/// <param name="reader">Asked for when the first is read, so that who only wants names needs no store.</param>
public sealed class LinkBook(Func<ILinkReader> reader) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _lock = new();
    private volatile LinkList? _known;

    /// <summary>Another list for every change; empty before the first reading.</summary>
    public LinkList Latest => _known ?? LinkList.Empty;

    public async ValueTask<LinkList> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known)
        {
            return known;
        }

        await _opening.WaitAsync(ct);
        try
        {
            return _known ??= new LinkList([.. await reader().SettledAsync(ct)]);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Takes in what was just kept. Read before anything is kept, so that nothing is missed in between.</summary>
    public void Take(LinkRow row)
    {
        lock (_lock)
        {
            LinkList known = _known ?? throw new InvalidOperationException("The links are read before one is made.");
            _known = new LinkList([.. known.Rows.Where(one => one.Handle != row.Handle), row]);
        }
    }

    public void Dispose() => _opening.Dispose();
}

/// <summary>Compared by reference: another list means that something changed.</summary>
public sealed class LinkList(ImmutableArray<LinkRow> rows)
{
    public static readonly LinkList Empty = new([]);

    public ImmutableArray<LinkRow> Rows => rows;
}
