using AgentBot.Core.Storing;
using AgentBot.Core.Tools;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

internal sealed class SqliteToolPins(ReaderPool readers) : IToolPinReader
{
    private static readonly Sql Every = ToolPinRows.Pins.Select("ORDER BY tool");

    public ValueTask<IReadOnlyList<ToolPin>> AllAsync(CancellationToken ct) =>
        readers.ReadAsync<IReadOnlyList<ToolPin>>(database => database.Use(Every).All(ToolPinRows.Read), ct);
}
