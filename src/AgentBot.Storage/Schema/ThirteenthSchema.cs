namespace AgentBot.Storage.Schema;

/// <summary>Which calls of tools people have allowed in advance, and which were made without asking.</summary>
internal static class ThirteenthSchema
{
    public const string Script = """
        CREATE TABLE call_grants (
          id TEXT NOT NULL PRIMARY KEY, workspace TEXT NOT NULL, channel TEXT NOT NULL, number INTEGER NOT NULL, template TEXT NOT NULL,
          template_title TEXT NOT NULL, version TEXT NOT NULL, step TEXT NOT NULL, tool TEXT NOT NULL, tool_title TEXT NOT NULL, pin TEXT NOT NULL,
          given_by TEXT NOT NULL, given_at INTEGER NOT NULL, review TEXT NOT NULL, most INTEGER NOT NULL, until INTEGER NOT NULL,
          amount_argument TEXT NOT NULL, amount_most TEXT, used INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT, ended_why TEXT NOT NULL) WITHOUT ROWID;
        CREATE UNIQUE INDEX call_grants_by_number ON call_grants (channel, number);
        CREATE INDEX call_grants_by_workspace ON call_grants (workspace, given_at);
        CREATE TABLE grant_uses (
          call TEXT NOT NULL PRIMARY KEY, grant_id TEXT NOT NULL REFERENCES call_grants (id), run TEXT NOT NULL, arguments TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX grant_uses_by_run ON grant_uses (grant_id, run, at);
        """;
}
