namespace AgentBot.Storage.Schema;

/// <summary>Schedules and their firings.</summary>
internal static class ThirdSchema
{
    public const string Script = """
        CREATE TABLE schedules (
          seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, channel TEXT NOT NULL, number INTEGER NOT NULL,
          created_at INTEGER NOT NULL, replaces TEXT,
          template TEXT NOT NULL, owner TEXT NOT NULL, terms TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, changed_by TEXT,
          changed_at INTEGER NOT NULL, last_due INTEGER, next_due INTEGER, wake_at INTEGER, failures INTEGER NOT NULL, told TEXT NOT NULL,
          row_version INTEGER NOT NULL);
        CREATE UNIQUE INDEX schedules_by_number ON schedules (channel, number);
        CREATE INDEX schedules_by_status ON schedules (workspace, status);
        CREATE INDEX schedules_waking ON schedules (wake_at) WHERE wake_at IS NOT NULL;

        -- A time of a rule fires once: the primary key says so. "open" is 1 while how the run ends is not noted.
        CREATE TABLE firings (
          schedule TEXT NOT NULL, due INTEGER NOT NULL, workspace TEXT NOT NULL,
          outcome TEXT NOT NULL, run TEXT, reason TEXT NOT NULL, at INTEGER NOT NULL, lateness INTEGER NOT NULL, ended TEXT, ended_at INTEGER,
          row_version INTEGER NOT NULL, open INTEGER NOT NULL,
          PRIMARY KEY (schedule, due)) WITHOUT ROWID;
        CREATE INDEX firings_of_run ON firings (run) WHERE run IS NOT NULL;
        CREATE INDEX firings_open ON firings (schedule, due) WHERE open = 1;
        CREATE INDEX firings_queued ON firings (schedule, due) WHERE outcome = 'Queued';
        CREATE INDEX firings_by_time ON firings (workspace, due);
        """;
}
