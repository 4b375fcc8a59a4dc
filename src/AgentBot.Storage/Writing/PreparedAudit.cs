using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Audit;
using AgentBot.Storage.Rows;
using AgentBot.Storage.Sqlite;

namespace AgentBot.Storage.Writing;

/// <summary>The audit lines of a commit, salted and hashed on the caller's thread so that the writer only writes.</summary>
internal sealed class PreparedAudit
{
    private static readonly Sql InsertLine = new(
        "INSERT INTO audit (workspace, at, verb, actor, subject, run, digests, commitments, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '') RETURNING sequence");

    private static readonly Sql InsertText = new("INSERT INTO audit_texts (sequence, name, workspace, salt, text) VALUES (?, ?, ?, ?, ?)");
    private readonly WorkspaceKey _workspace;
    private readonly DateTimeOffset _at;
    private readonly Line[] _lines;

    public PreparedAudit(WorkspaceKey workspace, ImmutableArray<AuditEntry> entries, DateTimeOffset at)
    {
        _workspace = workspace;
        _at = at;
        _lines = [.. entries.Select(Line.Of)];
    }

    public void Write(Database database)
    {
        foreach (Line line in _lines)
        {
            Statement insert = database.Use(InsertLine);
            insert.Key(_workspace);
            insert.Time(_at);
            insert.Text(line.Entry.Verb);
            insert.Text(line.Entry.Actor);
            insert.Text(line.Entry.Subject);
            insert.Text(line.Entry.Run?.Value ?? "");
            insert.Text(line.Digests);
            insert.Text(line.Commitments);
            insert.Step();
            long sequence = insert.Number();
            insert.Run();
            foreach ((string name, string text, string salt) in line.Texts)
            {
                Statement side = database.Use(InsertText);
                side.Number(sequence);
                side.Text(name);
                side.Key(_workspace);
                side.Text(salt);
                side.Text(text);
                side.Run();
            }
        }
    }

    private sealed record Line(AuditEntry Entry, string Digests, string Commitments, IReadOnlyList<(string Name, string Text, string Salt)> Texts)
    {
        public static Line Of(AuditEntry entry)
        {
            (string Name, string Text, string Salt)[] texts =
                [.. entry.Texts.Select(text => (text.Key, text.Value, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))))];
            return new Line(
                entry,
                Json(entry.Digests),
                Json(texts.ToImmutableSortedDictionary(text => text.Name, text => AuditChain.Commit(text.Salt, text.Text), StringComparer.Ordinal)),
                texts);
        }

        private static string Json(ImmutableSortedDictionary<string, string> words) =>
            words.IsEmpty ? "" : JsonSerializer.Serialize(words, StoreJson.Default.ImmutableSortedDictionaryStringString);
    }
}
