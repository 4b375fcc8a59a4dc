using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Storage.Files;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>What a channel keeps: its artifacts, facts and messages, and the closures of what ran in it.</summary>
internal static class ChannelChanges
{
    private static readonly Sql PutArtifact = new("""
        INSERT INTO artifacts (channel, content, workspace, type, length, author, parent, run, at, bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, content) DO NOTHING
        """);

    private static readonly Sql PutClosure = new(
        "INSERT INTO closures (version, workspace, template, json, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING");

    private static readonly Sql PutMessage = ChannelRows.Messages.Insert("""
        ON CONFLICT (key) DO UPDATE SET text = excluded.text, card = excluded.card, files = excluded.files, at = excluded.at,
          edited_at = excluded.edited_at, deleted = excluded.deleted, row_version = messages.row_version + 1
        """);

    private static readonly Sql InsertFact = ChannelRows.Facts.Insert();
    private static readonly Sql UpdateFact = ChannelRows.Facts.Update("id = ? AND row_version = ?");

    public static bool Put(Database database, WorkspaceKey workspace, Change.PutArtifact change, ArtifactFiles files)
    {
        Artifact artifact = change.Artifact;
        bool isInline = files.IsInline(artifact);
        if (!isInline && !files.Has(change.Channel, artifact.Ref))
        {
            throw new InvalidOperationException("A large artifact must be staged before the commit that names it.");
        }

        Statement put = database.Use(PutArtifact);
        put.Key(change.Channel);
        put.Key(artifact.Ref.Content);
        put.Key(workspace);
        put.Word(artifact.Ref.Type);
        put.Number(artifact.Ref.Length);
        put.Key(artifact.Author);
        put.Key(artifact.Parent);
        put.Key(change.Run);
        put.Time(change.At);
        put.Bytes(isInline ? artifact.Bytes : default(ReadOnlyMemory<byte>?)); // A bare null would turn into empty bytes.
        put.Run();
        return true;
    }

    public static bool Put(Database database, WorkspaceKey workspace, Change.PutClosure change)
    {
        Statement put = database.Use(PutClosure);
        put.Key(change.Version);
        put.Key(workspace);
        put.Text(change.TemplateName);
        put.Text(change.Json);
        put.Time(change.At);
        put.Run();
        return true;
    }

    public static bool Put(Database database, MessageRow row)
    {
        Statement put = database.Use(PutMessage);
        ChannelRows.Write(put, row);
        put.Run();
        return true;
    }

    public static bool Insert(Database database, FactRow row, Dictionary<string, long> numbers)
    {
        long number = Counters.Next(database, row.Workspace, "fact:" + row.Channel.Value);
        Statement insert = database.Use(InsertFact);
        ChannelRows.WriteFixed(insert, row, number);
        ChannelRows.WriteChanging(insert, row, row.RowVersion);
        insert.Run();
        numbers[row.Id.Value] = number;
        return true;
    }

    public static bool Update(Database database, FactRow row)
    {
        Statement update = database.Use(UpdateFact);
        ChannelRows.WriteChanging(update, row, row.RowVersion + 1);
        update.Key(row.Id);
        update.Number(row.RowVersion);
        return update.Run() == 1;
    }
}
