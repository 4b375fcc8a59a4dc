using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Rows;

/// <summary>
/// The columns of a table in the order in which its rows are bound and read: first those that never change, then those that a
/// compare-and-set writes. Keeping them apart spares the indexes on fixed columns at every update.
/// </summary>
internal sealed class Table(string name, string fixedColumns, string changingColumns)
{
    public string Columns { get; } = changingColumns.Length == 0 ? fixedColumns : $"{fixedColumns}, {changingColumns}";

    /// <param name="tail">What stands behind the values, for example ON CONFLICT DO NOTHING.</param>
    public Sql Insert(string tail = "") => new($"INSERT INTO {name} ({Columns}) VALUES ({Marks(Columns)}) {tail}");

    public Sql Update(string where) => new($"UPDATE {name} SET ({changingColumns}) = ({Marks(changingColumns)}) WHERE {where}");

    public string SelectText(string tail) => $"SELECT {Columns} FROM {name} {tail}";

    public Sql Select(string tail) => new(SelectText(tail));

    private static string Marks(string columns) => string.Join(", ", columns.Split(',').Select(_ => "?"));
}
