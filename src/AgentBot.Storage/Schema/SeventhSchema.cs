namespace AgentBot.Storage.Schema;

/// <summary>What people mark of the rows of a table before they hand it in.</summary>
internal static class SeventhSchema
{
    public const string Script = """
        CREATE TABLE row_drafts (
          review TEXT NOT NULL, revision INTEGER NOT NULL, person TEXT NOT NULL, workspace TEXT NOT NULL, shown TEXT NOT NULL,
          choices TEXT NOT NULL, at INTEGER NOT NULL, row_version INTEGER NOT NULL,
          PRIMARY KEY (review, revision, person)) WITHOUT ROWID;
        """;
}
