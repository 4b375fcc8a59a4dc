namespace AgentBot.Storage.Schema;

/// <summary>Accounts that became one person, and tries at secrets.</summary>
internal static class FourthSchema
{
    public const string Script = """
        CREATE TABLE links (
          handle TEXT PRIMARY KEY, workspace TEXT NOT NULL, first_platform TEXT NOT NULL, first_workspace TEXT NOT NULL, first_account TEXT NOT NULL,
          code TEXT NOT NULL, salt TEXT NOT NULL, created_at INTEGER NOT NULL,
          second_platform TEXT, second_workspace TEXT, second_account TEXT, state TEXT NOT NULL, expires_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
          linked_at INTEGER, row_version INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX links_settled ON links (linked_at) WHERE linked_at IS NOT NULL;
        CREATE INDEX links_offered ON links (first_platform, first_account) WHERE state = 'Offered';

        CREATE TABLE tries (subject TEXT PRIMARY KEY, workspace TEXT NOT NULL, amount INTEGER NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
        """;
}
