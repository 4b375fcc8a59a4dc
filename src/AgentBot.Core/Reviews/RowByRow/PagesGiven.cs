namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>
/// Which pages of a table's rows somebody was really handed: who jumps to the last one has not been given those before it. Kept in
/// memory only, so that after a restart somebody has to go through them once more; never the other way round.
/// </summary>
public sealed class PagesGiven
{
    private const int MostKept = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ReviewId, int, PersonKey), HashSet<int>> _given = [];
    private readonly Queue<(ReviewId, int, PersonKey)> _order = new();

    /// <param name="page">The page that is handed out now, from 1.</param>
    /// <returns>True once each of the pages was.</returns>
    public bool Give(ReviewId review, int revision, PersonKey person, int page, int pages)
    {
        lock (_lock)
        {
            var key = (review, revision, person);
            if (!_given.TryGetValue(key, out HashSet<int>? seen))
            {
                seen = _given[key] = [];
                _order.Enqueue(key);
                if (_order.Count > MostKept)
                {
                    _given.Remove(_order.Dequeue());
                }
            }

            seen.Add(page);
            return Enumerable.Range(1, pages).All(seen.Contains);
        }
    }
}
