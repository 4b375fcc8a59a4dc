using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Storage.Rows;

internal static class BatchRows
{
    public static readonly Table Batches = new("batches", "id, workspace, person, kin, members, made_at", "state, ended_at, row_version");

    public static void WriteFixed(IParameters to, BatchRow row)
    {
        to.Text(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Person);
        to.Text(row.Kin);
        to.Text(JsonSerializer.Serialize(row.Members, StoreJson.Default.IReadOnlyListBatchMember));
        to.Time(row.MadeAt);
    }

    public static void WriteChanging(IParameters to, BatchRow row, long version)
    {
        to.Word(row.State);
        to.Time(row.EndedAt);
        to.Number(version);
    }

    public static BatchRow Read(IFields from) => new()
    {
        Id = from.Text(),
        Workspace = from.Key<WorkspaceKey>(),
        Person = from.Key<PersonKey>(),
        Kin = from.Text(),
        Members = JsonSerializer.Deserialize(from.Text(), StoreJson.Default.IReadOnlyListBatchMember) ?? [],
        MadeAt = from.Time(),
        State = from.Word<BatchState>(),
        EndedAt = from.TimeOrNull(),
        RowVersion = from.Number(),
    };
}
