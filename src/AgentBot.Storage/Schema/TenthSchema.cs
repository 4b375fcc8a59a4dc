namespace AgentBot.Storage.Schema;

/// <summary>Drills: copies with a planted mistake, drawn for one person.</summary>
internal static class TenthSchema
{
    public const string Script = """
        CREATE TABLE drills (
          of TEXT NOT NULL, revision INTEGER NOT NULL, person TEXT NOT NULL, workspace TEXT NOT NULL, channel TEXT NOT NULL, template TEXT NOT NULL, drawn_at INTEGER NOT NULL,
          state TEXT NOT NULL, due_at INTEGER NOT NULL, run TEXT, mistake TEXT NOT NULL, ended_at INTEGER, row_version INTEGER NOT NULL,
          PRIMARY KEY (of, revision, person)) WITHOUT ROWID;

        CREATE INDEX drills_due ON drills (due_at) WHERE state = 'Drawn';
        CREATE UNIQUE INDEX drills_by_run ON drills (run) WHERE run IS NOT NULL;
        CREATE INDEX drills_by_person ON drills (workspace, person, drawn_at);
        """;
}
