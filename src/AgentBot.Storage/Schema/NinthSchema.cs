namespace AgentBot.Storage.Schema;

/// <summary>What other programs ask, and what they are told.</summary>
internal static class NinthSchema
{
    public const string Script = """
        CREATE TABLE requests (
          system TEXT NOT NULL, id TEXT NOT NULL, workspace TEXT NOT NULL, run TEXT NOT NULL, received TEXT NOT NULL, callback TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (system, id)) WITHOUT ROWID;

        CREATE TABLE issued (
          review TEXT NOT NULL, round INTEGER NOT NULL, workspace TEXT NOT NULL, outcome TEXT NOT NULL, document TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (review, round));

        CREATE INDEX runs_open_of_programs ON runs (requester) WHERE ended_at IS NULL AND requester >= 'system:' AND requester < 'system;';
        """;
}
