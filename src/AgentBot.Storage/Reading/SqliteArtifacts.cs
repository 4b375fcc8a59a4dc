using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Storage.Files;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Reading;

/// <summary>Bytes are compared with their digest at every read: what a disk or a hand has changed is never handed on.</summary>
internal sealed class SqliteArtifacts(ReaderPool readers, ArtifactFiles files) : IArtifactReader
{
    private static readonly Sql Find = new("SELECT type, length, author, parent, bytes FROM artifacts WHERE channel = ? AND content = ?");

    public async ValueTask<Artifact?> FindAsync(ChannelKey channel, Digest content, CancellationToken ct)
    {
        Found? found = await readers.ReadAsync(
            database =>
            {
                Statement find = database.Use(Find);
                find.Key(channel);
                find.Key(content);
                return find.One(row => new Found(row.Word<ArtifactType>(), row.Number(), row.KeyOrNull<PersonKey>(), row.Key<Digest>(), row.BytesOrNull()));
            },
            ct);
        if (found is null)
        {
            return null;
        }

        byte[] bytes = found.Bytes ?? await files.ReadAsync(channel, content, ct)
            ?? throw new DamagedArtifactException(channel, content, "A stored file is gone. Nothing was done with it. Restore it from a backup.");
        return Digest.OfBytes(bytes) == content
            ? new Artifact(new ArtifactRef(found.Type, content, bytes.LongLength), bytes, found.Author, found.Parent)
            : throw new DamagedArtifactException(channel, content, "Stored bytes are not the ones that were kept. Nothing was done with them. Restore them from a backup.");
    }

    private sealed record Found(ArtifactType Type, long Length, PersonKey? Author, Digest Parent, byte[]? Bytes);
}
