namespace AgentBot.Storage.Schema;

/// <summary>Many reviews at once: which are alike, what was approved together, who decided what, and runs that wait in line.</summary>
internal static class EighthSchema
{
    public const string Script = """
        -- Null until somebody has looked what it has in common with others; empty where that is nothing.
        ALTER TABLE reviews ADD COLUMN kin TEXT;
        CREATE INDEX reviews_waiting ON reviews (workspace, audience, opened_at, seq) WHERE state = 'Open';
        CREATE INDEX reviews_alike ON reviews (workspace, kin, audience, opened_at, seq) WHERE state = 'Open' AND kin > '';
        CREATE INDEX reviews_uncompared ON reviews (seq) WHERE state = 'Open' AND kin IS NULL;

        CREATE TABLE batches (
          id TEXT PRIMARY KEY, workspace TEXT NOT NULL, person TEXT NOT NULL, kin TEXT NOT NULL, members TEXT NOT NULL, made_at INTEGER NOT NULL,
          state TEXT NOT NULL, ended_at INTEGER, row_version INTEGER NOT NULL) WITHOUT ROWID;

        -- What was drawn for a person stays drawn: the unique index says so.
        CREATE UNIQUE INDEX batches_open ON batches (workspace, person, kin) WHERE state = 'Open';
        CREATE INDEX batches_by_person ON batches (workspace, person, made_at);

        ALTER TABLE decisions ADD COLUMN together TEXT NOT NULL DEFAULT '';
        CREATE INDEX decisions_by_person ON decisions (workspace, person, at);

        ALTER TABLE runs ADD COLUMN held TEXT NOT NULL DEFAULT '';
        ALTER TABLE runs ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX runs_held ON runs (created_at) WHERE held > '';
        """;
}
