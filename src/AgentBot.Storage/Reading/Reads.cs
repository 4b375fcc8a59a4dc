using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal static class Reads
{
    /// <summary>The first row, or null. Runs the statement to its end, so that it holds nothing open.</summary>
    public static TRow? One<TRow>(this Statement statement, Func<IFields, TRow> read)
        where TRow : class
    {
        TRow? row = statement.Step() ? read(statement) : null;
        statement.Fresh();
        return row;
    }

    public static List<TRow> All<TRow>(this Statement statement, Func<IFields, TRow> read)
    {
        var rows = new List<TRow>();
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        return rows;
    }

    /// <summary>The number in the first row; 0 for none.</summary>
    public static int Count(this Statement statement)
    {
        int count = statement.Step() ? statement.Whole() : 0;
        statement.Fresh();
        return count;
    }
}
