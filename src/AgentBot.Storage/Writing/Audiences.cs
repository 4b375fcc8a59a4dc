using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>
/// The set of reviewers of a review as one number. Few sets exist, however many reviews wait: lists and counts go by set
/// instead of by review.
/// </summary>
internal sealed class Audiences
{
    private const int Remembered = 1024;
    private static readonly Sql Insert = new("INSERT INTO audiences (workspace, names) VALUES (?, ?) ON CONFLICT DO NOTHING");
    private static readonly Sql Find = new("SELECT id FROM audiences WHERE workspace = ? AND names = ?");
    private readonly Dictionary<(string Policy, string Progress), string> _names = [];

    public long Of(Database database, ReviewRow review)
    {
        string names = NamesOf(review);
        return TryFind(database, review.Workspace, names) ?? Add(database, review.Workspace, names);
    }

    private static long? TryFind(Database database, WorkspaceKey workspace, string names)
    {
        Statement find = database.Use(Find);
        find.Key(workspace);
        find.Text(names);
        return find.Step() ? find.Number() : null;
    }

    private static long Add(Database database, WorkspaceKey workspace, string names)
    {
        Statement insert = database.Use(Insert);
        insert.Key(workspace);
        insert.Text(names);
        insert.Run();
        return TryFind(database, workspace, names) ?? throw new InvalidOperationException("A set of reviewers was kept and is not there.");
    }

    /// <summary>One name a line, sorted. Policies repeat from run to run, so reading their JSON is done once for each.</summary>
    private string NamesOf(ReviewRow review)
    {
        (string, string) key = (review.Policy, review.Progress);
        if (_names.TryGetValue(key, out string? known))
        {
            return known;
        }

        string names = string.Join('\n', ReviewAudience.Of(review).Order(StringComparer.Ordinal));
        if (_names.Count >= Remembered)
        {
            _names.Clear();
        }

        return _names[key] = names;
    }
}
